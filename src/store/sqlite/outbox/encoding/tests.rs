//! What is encoded comes back, and what no store would take is not encoded.

use jiff::Timestamp;
use proptest::option;
use proptest::prelude::*;

use super::{decode, encode};
use crate::store::{ClearNumber, Errand, Event, EventId, EventKind, NewInquiry, NewText, Source};

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        (any::<u32>(), any::<u32>()).prop_map(|(restart, turn)| Source::Turn { restart, turn }),
        ".+".prop_map(Source::Status),
    ]
}

fn errand() -> impl Strategy<Value = Errand> {
    let texts = (
        ".*",
        option::of(".*"),
        option::of(".*"),
        any::<Option<u32>>(),
    );
    prop_oneof![
        texts.prop_map(|(recording, number, service, seconds)| {
            Errand::Inquiry(NewInquiry {
                reference: "12345674".to_owned(),
                number: number.as_deref().map(ClearNumber::new),
                service,
                recording,
                seconds,
            })
        }),
        ".*".prop_map(|body| {
            Errand::Text(NewText {
                number: ClearNumber::new("+97336000000"),
                body,
                service: "114".to_owned(),
            })
        }),
        ".*".prop_map(|said| Errand::Unheard { said }),
        Just(Errand::ForgetLanguage),
    ]
}

prop_compose! {
    fn event()(
        id in (".+", source(), any::<u16>()),
        at in -1_000_000_000_000_000..4_000_000_000_000_000_i64,
        line in ".+",
        kind in "[a-z-]+",
        texts in [option::of(".*"), option::of(".*"), option::of(".*")],
        more in [option::of(".*"), option::of(".*"), option::of(".*")],
        seconds in any::<Option<u32>>(),
        errand in option::of(errand()),
    ) -> Event {
        let (call, source, position) = id;
        let [edition, language, place] = texts;
        let [key, outcome, caller] = more;
        Event {
            id: EventId { call, source, position },
            at: Timestamp::from_microsecond(at).unwrap(),
            kind: EventKind::named(&kind),
            line, edition, language, place, key, outcome, seconds, caller, errand,
        }
    }
}

proptest! {
    #[test]
    fn events_come_back_as_they_were(events in prop::collection::vec(event(), 0..5)) {
        let bytes = encode(&events).unwrap();
        prop_assert_eq!(decode(&bytes).unwrap(), events);
    }
}

fn plain() -> Event {
    Event {
        id: EventId {
            call: "CA1".to_owned(),
            source: Source::Status("completed".to_owned()),
            position: 0,
        },
        at: Timestamp::UNIX_EPOCH,
        line: "main".to_owned(),
        edition: None,
        language: None,
        kind: EventKind::CallEnded,
        place: None,
        key: None,
        outcome: None,
        seconds: Some(12),
        caller: None,
        errand: None,
    }
}

#[test]
fn what_no_store_takes_is_not_encoded() {
    let spoilt: [fn(&mut Event); 5] = [
        |event| event.id.call.clear(),
        |event| event.line.clear(),
        |event| event.id.source = Source::Status(String::new()),
        |event| event.kind = EventKind::Other("Not A Kind".to_owned()),
        |event| event.kind = EventKind::Other(String::new()),
    ];
    encode(&[plain()]).unwrap();
    for spoil in spoilt {
        let mut event = plain();
        spoil(&mut event);
        encode(&[plain(), event]).unwrap_err();
    }
}

#[test]
fn a_batch_reads_as_one_line_an_event() {
    let bytes = encode(&[plain()]).unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        r#"[["CA1",0,0,"completed",0,0,"main",null,null,"call-ended",null,null,null,12,null,null]]"#
    );
}

#[test]
fn what_an_earlier_version_wrote_without_errands_can_be_read() {
    let written =
        r#"[["CA1",0,0,"completed",0,0,"main",null,null,"call-ended",null,null,null,12,null]]"#;
    assert_eq!(decode(written.as_bytes()).unwrap(), [plain()]);
}
