//! Recordings of questions that the provider reports in a request of its own: after the turn that ended them, or before.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use sila::config::Config;
use sila::dialects::{Access, CallId, CallTurn, Follow as _, PhoneNumber};
use sila::dialogue::{EventKind, Input, Key};
use sila::store::{
    Inquiry, InquiryAct, InquiryQuery, Location, PostgresUrl, RecordingState, TurnRecord,
};

use super::{Json, PROFILE, auth, post};
use crate::jobs::{voice, with_account};
use crate::manual_clock::ManualClock;
use crate::postgres::{self, Cluster};
use crate::providers::twilio::api::Provider;
use crate::server::http::client;
use crate::store::by;
use crate::test_server::TestServer;
use crate::wait::{eventually, eventually_so};

/// A line whose recordings come later, and the provider that keeps them.
struct LateLine {
    server: TestServer,
    provider: Provider,
    clock: ManualClock,
    database: Option<Location>,
}

/// A call whose caller speaks a question.
struct Asking {
    call: String,
    /// The addresses of the turn that ends the recording, and of the turn before.
    next: String,
    before: String,
    /// The address of the report.
    report: String,
}

fn speaks_json(database: Option<Location>) -> impl FnOnce(&mut Config) {
    move |config| {
        let line = &mut config.lines[0];
        line.dialect = &Json;
        line.access = Access::Signed(auth());
        line.abilities = PROFILE.abilities(None, line.api.is_some(), false);
        line.delete_recordings = true;
        if let Some(database) = database {
            config.database = database;
        }
    }
}

fn in_postgres(url: &str) -> Location {
    Location::Postgres(PostgresUrl::parse(url).unwrap())
}

impl LateLine {
    async fn open(database: Option<Location>) -> Self {
        Self::open_with(database, true).await
    }

    /// The same where recordings are deleted at the provider, or not.
    async fn open_with(database: Option<Location>, deletes: bool) -> Self {
        let (provider, clock) = (Provider::open().await, ManualClock::new());
        let account = with_account(&provider.url());
        let json = speaks_json(database.clone());
        let server = TestServer::with_clock(clock.clock(), |config| {
            account(config);
            json(config);
            config.lines[0].delete_recordings = deletes;
        });
        Self { server: server.await, provider, clock, database }
    }

    /// Kills the server and starts another on what it had on its disk.
    async fn killed(self) -> Self {
        let account = with_account(&self.provider.url());
        let json = speaks_json(self.database.clone());
        let server = self.server.killed(|config| {
            account(config);
            json(config);
        });
        Self { server: server.await, ..self }
    }

    async fn turn(&self, url: &str, call: &str, input: Input) -> Vec<u8> {
        let turn = CallTurn {
            call: CallId::parse(call).unwrap(),
            input,
            parent: None,
            // Each from a number of its own: who called before is greeted otherwise.
            caller: PhoneNumber::parse(&call.replace("json-", "+9733600123")),
            called: None,
            forwarded_from: None,
        };
        let response = post(url, self.clock.now(), Json.write_turn(&turn)).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.bytes().await.unwrap().to_vec()
    }

    /// Calls, chooses English, and begins to ask.
    async fn asks(&self, call: &str) -> Asking {
        let (mut before, mut next) = (String::new(), self.server.url("/voice/main"));
        let mut document = Value::Null;
        for keys in ["", "2", "8"] {
            let input = Input::Keys(keys.chars().filter_map(Key::from_char).collect());
            let input = if keys.is_empty() { Input::Silence } else { input };
            document = serde_json::from_slice(&self.turn(&next, call, input).await).unwrap();
            before = std::mem::replace(&mut next, document["next"].as_str().unwrap().to_owned());
        }
        let report = document["report"].as_str().expect("a recording").to_owned();
        Asking { call: call.to_owned(), next, before, report }
    }

    /// Ends the recording.
    async fn ends(&self, asking: &Asking, withdrawn: bool) -> Vec<u8> {
        let input = Input::RecordingEnded {
            address: None,
            seconds: Some(9),
            withdrawn,
            caller_gone: false,
        };
        self.turn(&asking.next, &asking.call, input).await
    }

    /// Reports that the provider has the recording with this number.
    async fn reports(&self, asking: &Asking, number: u32) -> StatusCode {
        self.reports_to(&asking.report, &asking.call, number).await
    }

    async fn reports_to(&self, url: &str, call: &str, number: u32) -> StatusCode {
        let address = self.provider.recording(number);
        let content = json!({ "event": "recording", "call": call, "address": address });
        post(url, self.clock.now(), content.to_string().into_bytes()).await.status()
    }

    /// The inquiries of a call.
    async fn inquiries(&self, call: &str) -> Vec<Inquiry> {
        let store = self.server.database().await;
        let mut found = Vec::new();
        for inquiry in store.inquiries(&InquiryQuery::newest(9)).await.unwrap() {
            let whole = store.inquiry(&inquiry.address()).await.unwrap();
            found.extend(whole.into_iter().filter(|one| one.call.as_deref() == Some(call)));
        }
        store.close().await;
        found
    }

    /// The inquiry of a call, once it is so.
    async fn inquiry(&self, call: &str, is_so: impl Fn(&Inquiry) -> bool) -> Inquiry {
        let what = format!("the inquiry of {call} as it should be");
        eventually(&what, async || self.inquiries(call).await.into_iter().find(&is_so)).await
    }

    async fn records(&self, call: &str) -> Vec<TurnRecord> {
        let store = self.server.database().await;
        let records = store.call_events(call).await.unwrap();
        store.close().await;
        records
    }
}

fn is_here(inquiry: &Inquiry) -> bool {
    inquiry.summary.recording == RecordingState::Here
}

fn is_gone_there(inquiry: &Inquiry) -> bool {
    is_here(inquiry) && inquiry.deleted_at_provider.is_some()
}

fn count(records: &[TurnRecord], is_it: impl Fn(EventKind) -> bool) -> usize {
    records.iter().flat_map(|record| &record.events).filter(|event| is_it(event.kind)).count()
}

#[test]
fn questions_are_offered_where_there_is_an_account_to_fetch_them_with() {
    assert!(PROFILE.abilities(None, true, false).records);
    assert!(!PROFILE.abilities(None, false, true).records);
}

/// Reports after the turn and before it, each twice.
async fn recordings_find_their_inquiries(database: Option<Location>) {
    let line = LateLine::open(database).await;
    let first = line.asks("json-1").await;
    let heard = line.ends(&first, false).await;
    assert_eq!(line.ends(&first, false).await, heard, "a retry is answered alike");
    let waits = line.inquiry("json-1", |_| true).await;
    assert_eq!(waits.summary.recording, RecordingState::ToCome);
    let second = line.asks("json-2").await;
    for (asking, number) in [(&first, 1), (&second, 2)] {
        line.provider.has_recording(number, voice(1));
        assert_eq!(line.reports(asking, number).await, StatusCode::OK);
        assert_eq!(line.reports(asking, number).await, StatusCode::OK);
    }
    let other = line.ends(&second, false).await;
    assert_ne!(other, heard, "each has a reference of its own");
    for call in ["json-1", "json-2"] {
        let kept = line.inquiry(call, is_gone_there).await;
        assert_eq!(kept.summary.trouble, None);
        assert_eq!(line.inquiries(call).await.len(), 1);
        let records = line.records(call).await;
        assert_eq!(count(&records, |kind| kind == EventKind::RecordingReported), 1);
        assert_eq!(count(&records, |kind| matches!(kind, EventKind::InquiryLeft { .. })), 1);
    }
    assert!(!line.provider.keeps(1) && !line.provider.keeps(2));
}

#[tokio::test]
async fn recordings_find_their_inquiries_in_sqlite() {
    recordings_find_their_inquiries(None).await;
}

#[tokio::test]
async fn recordings_find_their_inquiries_in_postgres() {
    let database = in_postgres(&postgres::database().await);
    recordings_find_their_inquiries(Some(database)).await;
}

#[tokio::test]
async fn a_report_that_names_no_recording_of_its_call_is_refused() {
    let line = LateLine::open(None).await;
    let asking = line.asks("json-1").await;
    line.provider.has_recording(1, voice(1));
    let token = |url: &str| url.split_once("turn=").unwrap().1.to_owned();
    let (base, sealed) = asking.report.split_once("turn=").unwrap();
    let forged = format!("{base}turn={}", sealed.replace("_recording_", "_key_"));
    let of_menu = format!("{base}turn={}", token(&asking.before));
    let without = line.server.url("/voice/main/recording");
    for url in [forged, of_menu, without] {
        assert_ne!(url, asking.report);
        assert_eq!(line.reports_to(&url, "json-1", 1).await, StatusCode::FORBIDDEN, "{url}");
    }
    let other_call = line.reports_to(&asking.report, "json-2", 1).await;
    assert_eq!(other_call, StatusCode::FORBIDDEN);
    let unsigned = client().post(&asking.report).body("{}").send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::BAD_REQUEST);
    let nothing = json!({ "event": "ended", "call": "json-1" }).to_string().into_bytes();
    let empty = post(&asking.report, line.clock.now(), nothing).await;
    assert_eq!(empty.bytes().await.unwrap(), PROFILE.empty);
    line.ends(&asking, false).await;
    let waits = line.inquiry("json-1", |_| true).await;
    assert_eq!(waits.summary.recording, RecordingState::ToCome);
    for call in ["json-1", "json-2"] {
        let records = line.records(call).await;
        assert_eq!(count(&records, |kind| kind == EventKind::RecordingReported), 0);
    }
}

#[tokio::test]
async fn a_recording_that_was_never_reported_is_said_to_be_missing_and_taken_all_the_same() {
    let line = LateLine::open(None).await;
    let asking = line.asks("json-1").await;
    line.ends(&asking, false).await;
    line.inquiry("json-1", |_| true).await;
    line.clock.forward(SignedDuration::from_hours(24));
    let failed = |inquiry: &Inquiry| inquiry.summary.recording == RecordingState::Failed;
    let lost = line.inquiry("json-1", failed).await;
    assert_eq!(lost.steps[0].what, InquiryAct::RecordingGivenUp);
    let why = lost.summary.trouble.as_deref().unwrap();
    assert!(why.contains("has not said where the recording is"), "{why}");
    let store = line.server.database().await;
    let address = lost.summary.address();
    store.answer(&address, "Please call us again.", by("Huda", line.clock.now())).await.unwrap();
    store.close().await;
    line.provider.has_recording(1, voice(1));
    assert_eq!(line.reports(&asking, 1).await, StatusCode::OK);
    let kept = line.inquiry("json-1", is_here).await;
    assert!(kept.answer.is_some());
}

#[tokio::test]
async fn a_recording_whose_caller_thought_better_of_it_is_deleted_at_the_provider() {
    let line = LateLine::open(None).await;
    let asking = line.asks("json-1").await;
    line.provider.has_recording(1, voice(1));
    assert_eq!(line.reports(&asking, 1).await, StatusCode::OK);
    line.ends(&asking, true).await;
    line.clock.forward(SignedDuration::from_hours(6 * 24));
    // Its worker has been at work since then.
    let other = line.asks("json-2").await;
    line.provider.has_recording(2, voice(1));
    line.ends(&other, false).await;
    assert_eq!(line.reports(&other, 2).await, StatusCode::OK);
    line.inquiry("json-2", is_gone_there).await;
    assert!(line.provider.keeps(1), "another server may still bring an inquiry");
    line.clock.forward(SignedDuration::from_hours(2 * 24));
    eventually_so("the recording is deleted", || !line.provider.keeps(1)).await;
    assert!(line.inquiries("json-1").await.is_empty());
}

#[tokio::test]
async fn a_recording_that_nobody_wants_deleted_waits_longer_for_its_inquiry() {
    let line = LateLine::open_with(None, false).await;
    let asking = line.asks("json-1").await;
    line.provider.has_recording(1, voice(1));
    assert_eq!(line.reports(&asking, 1).await, StatusCode::OK);
    line.clock.forward(SignedDuration::from_hours(8 * 24));
    // Its worker has looked since then.
    let other = line.asks("json-2").await;
    line.provider.has_recording(2, voice(1));
    line.ends(&other, false).await;
    assert_eq!(line.reports(&other, 2).await, StatusCode::OK);
    let given_up = |inquiry: &Inquiry| {
        inquiry.steps.iter().any(|step| step.what == InquiryAct::DeletionGivenUp)
    };
    line.inquiry("json-2", given_up).await;
    line.ends(&asking, false).await;
    line.inquiry("json-1", is_here).await;
    assert!(line.provider.keeps(1) && line.provider.keeps(2));
}

#[tokio::test]
async fn no_recording_is_lost_while_the_database_is_away_and_the_server_is_killed() {
    let cluster = Cluster::start().await;
    let line = LateLine::open(Some(in_postgres(&cluster.database().await))).await;
    let (first, second) = (line.asks("json-1").await, line.asks("json-2").await);
    line.provider.has_recording(1, voice(1));
    line.provider.has_recording(2, voice(1));
    cluster.kill().await;
    line.ends(&first, false).await;
    assert_eq!(line.reports(&second, 2).await, StatusCode::OK);
    let line = line.killed().await;
    assert_eq!(line.reports(&first, 1).await, StatusCode::OK);
    line.ends(&second, false).await;
    let line = line.killed().await;
    cluster.start_again().await;
    for call in ["json-1", "json-2"] {
        line.inquiry(call, is_gone_there).await;
    }
}
