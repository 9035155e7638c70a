//! Opinions and remarks of the website's readers.

use jiff::Timestamp;
use sila::catalogue::{Code, EditionNumber};
use sila::store::{
    Database, PageOpinion, PageRating, PageReport, PageReportContent, RetentionOptions,
};

use super::super::second;

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
