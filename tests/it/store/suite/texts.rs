//! Text messages: taken in with events, claimed, sent, followed.

use sila::store::{
    ClearNumber, Database, JobKind, NewJob, NewText, TextQuery, TextState, TextSummary, TurnLog,
    TurnRecord,
};

use super::super::{second, turn};

pub const NUMBER: &str = "+97317001234";

/// The turn in which a caller asked for a text message.
pub fn wanted(call: &str, number: u32) -> TurnRecord {
    TurnRecord {
        language: Some("en".to_owned()),
        caller: Some("the hash".to_owned()),
        jobs: vec![NewJob::Text(NewText {
            number: ClearNumber::new(NUMBER),
            body: "Six dinars\0".to_owned(),
            service: "114".to_owned(),
        })],
        ..turn(call, number)
    }
}

async fn only(store: &Database) -> TextSummary {
    let mut texts = store.texts(&TextQuery::newest(10)).await.unwrap();
    assert_eq!(texts.len(), 1, "{texts:?}");
    texts.remove(0)
}

pub async fn a_text_message_comes_with_its_event_and_is_sent_once(store: &Database) {
    let event = wanted("CA1", 3);
    for events in [vec![event.clone(), event.clone()], vec![event.clone(), turn("CA1", 4)]] {
        store.append(&events).await.unwrap();
    }
    let text = only(store).await;
    assert_eq!(
        (text.state, text.number.as_deref(), text.call.as_deref()),
        (TextState::Waiting, Some("…234"), Some("CA1"))
    );
    let claim = async |now, until| {
        let claim = store.claim_texts(second(now), second(until), 10);
        claim.await.unwrap()
    };
    assert!(claim(1002, 1100).await.is_empty());
    let claimed = claim(1003, 1100).await;
    assert_eq!(claimed.len(), 1);
    let send = &claimed[0];
    assert_eq!(send.number.reveal(), NUMBER);
    assert!(send.body.starts_with("Six dinars"));
    assert_eq!((send.caller.as_deref(), send.attempts), (Some("the hash"), 1));
    assert_eq!((&send.key, send.asked_at), (&text.key, second(1003)));
    assert!(claim(1099, 1200).await.is_empty());
    assert_eq!(claim(1100, 1200).await[0].attempts, 2, "a claim that is over");
    store.text_sent(&send.key, Some("SM1"), second(1101)).await.unwrap();
    assert!(claim(9000, 9100).await.is_empty());
    let text = only(store).await;
    assert_eq!(
        (text.state, text.sent_at, text.provider_id.as_deref()),
        (TextState::Sent, Some(second(1101)), Some("SM1"))
    );
}

pub async fn text_messages_claimed_at_once_are_claimed_by_one_server(store: &Database) {
    let events: Vec<_> = (0..40).map(|number| wanted("CA1", number)).collect();
    store.append(&events).await.unwrap();
    let claim = || store.claim_texts(second(2000), second(3000), 7);
    let mut keys = Vec::new();
    for _ in 0..10 {
        let (a, b, c) = tokio::join!(claim(), claim(), claim());
        for claimed in [a, b, c] {
            keys.extend(claimed.unwrap().into_iter().map(|text| text.key));
        }
    }
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!((all, keys.len()), (40, 40));
}

pub async fn what_is_known_of_a_text_message_is_never_undone(store: &Database) {
    use TextState::{Delivered, Failed, Refused, Sent, Undelivered, Waiting};
    let all = [Waiting, Sent, Delivered, Undelivered, Failed, Refused];
    let mut number = 0;
    for first in all {
        for then in all {
            store.append(&[wanted("CA1", number)]).await.unwrap();
            number += 1;
            let newest = store.texts(&TextQuery::newest(1)).await.unwrap();
            let key = newest[0].key.clone();
            store.text_status(&key, first, None, second(5000)).await.unwrap();
            let why = Some("It is switched off.");
            store.text_status(&key, then, why, second(6000)).await.unwrap();
            store.text_sent(&key, Some("SM1"), second(7000)).await.unwrap();
            let text = store.texts(&TextQuery::newest(1)).await.unwrap().remove(0);
            let expected = match (first, then) {
                (first, _) if first.is_final() => first,
                (_, then) if then.is_final() => then,
                _ => Sent,
            };
            assert_eq!(text.state, expected, "{first:?} {then:?}");
            assert_eq!(text.number.is_none(), expected.is_final());
            let is_told = !first.is_final() && then.is_final();
            assert_eq!(text.trouble.as_deref(), why.filter(|_| is_told));
            let finished = first.is_final().then_some(second(5000));
            let finished = finished.or(then.is_final().then_some(second(6000)));
            assert_eq!(text.finished_at, finished, "{first:?} {then:?}");
            assert!(text.sent_at.is_some());
        }
    }
    let query = TextQuery { states: vec![Delivered], ..TextQuery::newest(500) };
    let delivered = store.texts(&query).await.unwrap();
    assert_eq!(delivered.len(), 8, "six first, and two after");
}

pub async fn a_text_message_that_fails_is_tried_again_and_given_up(store: &Database) {
    store.append(&[wanted("CA1", 0)]).await.unwrap();
    let claim = async |now, until| {
        let claim = store.claim_texts(second(now), second(until), 10);
        claim.await.unwrap()
    };
    let key = claim(2000, 2100).await.remove(0).key;
    let why = format!("no route to {NUMBER} or 97317001234");
    store.text_failed(&key, &why, Some(second(2200)), second(2001)).await.unwrap();
    assert!(claim(2199, 2300).await.is_empty());
    assert_eq!(claim(2200, 2300).await.len(), 1);
    let text = only(store).await;
    assert_eq!(text.trouble.as_deref(), Some("no route to … or …"));
    store.text_failed(&key, &why, None, second(2201)).await.unwrap();
    let text = only(store).await;
    assert_eq!(
        (text.state, text.number, text.finished_at),
        (TextState::Failed, None, Some(second(2201)))
    );
    assert_eq!(text.trouble.as_deref(), Some("no route to … or …"));
    // Slow, and too late.
    store.text_failed(&key, &why, Some(second(2300)), second(2202)).await.unwrap();
    assert!(claim(9000, 9100).await.is_empty());

    store.append(&[wanted("CA2", 0)]).await.unwrap();
    let key = claim(9000, 9100).await.remove(0).key;
    store.text_refused(&key, "too many", second(9001)).await.unwrap();
    let refused = TextQuery { states: vec![TextState::Refused], ..TextQuery::newest(10) };
    let refused = store.texts(&refused).await.unwrap();
    assert_eq!(refused[0].trouble.as_deref(), Some("too many"));
    assert_eq!(refused[0].number, None);
}

pub async fn a_callers_text_messages_are_counted(store: &Database) {
    let of_another = TurnRecord { caller: Some("another".to_owned()), ..wanted("CA3", 5) };
    let events = [wanted("CA1", 1), wanted("CA1", 5), wanted("CA2", 9), of_another];
    store.append(&events).await.unwrap();
    let counted = async |caller, since| {
        let except = turn("CA1", 99).id;
        store.texts_to(caller, second(since), &except).await.unwrap()
    };
    assert_eq!(counted("the hash", 1001).await, 3);
    assert_eq!(counted("the hash", 1005).await, 2);
    assert_eq!(counted("another", 0).await, 1);
    assert_eq!(counted("nobody", 0).await, 0);
}

pub async fn who_wants_no_messages_is_known_until_one_is_taken_again(store: &Database) {
    let claim = async |call: &str| {
        store.append(&[wanted(call, 1)]).await.unwrap();
        store.claim_texts(second(2000), second(9000), 10).await.unwrap().remove(0)
    };
    let line = wanted("CA1", 1).line;
    let known = async |caller, line: &str, since| {
        store.unsubscribed(caller, line, second(since)).await.unwrap()
    };
    assert!(!known("the hash", &line, 0).await);
    let first = claim("CA1").await;
    assert!(store.text_unwanted(&first.key, "wants none", second(2001)).await.unwrap());
    assert!(known("the hash", &line, 1001).await);
    assert!(!known("the hash", &line, 1002).await, "long ago");
    assert!(!known("the hash", "another", 0).await);
    assert!(!known("another", &line, 0).await);
    // What is still to be sent, or was never tried, says nothing new.
    let second_one = claim("CA2").await;
    assert!(known("the hash", &line, 0).await);
    store.text_refused(&second_one.key, "too many", second(2002)).await.unwrap();
    assert!(known("the hash", &line, 0).await);
    let third = claim("CA3").await;
    store.text_sent(&third.key, Some("SM3"), second(2003)).await.unwrap();
    assert!(!known("the hash", &line, 0).await, "has subscribed again");
    // A report says the same as a refusal.
    let state = TextState::Unsubscribed;
    assert!(store.text_status(&third.key, state, Some("wants none"), second(2004)).await.unwrap());
    assert!(known("the hash", &line, 0).await);
}

pub async fn a_turn_brings_one_text_message_for_each_service(store: &Database) {
    let about = |service: &str| {
        NewJob::Text(NewText {
            number: ClearNumber::new(NUMBER),
            body: service.to_owned(),
            service: service.to_owned(),
        })
    };
    let jobs = ["114", "115", "114"].map(about).to_vec();
    let two = TurnRecord { jobs, ..wanted("CA1", 3) };
    store.append(&[wanted("CA1", 1), two.clone(), wanted("CA1", 4)]).await.unwrap();
    store.append(std::slice::from_ref(&two)).await.unwrap();
    let claimed = store.claim_texts(second(2000), second(2100), 10).await.unwrap();
    let bodies: Vec<_> = claimed.iter().map(|text| text.body.as_str()).collect();
    assert_eq!(bodies[1..3], ["114", "115"]);
    assert_eq!(claimed.len(), 4);
    let mut until = Vec::new();
    for text in &claimed {
        until.push(store.texts_until(text, second(1000)).await.unwrap());
    }
    assert_eq!(until, [1, 2, 3, 4]);
    let but_for =
        async |turn: &TurnRecord| store.texts_to("the hash", second(0), &turn.id).await.unwrap();
    assert_eq!(but_for(&two).await, 2);
    assert_eq!(but_for(&turn("CA1", 30)).await, 4);
}

pub async fn what_is_put_off_was_not_tried(store: &Database) {
    store.append(&[wanted("CA1", 0), wanted("CA2", 0)]).await.unwrap();
    let claim = async |now| store.claim_texts(second(now), second(now + 9), 10).await.unwrap();
    let claimed = claim(2000).await;
    store.text_failed(&claimed[0].key, "its own", Some(second(2100)), second(2001)).await.unwrap();
    let put_off = async |id, until| {
        store.put_off(JobKind::Text, id, second(until), "the line waits").await.unwrap();
    };
    put_off(claimed[1].id, 2100).await;
    assert!(claim(2099).await.is_empty());
    let claimed = claim(2100).await;
    let attempts: Vec<_> = claimed.iter().map(|text| text.attempts).collect();
    assert_eq!(attempts, [2, 1]);
    for text in &claimed {
        put_off(text.id, 2200).await;
        // A server that was slow.
        put_off(text.id, 2200).await;
    }
    let mut texts = store.texts(&TextQuery::newest(10)).await.unwrap();
    texts.sort_by_key(|text| text.id);
    let told = texts.iter().map(|text| (text.attempts, text.trouble.as_deref()));
    assert!(told.eq([(1, Some("its own")), (0, Some("the line waits"))]), "{texts:?}");
    for text in &texts {
        assert!(store.text_sent(&text.key, None, second(2300)).await.unwrap());
        assert!(!store.text_sent(&text.key, Some("SM1"), second(2301)).await.unwrap());
    }
    let texts = store.texts(&TextQuery::newest(10)).await.unwrap();
    assert!(texts.iter().all(|text| text.trouble.is_none()), "{texts:?}");
}

pub async fn text_messages_are_listed_newest_first_page_by_page(store: &Database) {
    let mut events: Vec<_> = (0..7).map(|number| wanted("CA1", number)).collect();
    for event in &mut events {
        event.at = second(1000);
    }
    store.append(&events).await.unwrap();
    let mut query = TextQuery::newest(3);
    let mut ids = Vec::new();
    loop {
        let page = store.texts(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.before = Some(last.cursor());
        ids.extend(page.into_iter().map(|text| text.id));
    }
    assert_eq!(ids.len(), 7);
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
}
