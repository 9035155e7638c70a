//! Jobs: done after a turn, outside the call.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::TurnRecord;
use super::database::operations;

/// Wakes the workers of this node when jobs arrive in the store; whoever is at work hears it afterwards.
#[derive(Debug, Default)]
pub struct JobSignals {
    pub texts: Notify,
    pub recordings: Notify,
    pub deletions: Notify,
}

impl JobSignals {
    /// Wakes the workers for the jobs of records that have arrived.
    pub(super) fn arrived(&self, records: &[TurnRecord]) {
        for job in records.iter().flat_map(|record| &record.jobs) {
            match job {
                NewJob::Text(_) => self.texts.notify_one(),
                NewJob::Inquiry(_) => self.recordings.notify_one(),
                NewJob::Recording(_) => {
                    self.recordings.notify_one();
                    // Perhaps nobody wants it.
                    self.deletions.notify_one();
                }
                NewJob::Unheard { .. } | NewJob::ForgetLanguage => {}
            }
        }
    }
}

/// Something that is to be done because of a turn. It is written down with the turn (a transactional outbox), so that it
/// is as durable, done once however often the turn is asked for, and not lost while the database is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewJob {
    /// A question that the caller left, to be fetched from the provider and answered by a person.
    Inquiry(NewInquiry),
    /// The recording of what may be a question: with its turn, after it or before.
    Recording(NewRecording),
    /// A text message to the caller.
    Text(NewText),
    /// Words that fit no service: the text alone, so that nobody learns who said it. They are kept once a second caller has
    /// said them, and their keyed hash until then.
    Unheard { said: String, mark: String },
    /// The caller does not want to be greeted in the last language any more.
    ForgetLanguage,
}

/// A spoken question as it arrives, or more that was said about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInquiry {
    /// The digits that the caller was told to name it by.
    pub reference: String,
    /// The number of the turn in the same call that left the question; none where this is it.
    pub continues: Option<u32>,
    /// The number to call back; none where it was withheld.
    pub number: Option<ClearNumber>,
    /// The code of the service that the question is about.
    pub service: Option<String>,
    /// Seconds, as the provider says.
    pub seconds: Option<u32>,
}

/// A recording at the provider. If its turn leaves no inquiry, it is deleted there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecording {
    /// The turn of the call that ended the recording, as in [`Source::Turn`](super::Source).
    pub restart: u32,
    pub turn: u32,
    /// Its address at the provider.
    pub address: String,
}

/// A text message as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewText {
    pub number: ClearNumber,
    pub body: String,
    pub service: String,
}

/// A telephone number in clear, in E.164. Not shown by `{:?}`, so that it stays out of logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClearNumber(String);

impl ClearNumber {
    /// The number, which is in E.164.
    pub fn new(number: &str) -> Self {
        Self(number.to_owned())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As much of it as a list may show: the last three digits, where that is not half of it.
    pub fn masked(&self) -> String {
        let shown = self.0.len().saturating_sub(3);
        let shown = self.0.get(shown..).filter(|_| shown > 3);
        format!("…{}", shown.unwrap_or_default())
    }
}

impl fmt::Debug for ClearNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClearNumber(not shown)")
    }
}

/// A kind of job that is done at a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// A text message is sent.
    Text,
    /// A recording is fetched.
    Fetch,
    /// A recording is deleted.
    Deletion,
}

operations! {
    /// Puts a claimed job off, which was not tried; the reason stands only where it never failed by itself.
    change fn put_off(kind: JobKind, id: u64, until: Timestamp, why: &str) -> () = fetching::put_off;
}

/// The end of a page of a list of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedCursor {
    pub asked_at: Timestamp,
    pub id: u64,
}
