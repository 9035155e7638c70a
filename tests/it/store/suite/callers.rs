//! Callers known again, and words that nobody understood.

use sila::dialogue::{EndReason, EventKind, Key};
use sila::store::{Database, NewJob, Remembered, Source, TurnLog, TurnRecord};

use super::super::{at_place, by, from, happened, place, second, status, turn, unheard_words};

const SOMEBODY: &str = "the hash";

fn begun(call: &str, at: i64) -> TurnRecord {
    TurnRecord {
        at: second(at),
        language: None,
        caller: Some(SOMEBODY.to_owned()),
        ..at_place("gate", turn(call, 0))
    }
}

fn at_turn(call: &str, turn: u32, at: i64, (language, place): (&str, &str)) -> TurnRecord {
    let record = from(call, Source::Turn { restart: 0, turn }, at);
    TurnRecord { language: Some(language.to_owned()), ..at_place(place, record) }
}

fn wish(call: &str, turn: u32, at: i64) -> TurnRecord {
    TurnRecord {
        caller: Some(SOMEBODY.to_owned()),
        jobs: vec![NewJob::ForgetLanguage],
        ..at_turn(call, turn, at, ("ar", "main"))
    }
}

fn unheard(call: &str, turn: u32, said: &str) -> TurnRecord {
    TurnRecord {
        jobs: vec![unheard_words(said)],
        ..at_turn(call, turn, 1000 + i64::from(turn), ("ar", "main"))
    }
}

fn pressed(key: &str, record: TurnRecord) -> TurnRecord {
    let key = Key::parse(key);
    happened(EventKind::PlaceEntered { key }, record)
}

/// A caller who did not press a key in time has not chosen the language that was spoken then, and one who went back
/// from it has chosen another.
pub async fn a_language_that_nobody_chose_is_not_remembered(store: &Database) {
    let events = [
        begun("CA1", 1000),
        at_turn("CA1", 1, 1010, ("ar", "main")),
        pressed("*", at_turn("CA1", 2, 1020, ("ar", "gate"))),
    ];
    store.append(&events).await.unwrap();
    let known = store.remembered(SOMEBODY, second(0), "").await.unwrap();
    assert_eq!(known.last.unwrap().language, None);
    let english = pressed("2", at_turn("CA1", 3, 1030, ("en", "sector.2")));
    store.append(&[english]).await.unwrap();
    let known = store.remembered(SOMEBODY, second(0), "").await.unwrap();
    assert_eq!(known.last.unwrap().language.as_deref(), Some("en"));
}

pub async fn a_caller_is_known_by_the_latest_call(store: &Database) {
    let ended = TurnRecord { place: None, ..status("CA2", "hung-up", 2050) };
    let ended = happened(EventKind::CallEnded(EndReason::HungUp), ended);
    let events = [
        begun("CA1", 1000),
        pressed("1", at_turn("CA1", 1, 1010, ("en", "main"))),
        begun("CA2", 2000),
        pressed("1", at_turn("CA2", 1, 2010, ("ar", "sector.1"))),
        at_turn("CA2", 2, 2020, ("ar", "section.114.fee")),
        ended,
        begun("CA3", 3000),
    ];
    store.append(&events).await.unwrap();
    let remembered = async |caller, since, except| {
        let remembered = store.remembered(caller, second(since), except);
        remembered.await.unwrap().last
    };
    let last = remembered(SOMEBODY, 0, "CA3").await.unwrap();
    assert_eq!((last.language.as_deref(), last.place), (Some("ar"), place("section.114.fee")));
    assert_eq!((last.at, last.outcome), (second(2050), Some("hung-up")));
    assert!(remembered(SOMEBODY, 2000, "CA3").await.is_some());
    assert_eq!(remembered(SOMEBODY, 2001, "CA3").await, None);
    assert_eq!(remembered("nobody", 0, "CA3").await, None);
    let beginning = remembered(SOMEBODY, 0, "").await.unwrap();
    assert_eq!((beginning.language, beginning.outcome), (None, None));
    // Asked for again, a call that has begun is told with what is there of it.
    let again = store.remembered(SOMEBODY, second(0), "CA3").await.unwrap();
    assert_eq!(again.begun, store.call_events("CA3").await.unwrap());
    let first = store.remembered("nobody", second(0), "CA9").await.unwrap();
    assert_eq!(first, Remembered::default());
}

pub async fn who_does_not_want_to_be_known_is_not(store: &Database) {
    let another = TurnRecord { caller: Some("another".to_owned()), ..begun("CB1", 1000) };
    store.append(&[begun("CA1", 1000), another]).await.unwrap();
    let known = async |caller| {
        let remembered = store.remembered(caller, second(0), "CA9").await;
        remembered.unwrap().last.is_some()
    };
    assert!(known(SOMEBODY).await);
    store.append(&[wish("CA2", 3, 2000)]).await.unwrap();
    assert!(!known(SOMEBODY).await);
    assert!(known("another").await);
    store.append(&[wish("CA2", 3, 2000), begun("CA3", 3000), wish("CA4", 1, 10)]).await.unwrap();
    assert!(!known(SOMEBODY).await);
}

pub async fn words_that_fit_nothing_are_counted_once_an_event(store: &Database) {
    let events = [
        unheard("CA1", 1, " Parking "),
        unheard("CA1", 2, "parking"),
        unheard("CA2", 3, "رخصة"),
        unheard("CA2", 4, "  "),
        unheard("CA2", 5, &"x".repeat(201)),
    ];
    store.append(&events).await.unwrap();
    store.append(&events).await.unwrap();
    let of_no_language = TurnRecord { language: None, ..unheard("CA3", 9, "PARKING") };
    let of_neither = TurnRecord { language: None, ..unheard("CA4", 8, "parking") };
    let more = [
        unheard("CA1", 2, "parking"),
        unheard("CA3", 0, "PARKING"),
        of_no_language,
        of_neither,
        unheard("CA3", 1, "رخصة"),
    ];
    store.append(&more).await.unwrap();
    let listed = async |since, limit| {
        let listed = store.unheard(second(since), limit).await.unwrap();
        let row = |words: sila::store::Unheard| {
            let language = words.language.unwrap_or_default();
            (language, words.said, words.times, words.last_at)
        };
        listed.into_iter().map(row).collect::<Vec<_>>()
    };
    let row = |language: &str, said: &str, times, at| {
        (language.to_owned(), said.to_owned(), times, second(at))
    };
    // Of the first call that said them, one is counted.
    let all =
        [row("", "parking", 2, 1009), row("ar", "رخصة", 2, 1001), row("ar", "parking", 2, 1000)];
    assert_eq!(listed(0, 10).await, all);
    assert_eq!(listed(0, 1).await, all[..1]);
    assert_eq!(listed(1001, 10).await, all[..2]);
}

pub async fn words_that_one_caller_alone_has_said_are_not_kept(store: &Database) {
    let of = |caller: &str, record| TurnRecord { caller: Some(caller.to_owned()), ..record };
    let said = "my name is huda";
    let alone = [
        unheard("CA1", 1, said),
        unheard("CA1", 2, said),
        of("one", unheard("CA2", 1, "taxi")),
        of("one", unheard("CA3", 1, "taxi")),
        of("one", unheard("CA4", 1, "bus")),
    ];
    for record in &alone {
        store.append(std::slice::from_ref(record)).await.unwrap();
    }
    store.append(&alone).await.unwrap();
    assert_eq!(store.unheard(second(0), 10).await.unwrap(), []);
    // Of a call that is gone, nothing is left of what was said in it.
    assert_eq!(store.forget("one", by("Huda", second(1500))).await.unwrap().calls, 3);
    let others = [
        of("another", unheard("CB1", 3, "bus")),
        of("another", unheard("CB2", 3, "taxi")),
        of("a third", unheard("CB3", 4, "taxi")),
    ];
    for record in others {
        store.append(&[record]).await.unwrap();
    }
    let listed = store.unheard(second(0), 10).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|words| (words.said.as_str(), words.times)).collect();
    assert_eq!(listed, [("taxi", 2)]);
}

pub async fn the_same_words_come_from_many_at_once(store: &Database) {
    let events = |call: u32| {
        let words = ["alpha", "beta", "gamma", "delta"];
        (0_u32..4)
            .map(|turn| {
                let word = words[((call + turn) % 4) as usize];
                unheard(&format!("CA{call}"), turn, word)
            })
            .collect::<Vec<_>>()
    };
    let (a, b, c, d) = (events(0), events(1), events(2), events(3));
    let (a, b, c, d) =
        tokio::join!(store.append(&a), store.append(&b), store.append(&c), store.append(&d));
    for appended in [a, b, c, d] {
        assert_eq!(appended.unwrap().new, 4);
    }
    let listed = store.unheard(second(0), 10).await.unwrap();
    let times: Vec<u64> = listed.iter().map(|words| words.times).collect();
    assert_eq!(times, [4, 4, 4, 4]);
}
