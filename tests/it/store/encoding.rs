//! Encoding of records: they come back as they were, and what no store would take is not encoded.

use jiff::Timestamp;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use sila::catalogue::EditionNumber;
use sila::dialogue::{CallStatus, EndReason, EventKind, Key, RecordedPlace, TransferOutcome};
use sila::store::sqlite::outbox::encoding::{decode, encode};
use sila::store::{
    ClearNumber, NewInquiry, NewJob, NewRecording, NewText, RecordedEvent, Source, TurnId,
    TurnRecord,
};

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        (any::<u32>(), any::<u32>()).prop_map(|(restart, turn)| Source::Turn { restart, turn }),
        ".+".prop_map(Source::Status),
    ]
}

const PLACES: [&str; 5] = ["gate", "sector.1", "group.11", "service.114", "section.114.fee"];

fn place() -> impl Strategy<Value = Option<RecordedPlace>> {
    option::of(select(&PLACES[..]).prop_map(|place| RecordedPlace::parse(place).unwrap()))
}

fn kind() -> impl Strategy<Value = EventKind> {
    let keys: Vec<_> = "0123456789*#".chars().filter_map(Key::from_char).collect();
    let key = || option::of(select(keys.clone()));
    prop_oneof![
        Just(EventKind::CallStarted),
        key().prop_map(|key| EventKind::PlaceEntered { key }),
        any::<u8>().prop_map(|services| EventKind::SpeechMatched { services }),
        any::<bool>().prop_map(|useful| EventKind::Rated { useful }),
        (select(&TransferOutcome::ALL[..]), any::<Option<u32>>())
            .prop_map(|(outcome, seconds)| EventKind::TransferEnded { outcome, seconds }),
        select(&EndReason::ALL[..]).prop_map(EventKind::CallEnded),
        (select(&CallStatus::ALL[..]), any::<Option<u32>>())
            .prop_map(|(status, seconds)| EventKind::StatusReported { status, seconds }),
    ]
}

fn job() -> impl Strategy<Value = NewJob> {
    let texts = (option::of(".*"), option::of(".*"), option::of(".*"), any::<Option<u32>>());
    prop_oneof![
        texts.prop_map(|(recording, number, service, seconds)| {
            NewJob::Inquiry(NewInquiry {
                reference: "12345674".to_owned(),
                number: number.as_deref().map(ClearNumber::new),
                service,
                recording,
                seconds,
            })
        }),
        (any::<u32>(), any::<u32>(), ".*").prop_map(|(restart, turn, address)| {
            NewJob::Recording(NewRecording { restart, turn, address })
        }),
        ".*".prop_map(|body| {
            NewJob::Text(NewText {
                number: ClearNumber::new("+97336000000"),
                body,
                service: "114".to_owned(),
            })
        }),
        ".*".prop_map(|said| NewJob::Unheard { said }),
        Just(NewJob::ForgetLanguage),
    ]
}

prop_compose! {
    fn record()(
        id in (".+", source()),
        at in -1_000_000_000_000_000..4_000_000_000_000_000_i64,
        line in ".+",
        edition in any::<Option<u32>>(),
        language in option::of(".+"),
        place in place(),
        events in prop::collection::vec((kind(), place()), 0..4),
        caller in option::of(".*"),
        jobs in prop::collection::vec(job(), 0..3),
    ) -> TurnRecord {
        let (call, source) = id;
        TurnRecord {
            id: TurnId { call, source },
            at: Timestamp::from_microsecond(at).unwrap(),
            edition: edition.map(EditionNumber::new),
            events: events.into_iter().map(|(kind, place)| RecordedEvent { kind, place }).collect(),
            line, language, place, caller, jobs,
        }
    }
}

proptest! {
    #[test]
    fn records_come_back_as_they_were(records in prop::collection::vec(record(), 0..5)) {
        let bytes = encode(&records).unwrap();
        prop_assert_eq!(decode(&bytes).unwrap(), records);
    }
}

fn plain() -> TurnRecord {
    TurnRecord {
        id: TurnId { call: "CA1".to_owned(), source: Source::Status("completed".to_owned()) },
        at: Timestamp::UNIX_EPOCH,
        line: "main".to_owned(),
        edition: None,
        language: None,
        place: None,
        events: vec![RecordedEvent {
            kind: EventKind::StatusReported { status: CallStatus::Completed, seconds: Some(12) },
            place: None,
        }],
        caller: None,
        jobs: Vec::new(),
    }
}

#[test]
fn what_no_store_takes_is_not_encoded() {
    let spoilt: [fn(&mut TurnRecord); 4] = [
        |record| record.id.call.clear(),
        |record| record.line.clear(),
        |record| record.id.source = Source::Status(String::new()),
        |record| record.language = Some(String::new()),
    ];
    encode(&[plain()]).unwrap();
    for spoil in spoilt {
        let mut record = plain();
        spoil(&mut record);
        encode(&[plain(), record]).unwrap_err();
    }
}

#[test]
fn a_batch_reads_as_one_list_a_record() {
    let bytes = encode(&[plain()]).unwrap();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        r#"[["CA1",[0,0,"completed"],0,"main",null,null,null,[[{"status-reported":{"status":"completed","seconds":12}},null]],null,[]]]"#
    );
}

#[test]
fn a_kind_stands_in_the_record_by_its_name() {
    for kind in [
        EventKind::CallStarted,
        EventKind::SpeechMatched { services: 2 },
        EventKind::CallEnded(EndReason::GaveUp),
        EventKind::InquiryLeft { reference: None, about: None },
    ] {
        let json = serde_json::to_string(&kind).unwrap();
        assert!(json.contains(&format!("\"{}\"", kind.name())), "{json}");
        assert_eq!(serde_json::from_str::<EventKind>(&json).unwrap(), kind);
    }
}
