//! Opinions and remarks of the website's readers.

use jiff::Timestamp;
use sila::catalogue::{Code, EditionNumber};
use sila::store::{
    Database, NewJob, PageOpinion, PageRating, PageReport, PageReportContent, RetentionOptions,
    TurnLog as _, TurnRecord,
};

use super::super::{second, turn};

const DAY: i64 = 86_400;

pub fn opinion(service: &str, edition: u32, opinion: PageOpinion, at: Timestamp) -> PageReport {
    let service = Code::parse(service).unwrap();
    let edition = EditionNumber::new(edition);
    PageReport { at, content: PageReportContent::Opinion { service, edition, opinion } }
}

pub fn remark(service: &str, text: &str, at: Timestamp) -> PageReport {
    let content = PageReportContent::Remark {
        service: Code::parse(service).unwrap(),
        edition: EditionNumber::new(1),
        language: "ar".to_owned(),
        text: text.to_owned(),
    };
    PageReport { at, content }
}

fn rating(service: &str, edition: u32, (yes, no, wrong): (u64, u64, u64)) -> PageRating {
    let (service, edition) = (Code::parse(service).unwrap(), EditionNumber::new(edition));
    PageRating { service, edition, yes, no, wrong }
}

async fn remarks(store: &Database, since: i64, limit: u16) -> Vec<String> {
    let remarks = store.page_remarks(second(since), limit).await.unwrap();
    // A database that takes no null characters keeps others in their place.
    remarks.into_iter().map(|remark| remark.text.replace('\0', "\u{fffd}")).collect()
}

fn searched(said: &str, at: i64) -> PageReport {
    let content = PageReportContent::Unheard {
        language: "ar".to_owned(),
        said: said.to_owned(),
        mark: format!("mark of {said}"),
    };
    PageReport { at: second(at), content }
}

/// The same words, said in a call.
fn said_in_call(call: &str, said: &str) -> TurnRecord {
    let mark = format!("mark of {said}");
    let said = said.to_owned();
    let language = Some("ar".to_owned());
    TurnRecord { language, jobs: vec![NewJob::Unheard { said, mark }], ..turn(call, 1) }
}

/// The words that are kept: how often they were said, and how often of that to the website.
async fn unheard(store: &Database) -> Vec<(String, u64, u64, Timestamp)> {
    let words = store.unheard(second(0), 10).await.unwrap();
    let row = |words: sila::store::Unheard| (words.said, words.times, words.website, words.last_at);
    words.into_iter().map(row).collect()
}

pub async fn words_searched_for_twice_an_hour_apart_are_kept(store: &Database) {
    const HOUR: i64 = 3600;
    let keep = async |reports: &[PageReport]| store.keep_page_reports(reports).await.unwrap();
    keep(&[searched("taxi", 0), searched("taxi", 10), searched("my name is huda", 20)]).await;
    keep(&[searched("taxi", HOUR - 1), searched("", HOUR), searched(&"x".repeat(201), HOUR)]).await;
    keep(&[searched(&"x".repeat(201), 2 * HOUR)]).await;
    assert_eq!(unheard(store).await, []);
    keep(&[searched("taxi", HOUR)]).await;
    assert_eq!(unheard(store).await, [("taxi".to_owned(), 2, 2, second(HOUR))]);
    keep(&[searched("taxi", HOUR + 2), searched("taxi", HOUR + 1)]).await;
    assert_eq!(unheard(store).await, [("taxi".to_owned(), 4, 4, second(HOUR + 2))]);
}

pub async fn a_search_and_a_call_are_two_who_say_the_same(store: &Database) {
    let call = said_in_call("CA1", "taxi");
    let (at, other) = (call.at, said_in_call("CA2", "bus"));
    store.keep_page_reports(&[searched("taxi", 10)]).await.unwrap();
    store.append(&[call, other]).await.unwrap();
    assert_eq!(unheard(store).await, [("taxi".to_owned(), 2, 1, at)]);
    let late = at.as_second() + 5;
    store.keep_page_reports(&[searched("bus", late)]).await.unwrap();
    store.append(&[said_in_call("CA3", "taxi")]).await.unwrap();
    let kept = [("taxi".to_owned(), 3, 1, at), ("bus".to_owned(), 2, 1, second(late))];
    assert_eq!(unheard(store).await, kept);
}

pub async fn readers_opinions_are_counted_by_service_edition_and_day(store: &Database) {
    use PageOpinion::{NotUseful, Useful, Wrong};
    let first = [
        opinion("114", 1, Useful, second(10)),
        opinion("114", 1, Useful, second(DAY - 1)),
        opinion("114", 1, Wrong, second(20)),
        opinion("114", 2, NotUseful, second(30)),
    ];
    store.keep_page_reports(&first).await.unwrap();
    let more = [opinion("114", 1, Useful, second(DAY)), opinion("111", 1, NotUseful, second(40))];
    store.keep_page_reports(&more).await.unwrap();
    store.keep_page_reports(&[]).await.unwrap();
    let all =
        [rating("111", 1, (0, 1, 0)), rating("114", 1, (3, 0, 1)), rating("114", 2, (0, 1, 0))];
    assert_eq!(store.page_ratings(second(0)).await.unwrap(), all);
    // A day counts whole.
    assert_eq!(store.page_ratings(second(DAY - 1)).await.unwrap(), all);
    assert_eq!(store.page_ratings(second(DAY + 9)).await.unwrap(), [rating("114", 1, (1, 0, 0))]);
    assert_eq!(store.page_ratings(second(2 * DAY)).await.unwrap(), []);
}

pub async fn readers_remarks_are_listed_newest_first(store: &Database) {
    let said = [
        remark("114", "the fee", second(100)),
        remark("111", "الرابط \0 لا يعمل", second(300)),
        remark("114", "the form", second(200)),
    ];
    store.keep_page_reports(&said).await.unwrap();
    assert_eq!(remarks(store, 0, 10).await, ["الرابط \u{fffd} لا يعمل", "the form", "the fee"]);
    assert_eq!(remarks(store, 200, 10).await.len(), 2);
    assert_eq!(remarks(store, 0, 1).await.len(), 1);
    let newest = &store.page_remarks(second(0), 1).await.unwrap()[0];
    assert_eq!((newest.at, newest.service.as_str()), (second(300), "111"));
    assert_eq!((newest.edition, newest.language.as_str()), (EditionNumber::new(1), "ar"));
}

pub async fn readers_opinions_come_from_many_servers_at_once(store: &Database) {
    let services = ["111", "112", "113", "114"];
    let from = |server: usize| {
        let of = |turn: usize| {
            opinion(services[(server + turn) % 4], 1, PageOpinion::Useful, second(10))
        };
        (0..40).map(of).collect::<Vec<_>>()
    };
    let (a, b, c) = (from(0), from(1), from(2));
    let kept = tokio::join!(
        store.keep_page_reports(&a),
        store.keep_page_reports(&b),
        store.keep_page_reports(&c)
    );
    for kept in [kept.0, kept.1, kept.2] {
        kept.unwrap();
    }
    let ratings = store.page_ratings(second(0)).await.unwrap();
    let counts: Vec<_> = ratings.iter().map(|rating| rating.yes).collect();
    assert_eq!(counts, [30, 30, 30, 30]);
}

pub async fn what_readers_said_is_kept_for_so_many_days(store: &Database) {
    let said =
        [opinion("114", 1, PageOpinion::Wrong, second(DAY + 5)), remark("114", "x", second(DAY))];
    store.keep_page_reports(&said).await.unwrap();
    let options = RetentionOptions { unheard_days: 10, ..RetentionOptions::default() };
    let round = async |day, seconds| {
        let now = second(day * DAY + seconds);
        store.apply_retention(&options, now).await.unwrap().page_reports
    };
    assert_eq!(round(11, 0).await, 0);
    assert_eq!(round(11, 1).await, 2);
    assert_eq!(store.page_ratings(second(0)).await.unwrap(), []);
    assert_eq!(remarks(store, 0, 10).await, [""; 0]);
}
