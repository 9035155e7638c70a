//! Spoken words that fit no service, as the operator sees them.

use jiff::{SignedDuration, Timestamp};
use sila::store::{PageReport, PageReportContent, TurnLog as _, TurnRecord};

use super::editions::{store, told, with_a_store};
use super::sandbox::{Sandbox, assert_transcript};
use crate::store::{turn, unheard_words};

fn asked(call: u32, language: Option<&str>, said: &str, at: Timestamp) -> TurnRecord {
    TurnRecord {
        at,
        language: language.map(str::to_owned),
        jobs: vec![unheard_words(said)],
        ..turn(&format!("CA{call}"), 0)
    }
}

#[tokio::test]
async fn words_that_fit_no_service_are_listed_by_how_often_they_were_said() {
    let sandbox = with_a_store().await;
    let nothing = told(&sandbox, &["unheard"]);
    let now = sila::clock::system()();
    let days_ago = |days: i64| now - SignedDuration::from_hours(24 * days);
    let said = [
        asked(1, Some("en"), "Parking", days_ago(3)),
        asked(2, Some("en"), "parking", days_ago(2)),
        asked(3, Some("ar"), "رخصة قيادة", days_ago(1)),
        asked(4, None, "passport \u{1b}[2J", days_ago(9)),
        asked(5, Some("en"), "taxi", days_ago(40)),
    ];
    // What one call alone has said is not kept; these were said long ago by others, too.
    let before = said.iter().map(|record| {
        let mut before = record.clone();
        before.id.call = format!("{}-before", record.id.call);
        before.at = days_ago(70);
        before
    });
    let once = asked(6, Some("en"), "my name is Huda", days_ago(1));
    let events: Vec<_> = before.chain(said.iter().cloned()).chain([once]).collect();
    let database = store(&sandbox).await;
    database.append(&events).await.unwrap();
    let searched = |said: &str| {
        let (language, said) = ("en".to_owned(), said.to_owned());
        let content = PageReportContent::Unheard { mark: said.clone(), language, said };
        PageReport { at: days_ago(1), content }
    };
    database.keep_page_reports(&[searched("parking"), searched("huda")]).await.unwrap();
    database.close().await;
    let seen = [
        nothing,
        told(&sandbox, &["unheard"]),
        told(&sandbox, &["unheard", "--days", "60", "--limit", "4"]),
        told(&sandbox, &["unheard", "--days", "5", "--limit", "1"]),
        told(&sandbox, &["unheard", "--limit", "0"]),
        Sandbox::new().transcript(&["unheard"]),
    ];
    assert_transcript!("unheard", seen.join("\n"));
}
