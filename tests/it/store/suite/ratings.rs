//! What callers think of the guidance, counted.

use sila::store::{Database, Event, EventKind, EventLog, Rating, Source};

use super::super::{from, second};

fn rated(call: &str, turn: u32, place: &str, outcome: &str) -> Event {
    Event {
        kind: EventKind::Rated,
        place: Some(place.to_owned()),
        outcome: Some(outcome.to_owned()),
        ..from(
            call,
            Source::Turn { restart: 0, turn },
            1000 + i64::from(turn),
        )
    }
}

pub async fn ratings_are_counted_by_service_and_edition(store: &Database) {
    let of_edition = |call, edition: Option<&str>| Event {
        edition: edition.map(str::to_owned),
        ..rated(call, 0, "service 114", "no")
    };
    let old = Event {
        at: second(999),
        ..rated("CA0", 0, "service 114", "no")
    };
    let entered = Event {
        kind: EventKind::PlaceEntered,
        outcome: None,
        ..rated("CA1", 9, "service 114", "")
    };
    let events = [
        old,
        entered,
        rated("CA1", 0, "service 114", "yes"),
        // The same caller says so again, and changes her mind about another one.
        rated("CA1", 1, "service 114", "yes"),
        rated("CA1", 2, "service 115", "yes"),
        rated("CA1", 3, "service 115", "no"),
        rated("CA2", 0, "service 114", "yes"),
        rated("CA3", 0, "service 114", "no"),
        of_edition("CA4", Some("2")),
        of_edition("CA5", None),
    ];
    store.append(&events).await.unwrap();
    let mut ratings = store.ratings(second(1000)).await.unwrap();
    ratings.sort_by_key(|rating| (rating.service.clone(), rating.edition.clone()));
    let rating = |service: &str, edition: Option<&str>, (yes, no)| Rating {
        service: service.to_owned(),
        edition: edition.map(str::to_owned),
        yes,
        no,
    };
    assert_eq!(
        ratings,
        [
            rating("114", None, (0, 1)),
            rating("114", Some("1"), (2, 1)),
            rating("114", Some("2"), (0, 1)),
            rating("115", Some("1"), (1, 1)),
        ]
    );
    assert_eq!(store.ratings(second(1001)).await.unwrap(), []);
}
