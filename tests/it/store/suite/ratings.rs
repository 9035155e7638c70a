//! Callers' ratings of the guidance, counted.

use sila::catalogue::{Code, EditionNumber};
use sila::dialogue::EventKind;
use sila::store::{Database, Rating, RecordedEvent, Source, TurnLog, TurnRecord};

use super::super::{from, place, second};

fn rated(call: &str, turn: u32, service: &str, useful: bool) -> TurnRecord {
    let source = Source::Turn { restart: 0, turn };
    let record = from(call, source, 1000 + i64::from(turn));
    let event = RecordedEvent {
        kind: EventKind::Rated { useful },
        place: place(&format!("useful.{service}")),
    };
    TurnRecord { events: [vec![event], record.events].concat(), ..record }
}

pub async fn ratings_are_counted_by_service_and_edition(store: &Database) {
    let of_edition = |call, edition: Option<u32>| TurnRecord {
        edition: edition.map(EditionNumber::new),
        ..rated(call, 0, "114", false)
    };
    let old = TurnRecord { at: second(999), ..rated("CA0", 0, "114", false) };
    let events = [
        old,
        rated("CA1", 0, "114", true),
        // The same caller says so again, and changes her mind about another one.
        rated("CA1", 1, "114", true),
        rated("CA1", 2, "115", true),
        rated("CA1", 3, "115", false),
        rated("CA2", 0, "114", true),
        rated("CA3", 0, "114", false),
        of_edition("CA4", Some(2)),
        of_edition("CA5", None),
    ];
    store.append(&events).await.unwrap();
    let ratings = store.ratings(second(1000)).await.unwrap();
    let rating = |service: &str, edition: Option<u32>, (yes, no)| Rating {
        service: Code::parse(service).unwrap(),
        edition: edition.map(EditionNumber::new),
        yes,
        no,
    };
    assert_eq!(
        ratings,
        [
            rating("114", None, (0, 1)),
            rating("114", Some(1), (2, 1)),
            rating("114", Some(2), (0, 1)),
            rating("115", Some(1), (1, 1)),
        ]
    );
    assert_eq!(store.ratings(second(1001)).await.unwrap(), []);
}
