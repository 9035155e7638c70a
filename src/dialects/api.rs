//! A provider's own API: requests and answers as data, sent by somebody else.

use std::fmt;
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, Method, StatusCode};
use thiserror::Error;
use url::Url;

/// Nobody waits longer than this because a provider says so.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// A provider's own API, signed in to with a line's account: requests to be sent, and what their answers mean.
pub trait ProviderApi: fmt::Debug + Send + Sync {
    /// The request that sends a text message.
    fn send_text(&self, text: &OutgoingText<'_>) -> ApiRequest;

    /// Reads what became of the request that sends a text message.
    fn read_taken(&self, answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError>;

    /// The request for a recording, whose address came from the provider's webhook.
    fn fetch_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording>;

    /// Reads whether the answer's body is the recording.
    fn read_recording(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError>;

    /// The request that deletes a recording at the provider.
    fn delete_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording>;

    /// Reads whether the provider has the recording no more.
    fn read_deleted(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError>;
}

/// A request to a provider's API.
#[derive(Debug, Clone)]
pub struct ApiRequest {
    pub method: Method,
    /// The address, always on the account's host.
    pub url: Url,
    /// The headers, also the body's `Content-Type`; what is secret in them is not shown.
    pub headers: HeaderMap,
    /// The body: a form, JSON, or nothing.
    pub body: Vec<u8>,
}

/// An answer of a provider's API.
#[derive(Debug, Clone, Copy)]
pub struct ApiAnswer<'a> {
    pub status: StatusCode,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

impl ApiAnswer<'_> {
    /// The pause that the provider asks for, if it says so in seconds.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let seconds = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = Duration::from_secs(seconds.parse().ok()?);
        Some(wait.min(LONGEST_WAIT))
    }
}

/// A text message as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct OutgoingText<'a> {
    /// The recipient, in E.164.
    pub to: &'a str,
    /// The sender, as the line's configuration has it.
    pub from: &'a str,
    pub body: &'a str,
    /// The address for the provider's reports.
    pub callback: &'a str,
    /// The same for every attempt at one message, and for no other message.
    pub key: &'a str,
}

/// A text message that the provider has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenText {
    /// The provider's name for it.
    pub id: String,
}

/// A provider's report on a text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextReport {
    /// The provider's name for it.
    pub id: Option<String>,
    pub status: TextStatus,
    /// The reason for which it did not arrive, in a sentence without anything personal.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextStatus {
    /// The provider has it.
    Taken,
    /// It has left the provider.
    Sent,
    /// It has arrived.
    Delivered,
    /// It left the provider and did not arrive.
    Undelivered,
    /// It never left the provider.
    Failed,
    /// It never left the provider, for the receiver wants no messages of this sender.
    Unsubscribed,
    /// The provider says something that is not known here.
    Unknown,
}

/// A reason for which a provider's API did not do what it was asked: a sentence without anything personal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ApiError {
    /// It will never be done, however often it is asked for.
    #[error("{reason}")]
    Refused { reason: String },
    /// It will never be done, for the receiver wants no messages of this sender.
    #[error("{reason}")]
    Unsubscribed { reason: String },
    /// It was not done, and may well be done later.
    #[error("{reason}")]
    Busy {
        reason: String,
        /// The pause that the provider asks for.
        after: Option<Duration>,
    },
    /// It was not done because the account or the line's settings are not in order: somebody must mend them.
    #[error("{reason}")]
    Misconfigured { reason: String },
    /// It was not done because the sender and this one receiver do not go together: the line's settings may be at fault,
    /// or the receiver.
    #[error("{reason}")]
    Unsuited { reason: String },
    /// It may have been done or not.
    #[error("{reason}")]
    OutcomeUnknown { reason: String },
    /// It is not there, or not there yet.
    #[error("The provider does not have the recording, or not yet.")]
    Absent {
        /// The pause that the provider asks for.
        after: Option<Duration>,
    },
}

/// An address that is no recording of the line's account, and that nobody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "The recording's address is none of the line's account at the configured API, so that it is not fetched. Compare \
     account_id and api_url with the provider's."
)]
pub struct ForeignRecording;
