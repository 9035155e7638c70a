//! Notices, as the operator sees them.

use sila::catalogue::{MenuKey, NewNotice};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location};

use super::editions::{publish, told, with_a_store};
use super::sandbox::{Sandbox, assert_transcript};
use crate::store::by;

const AR: &str = "ar=تغلق المكاتب بسبب العاصفة.";
const EN: &str = "en=The offices are closed because of the storm.";

/// Announces something as somebody.
fn add(sandbox: &Sandbox, more: &[&str]) -> String {
    let command = [&["notices", "add", "--author", "Huda"], more].concat();
    told(sandbox, &command)
}

#[tokio::test]
async fn a_notice_is_looked_at_added_and_ended() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let texts = ["--text", AR, "--text", EN, "--until", "2199-03-01 18:00"];
    let mut seen = vec![told(&sandbox, &["notices"])];
    seen.push(add(&sandbox, &[&texts[..], &["--dry-run"]].concat()));
    seen.push(told(&sandbox, &["notices"]));
    seen.push(add(&sandbox, &texts));
    let later = ["--from", "2199-02-01T06:00:00+04:00", "--sector", "2"];
    seen.push(add(&sandbox, &[&texts[..], &later].concat()));
    seen.push(told(&sandbox, &["notices"]));
    let end = |id| told(&sandbox, &["notices", "end", id, "--author", "Sami"]);
    seen.extend([end("1"), end("1"), end("9")]);
    seen.push(told(&sandbox, &["notices"]));
    assert_transcript!("notices", seen.join("\n"));
}

#[tokio::test]
async fn what_can_not_be_announced_is_not() {
    let sandbox = with_a_store().await;
    let until = ["--until", "2199-03-01 18:00"];
    let texts = ["--text", AR, "--text", EN];
    let mut seen = vec![add(&sandbox, &[&texts[..], &until].concat())];
    publish(&sandbox, &["The first menus"]);
    for wrong in [
        &["--until", "on Monday"][..],
        &["--until", "2001-03-01 18:00"],
        &[&until[..], &["--sector", "8"]].concat(),
        &[&until[..], &["--sector", "north"]].concat(),
        &[&until[..], &["--author", ""]].concat(),
        &[&until[..], &["--from", "2199-03-01 18:00"]].concat(),
    ] {
        let command = [&["notices", "add"], &texts[..], wrong].concat();
        seen.push(told(&sandbox, &command));
    }
    seen.push(add(&sandbox, &until));
    seen.push(add(&sandbox, &[&["--text", "Closed."], &until[..]].concat()));
    let digits = ["--text", "en=Closed on 3 May, see www.sila.bh."];
    seen.push(add(&sandbox, &[&digits[..], &until].concat()));
    seen.push(told(&sandbox, &["notices"]));
    assert_transcript!("notices_impossible", seen.join("\n"));
}

#[tokio::test]
async fn what_is_heard_stands_first_and_what_is_long_over_not_at_all() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let file = Location::File(sandbox.path("sila-data/sila.db"));
    let options = SqliteOptions::default();
    let database = Database::open(&file, &options).await.unwrap();
    let now = sila::clock::system()();
    for (text, from, until, sector) in [
        ("Long over.", -99, -31, None),
        ("Over.", -20, -10, MenuKey::new(1)),
        ("Coming.", 10, 20, None),
        ("Coming soon.", 5, 6, MenuKey::new(7)),
        ("Heard, for long.", -90, 20, None),
        ("Heard, \u{1b}[2J for short.", -1, 1, MenuKey::new(2)),
    ] {
        let day = |days: i64| now + jiff::SignedDuration::from_hours(24 * days);
        let notice = NewNotice {
            sector,
            from: day(from),
            until: day(until),
            texts: vec![("en".to_owned(), text.to_owned())],
        };
        let added = database.add_notice(&notice, by("Huda", now)).await;
        added.unwrap();
    }
    database.close().await;
    assert_transcript!("notices_in_order", told(&sandbox, &["notices"]));
}
