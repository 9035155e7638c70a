//! Encoding of records: they come back as they were, and what no store would take is not encoded.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use sila::catalogue::{Code, EditionNumber, ReferralId};
use sila::dialogue::{
    CallStatus, EndReason, EventKind, Key, RecordedPlace, TextRefusal, TransferOutcome,
};
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
    select(kinds())
}

/// Every kind of event, with each of the data that it can have or some of them.
fn kinds() -> Vec<EventKind> {
    use EventKind as Kind;
    let keys: Vec<_> = "0123456789*#".chars().map(Key::from_char).chain([None]).collect();
    let numbers = [None, Some(0), Some(12), Some(u32::MAX)];
    let codes = [None, Code::parse("114")];
    let mut kinds = vec![
        Kind::CallStarted,
        Kind::StateLost,
        Kind::LanguageRemembered,
        Kind::LanguageForgotten,
        Kind::NoticesHeard,
        Kind::ServiceHeard,
        Kind::SpeechUnmatched,
        Kind::UnknownCode,
        Kind::UnknownReference,
        Kind::NoInput,
        Kind::Paused,
        Kind::InquiryLost,
        Kind::InquiryRefused,
        Kind::NoPerson,
        Kind::TransferStarted,
        Kind::RecordingReported,
        Kind::Unknown,
    ];
    kinds.extend(keys.iter().map(|key| Kind::LanguageChosen { key: *key }));
    kinds.extend(keys.iter().map(|key| Kind::PlaceEntered { key: *key }));
    kinds.extend(keys.iter().map(|key| Kind::NoMatch { key: *key }));
    kinds.extend([0, 1, 255].map(|services| Kind::SpeechMatched { services }));
    let referrals = ["x", "street-lights", "as-long-as-an-id-may-be"].map(ReferralId::parse);
    kinds.extend(referrals.into_iter().flatten().map(|to| Kind::Referred { to }));
    kinds.extend([true, false].map(|useful| Kind::Rated { useful }));
    kinds.extend([true, false].map(|told| Kind::InquiryAsked { told }));
    kinds.extend(codes.iter().flatten().map(|about| Kind::TextAsked { about: *about }));
    kinds.extend(codes.map(|about| Kind::InquiryLeft { reference: None, about }));
    let numbers_of_turns = [0, 1, u32::MAX];
    let continued = |turn| Kind::InquiryContinued { reference: None, turn };
    kinds.extend(numbers_of_turns.map(continued));
    kinds.extend(TextRefusal::ALL.iter().copied().map(Kind::TextRefused));
    kinds.extend(EndReason::ALL.iter().copied().map(Kind::CallEnded));
    for seconds in numbers {
        let ended = |outcome: &_| Kind::TransferEnded { outcome: *outcome, seconds };
        kinds.extend(TransferOutcome::ALL.iter().map(ended));
        let reported = |status: &_| Kind::StatusReported { status: *status, seconds };
        kinds.extend(CallStatus::ALL.iter().map(reported));
    }
    kinds
}

fn job() -> impl Strategy<Value = NewJob> {
    let number = any::<Option<u32>>();
    let texts = (option::of(".*"), option::of(".*"), number.clone(), number);
    prop_oneof![
        texts.prop_map(|(number, service, continues, seconds)| {
            NewJob::Inquiry(NewInquiry {
                reference: "12345674".to_owned(),
                continues,
                number: number.as_deref().map(ClearNumber::new),
                service,
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
        (".*", ".*").prop_map(|(said, mark)| NewJob::Unheard { said, mark }),
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
fn every_kind_stands_in_the_record_by_its_name() {
    let mut names = BTreeSet::new();
    for kind in kinds() {
        let json = serde_json::to_value(kind).unwrap();
        let name = json.as_str().or_else(|| json.as_object()?.keys().next().map(String::as_str));
        assert_eq!(name, Some(kind.name()));
        assert_eq!(serde_json::from_value::<EventKind>(json).unwrap(), kind);
        names.insert(kind.name());
    }
    // What serde lists where it does not know a name.
    let unknown = serde_json::from_str::<EventKind>("\"nothing\"").unwrap_err().to_string();
    let known = unknown.split('`').skip(1).step_by(2).skip(1);
    assert_eq!(names, known.collect());
}
