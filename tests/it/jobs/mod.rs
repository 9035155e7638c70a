//! Jobs that callers asked for, done through a provider's API that works, fails, and comes back.

mod panics;
mod pauses;
mod recordings;
mod texts;
mod texts_troubled;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sila::config::Config;
use sila::jobs::JobOptions;
use sila::store::{
    ClearNumber, Inquiry, NewInquiry, NewJob, NewRecording, NewText, TextQuery, TextState,
    TextSummary, TurnRecord,
};

use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::Provider;
use crate::store::turn;
use crate::test_server::{TestServer, call_id, provision};
use crate::wait::{eventually, eventually_so};

/// A mobile telephone.
pub const MOBILE: &str = "+97333001234";
/// Duration of a message's doubt, and of a claim: longer than any test puts the clock forward while
/// something is on its way.
pub const DOUBT: SignedDuration = SignedDuration::from_hours(3);

/// A server whose line has an account at a provider, and a clock for both.
pub struct LineWithAccount {
    /// The provider.
    pub provider: Provider,
    /// The server.
    pub server: TestServer,
    /// The clock.
    pub clock: ManualClock,
}

/// Gives the line an account, and asks the store often.
pub fn with_account(api: &str) -> impl FnOnce(&mut Config) + use<> {
    let api = api.parse().unwrap();
    move |config| {
        provision(&mut config.lines[0], api);
        config.jobs = JobOptions {
            poll: Duration::from_millis(10),
            grace: Duration::from_millis(100),
            doubt: DOUBT,
            ..JobOptions::default()
        };
    }
}

/// Makes a silent provider known as such at once.
pub fn impatient(config: &mut Config) {
    config.jobs.timeout = Duration::from_millis(300);
}

/// Has each job done before the next is begun, in the order in which they are due.
pub fn one_at_a_time(config: &mut Config) {
    config.jobs.at_once = 1;
}

impl LineWithAccount {
    /// A server and a provider that work.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, with something changed in the server's configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let (provider, clock) = (Provider::open().await, ManualClock::new());
        let account = with_account(&provider.url());
        let server = TestServer::with_clock(clock.clock(), |config| {
            account(config);
            change(config);
        });
        Self { server: server.await, provider, clock }
    }

    /// Stops the server and starts another on the same folder, with this changed in its configuration.
    pub async fn restart(self, change: impl FnOnce(&mut Config)) -> Self {
        let account = with_account(&self.provider.url());
        let restarted = self.server.restart(|config| {
            account(config);
            change(config);
        });
        Self { server: restarted.await, ..self }
    }

    /// Has a caller ask for a text message, in a call of this number; returns once that is on disk.
    pub async fn asks(&self, call: u32, number: &str) {
        asks(&self.server, call, number, self.clock.now()).await;
    }

    /// Has a caller leave a question, in a call of this number; returns once that is on disk.
    pub async fn leaves(&self, call: u32, recording: &str) {
        self.leaves_as(call, &format!("{call:06}"), recording).await;
    }

    /// The same, with the reference that the caller is told.
    pub async fn leaves_as(&self, call: u32, reference: &str, recording: &str) {
        let inquiry = NewJob::Inquiry(NewInquiry {
            reference: reference.to_owned(),
            continues: None,
            number: Some(ClearNumber::new(MOBILE)),
            service: Some("114".to_owned()),
            seconds: Some(2),
        });
        let address = recording.to_owned();
        let recording = NewJob::Recording(NewRecording { restart: 0, turn: 3, address });
        record(&self.server, call, vec![inquiry, recording], self.clock.now()).await;
    }

    /// The text message that was asked for in the call of this number, once it is as it should be.
    pub async fn text(&self, call: u32, is_so: impl Fn(&TextSummary) -> bool) -> TextSummary {
        text(&self.server, call, is_so).await
    }

    /// The question that was left in the call of this number, once it is as it should be.
    pub async fn inquiry(&self, call: u32, is_so: impl Fn(&Inquiry) -> bool) -> Inquiry {
        let store = self.server.database().await;
        let reference = format!("{call:06}");
        let what = format!("the inquiry of call {call} as it should be");
        let found = eventually(&what, async || {
            let inquiry = store.inquiry(&reference).await.unwrap();
            inquiry.into_iter().find(&is_so)
        });
        let found = found.await;
        store.close().await;
        found
    }

    /// Lets time pass until something is so.
    pub async fn later(&self, is_so: impl Fn() -> bool) {
        let _time = self.clock.run();
        eventually_so("what comes later", is_so).await;
    }

    /// Has another message of another caller go its whole way: where it is [`one_at_a_time`], what was due before it and
    /// never tried has been done then.
    pub async fn goes_on(&self, call: u32) {
        self.asks(call, "+97333009999").await;
        self.text(call, |text| text.state == TextState::Sent).await;
    }
}

/// Has a caller ask a server for a text message.
pub async fn asks(server: &TestServer, call: u32, number: &str, now: Timestamp) {
    let text = NewJob::Text(NewText {
        number: ClearNumber::new(number),
        body: format!("Demolition permit: six dinars ({call})"),
        service: "114".to_owned(),
    });
    record(server, call, vec![text], now).await;
}

/// The text message that was asked for in the call of this number, once it is as it should be.
pub async fn text(
    server: &TestServer,
    call: u32,
    is_so: impl Fn(&TextSummary) -> bool,
) -> TextSummary {
    let store = server.database().await;
    let of_call = |text: &TextSummary| text.call.as_deref() == Some(&*call_id(call));
    let what = format!("the text message of call {call} as it should be");
    let found = eventually(&what, async || {
        let texts = store.texts(&TextQuery::newest(500)).await.unwrap();
        texts.into_iter().find(of_call).filter(&is_so)
    });
    let found = found.await;
    store.close().await;
    found
}

/// Writes a turn with jobs down as a call does.
async fn record(server: &TestServer, call: u32, jobs: Vec<NewJob>, at: Timestamp) {
    let caller = match &jobs[0] {
        NewJob::Text(text) => Some(format!("hash of {}", text.number.reveal())),
        _ => None,
    };
    let record = TurnRecord {
        at,
        edition: None,
        language: Some("en".to_owned()),
        caller,
        jobs,
        ..turn(&call_id(call), 3)
    };
    let journal = &server.running.app.calls.journal;
    journal.record(record).await.unwrap();
}

/// A server's metrics.
pub async fn metrics(server: &TestServer) -> String {
    get(server, "/metrics").await.1
}

/// Status and body of a server's answer to a GET.
pub async fn get(server: &TestServer, path: &str) -> (u16, String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(server.url(path)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Somebody speaks for so many seconds, or hums: a WAV file as the provider makes it.
pub fn voice(seconds: u32) -> Vec<u8> {
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, format).unwrap();
    for sample in 0..8000 * seconds {
        let phase = f64::from(sample) * 440.0 * std::f64::consts::TAU / 8000.0;
        #[expect(clippy::cast_possible_truncation, reason = "it is below 8000")]
        writer.write_sample((phase.sin() * 8000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    file.into_inner()
}
