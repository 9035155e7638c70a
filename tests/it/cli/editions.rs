//! What an operator sees who publishes, looks and goes back.

use std::fs;

use super::sandbox::{Sandbox, assert_transcript};
use crate::house::House;

const WALL: &str = "menus/1-town/1-permits/111-wall.toml";

/// Changes a file of the hotline.
fn edit(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let path = sandbox.path(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no “{from}”");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Publishes as somebody.
fn publish(sandbox: &Sandbox, more: &[&str]) -> String {
    let command = ["publish", "--author", "Huda", "--note"];
    told(sandbox, &[&command, more].concat())
}

/// A transcript without what the clock showed.
fn told(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let text = sandbox.transcript(arguments);
    let bytes = text.as_bytes();
    let is_time = |at: usize| {
        let form = b"2000-00-00 00:00";
        bytes.get(at..at + form.len()).is_some_and(|text| {
            let alike = |(found, form): (&u8, &u8)| match form {
                b'0' => found.is_ascii_digit(),
                other => found == other,
            };
            // What is planned for a later century stays.
            text.starts_with(b"20") && text.iter().zip(form).skip(2).all(alike)
        })
    };
    let mut scrubbed = String::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if is_time(at) {
            scrubbed.push_str("DAY AND MINUTE  ");
            at += "2000-00-00 00:00".len();
        } else {
            scrubbed.push(letter);
            at += letter.len_utf8();
        }
    }
    scrubbed
}

#[test]
fn editions_are_published_compared_and_gone_back_to() {
    let sandbox = Sandbox::new();
    let mut seen = vec![told(&sandbox, &["editions"])];
    seen.push(publish(&sandbox, &["The first menus"]));
    seen.push(publish(&sandbox, &["The same once more"]));
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    edit(&sandbox, WALL, "الرسم خمسة", "الرسم ستة");
    seen.push(told(&sandbox, &["diff", "menus"]));
    seen.push(publish(&sandbox, &["The fee for walls is six dinars"]));
    seen.push(told(&sandbox, &["editions"]));
    seen.push(told(&sandbox, &["rollback", "1", "--author", "Sami"]));
    seen.push(told(&sandbox, &["rollback", "1"]));
    seen.push(told(&sandbox, &["diff", "2"]));
    seen.push(told(&sandbox, &["diff", "1", "2", "--json"]));
    seen.push(told(&sandbox, &["export", "2", "exported"]));
    seen.push(told(&sandbox, &["diff", "2", "exported"]));
    seen.push(told(&sandbox, &["export", "2", "exported"]));
    seen.push(told(&sandbox, &["editions"]));
    assert_transcript!("editions", seen.join("\n"));
}

#[test]
fn an_edition_is_planned_and_taken_back() {
    let sandbox = Sandbox::new();
    publish(&sandbox, &["The first menus"]);
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let mut seen = vec![publish(
        &sandbox,
        &["For later", "--at", "2199-03-01 06:00"],
    )];
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    seen.push(publish(&sandbox, &["For now"]));
    seen.push(told(&sandbox, &["editions"]));
    seen.push(told(&sandbox, &["editions", "cancel", "2"]));
    seen.push(told(&sandbox, &["editions", "cancel", "2"]));
    seen.push(publish(&sandbox, &["Late", "--at", "2001-03-01 06:00"]));
    seen.push(publish(&sandbox, &["Never", "--at", "on Monday"]));
    assert_transcript!("editions_planned", seen.join("\n"));
}

#[test]
fn who_was_not_first_is_told_what_changed() {
    let sandbox = Sandbox::new();
    publish(&sandbox, &["The first menus"]);
    sandbox.transcript(&["export", "1", "other"]);
    edit(
        &sandbox,
        "other/1-town/2-roads/121-road-occupation.toml",
        "This licence",
        "That licence",
    );
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let first = "--author Sami --note".split(' ');
    let first: Vec<_> = ["publish", "other"]
        .into_iter()
        .chain(first)
        .chain(["Roads"])
        .collect();
    let mut seen = vec![told(&sandbox, &first)];
    seen.push(publish(&sandbox, &["Walls"]));
    seen.push(publish(
        &sandbox,
        &["Walls, and the roads as they were", "--upon", "2"],
    ));
    assert_transcript!("editions_raced", seen.join("\n"));
}

#[test]
fn what_can_not_be_published_is_not() {
    let sandbox = Sandbox::new();
    sandbox.configure("[[line]]\nname = 'main'\nunsigned = true\nlanguages = ['ar', 'fr']\n");
    let mut seen = vec![publish(&sandbox, &["A language too many"])];
    sandbox.configure("");
    sandbox.break_menus("missing-language");
    seen.push(publish(&sandbox, &["With a mistake"]));
    seen.push(told(&sandbox, &["diff", "1", "2"]));
    seen.push(told(&sandbox, &["rollback", "7"]));
    seen.push(told(&sandbox, &["export", "7", "nowhere"]));
    assert_transcript!("editions_impossible", seen.join("\n"));
}

#[tokio::test]
async fn calls_in_progress_are_counted_by_edition() {
    let sandbox = Sandbox::new();
    sandbox.configure("database_url = 'sqlite:sila.db'\n");
    let now = sila::clock::system();
    let house = House::with_clock(now, |config| {
        config.menus = Some(sandbox.path("menus"));
        config.database = sila::store::Location::File(sandbox.path("sila.db"));
    })
    .await;
    let mut calls = Vec::new();
    for number in 1..=3 {
        let mut call = house.call(number);
        call.start().await.unwrap();
        calls.push(call);
    }
    calls[0].hang_up().await.unwrap();
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let mut seen = vec![publish(&sandbox, &["Beside a running server"])];
    house.heard(sila::catalogue::EditionNumber::new(2)).await;
    let mut call = house.call(4);
    call.start().await.unwrap();
    seen.push(told(&sandbox, &["editions"]));
    house.running.stop().await;
    assert_transcript!("editions_with_calls", seen.join("\n"));
}
