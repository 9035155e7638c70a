//! Reports of providers on text messages.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use metrics::counter;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{JobRunner, Shared};
use crate::dialects::{TextReport, TextStatus};
use crate::store::{StoreError, TextState};

/// The query parameter that holds the message's sealed key.
pub const REPORT_KEY: &str = "k";
/// The time that a provider waits until its report is written down; it gives up after fifteen seconds.
const TIMEOUT: Duration = Duration::from_secs(3);
/// The most reports that are held while the store is away: some megabytes.
const MAX_HELD: usize = 10_000;
/// The purpose that a key is sealed for; no call has an id with a blank in it.
const PURPOSE: &str = "text message";

/// The address at which the provider reports what becomes of a message.
///
/// Nothing in it has to be escaped, so that everybody signs the same address.
pub(super) fn callback(shared: &Shared, line: &str, key: &str) -> String {
    let key = URL_SAFE_NO_PAD.encode(key);
    let sealed = shared.context.seal.seal(line, PURPOSE, &key);
    shared.context.public_url.join(&format!("/text/{line}?{REPORT_KEY}={sealed}"))
}

/// The outcome of taking a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportTaken {
    /// It is in the store.
    Written,
    /// It is in memory until the store can be reached: providers do not repeat reports.
    Held,
    /// It was dropped, because too many are held.
    TooMany,
}

impl JobRunner {
    /// Opens the key of a message from the address of its report.
    pub fn open_key(&self, line: &str, sealed: &str) -> Option<String> {
        let key = self.shared.context.seal.open(line, PURPOSE, sealed)?;
        String::from_utf8(URL_SAFE_NO_PAD.decode(key).ok()?).ok()
    }

    /// Takes a provider's report of the message with this key. Reports that are repeated or out of order do no harm.
    pub async fn take_report(&self, line: &str, key: String, report: TextReport) -> ReportTaken {
        let shared = &self.shared;
        match timeout(TIMEOUT, note(shared, &key, &report)).await {
            Ok(Ok(())) => return ReportTaken::Written,
            Ok(Err(error)) => {
                tracing::warn!(line, %error, "a report on a text message waits for the store");
            }
            Err(_) => tracing::warn!(line, "a report on a text message waits for the store"),
        }
        // What waits is older, and the order does not matter.
        let mut unwritten = shared.unwritten();
        if unwritten.len() >= MAX_HELD {
            return ReportTaken::TooMany;
        }
        unwritten.push_back((key, report));
        ReportTaken::Held
    }
}

/// Writes held reports down until `stop`.
pub(super) async fn write_down(shared: Arc<Shared>, stop: CancellationToken) {
    let writing = async {
        loop {
            sleep(shared.options.poll).await;
            loop {
                let Some((key, report)) = shared.unwritten().pop_front() else {
                    break;
                };
                if note(&shared, &key, &report).await.is_err() {
                    shared.unwritten().push_front((key, report));
                    break;
                }
            }
        }
    };
    stop.run_until_cancelled(writing).await;
}

/// Notes what is reported; twice does no harm.
async fn note(shared: &Shared, key: &str, report: &TextReport) -> Result<(), StoreError> {
    let store = shared.context.store.get().await?;
    let noted = async {
        let now = shared.now();
        // Whatever is reported, the provider has the message: it is not sent again.
        count_if(store.text_sent(key, report.id.as_deref(), now).await?, "sent");
        let (state, outcome) = match report.status {
            TextStatus::Delivered => (TextState::Delivered, "delivered"),
            TextStatus::Undelivered => (TextState::Undelivered, "undelivered"),
            TextStatus::Failed => (TextState::Failed, "failed"),
            TextStatus::Unsubscribed => (TextState::Unsubscribed, "unsubscribed"),
            TextStatus::Taken | TextStatus::Sent | TextStatus::Unknown => return Ok(()),
        };
        let why = report.reason.as_deref();
        count_if(store.text_status(key, state, why, now).await?, outcome);
        Ok(())
    };
    let noted = noted.await;
    if let Err(error) = &noted {
        shared.context.store.failed(&store, error).await;
    }
    noted
}

/// Counts a message that has come to something, if that is new.
pub(super) fn count_if(is_new: bool, outcome: &'static str) {
    if is_new {
        counter!("sila_texts_total", "outcome" => outcome).increment(1);
    }
}
