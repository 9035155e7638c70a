//! The connection to providers, with its limits of time and size.

use http::{HeaderMap, StatusCode};
use reqwest::redirect::{Attempt, Policy};

use super::JobOptions;
use crate::dialects::{ApiAnswer, ApiRequest};

/// The most bytes of an answer that is no recording.
pub(super) const ANSWER_BYTES: usize = 64 * 1024;
/// The most times that a provider sends us on.
const MOST_REDIRECTS: usize = 3;

/// Sends requests to providers. Its connections go nowhere but to the host that is asked.
#[derive(Debug, Clone)]
pub(super) struct Client(reqwest::Client);

#[derive(Debug)]
pub(super) struct ProviderAnswer {
    status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// A reason for which there is no answer, in a sentence without anything personal.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The request never reached the provider.
    NotSent(String),
    /// It may have reached it.
    Lost(String),
}

impl ProviderAnswer {
    pub(super) fn as_read(&self) -> ApiAnswer<'_> {
        ApiAnswer { status: self.status, headers: &self.headers, body: &self.body }
    }
}

impl Client {
    /// Fails if the system offers no TLS.
    pub(super) fn new(options: &JobOptions) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(options.connect)
            .timeout(options.timeout)
            .redirect(Policy::custom(only_at_the_same_host))
            .no_proxy()
            .user_agent(concat!("sila/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    /// Sends a request and takes the whole answer, of at most so many bytes.
    pub(super) async fn send(
        &self,
        request: ApiRequest,
        most_bytes: usize,
    ) -> Result<ProviderAnswer, Unanswered> {
        let mut sent = self.0.request(request.method, request.url).headers(request.headers);
        if !request.body.is_empty() {
            sent = sent.body(request.body);
        }
        let failed = |error| unanswered(&error);
        let mut answer = sent.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > most_bytes {
                let reason = "The provider's answer is longer than is read.";
                return Err(Unanswered::Lost(reason.to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(ProviderAnswer { status, headers, body })
    }
}

/// The credentials go along, and whoever answers could lead us into our own network.
fn only_at_the_same_host(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let same =
        attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
    if same && attempt.previous().len() <= MOST_REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// In our words: those of the library name the address, and with it the account and the recording.
fn unanswered(error: &reqwest::Error) -> Unanswered {
    if error.is_connect() {
        let reason = "The provider can't be reached. Check the network, the firewall and api_url.";
        return Unanswered::NotSent(reason.to_owned());
    }
    let reason = if error.is_timeout() {
        "The provider did not answer in time."
    } else {
        "The connection to the provider broke off."
    };
    Unanswered::Lost(reason.to_owned())
}
