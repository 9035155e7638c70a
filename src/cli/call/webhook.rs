//! A call to a webhook, signed and followed as its provider does.

use std::time::Duration;

use anyhow::{Context as _, bail};
use http::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use sila::clock;
use sila::dialects::{
    CallId, CallTurn, Dialect, NamedSecret, PlainAnswer, StatusReport, Utterance,
};
use sila::dialogue::{CallStatus, Input};
use url::Url;

use super::transport::{Caller, Transport};

/// As long as providers wait, for a connection and for a whole answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(15);
/// More than any document, and than a recording of several minutes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A call to a webhook.
pub struct Webhook {
    dialect: &'static dyn Dialect,
    secret: Option<NamedSecret>,
    client: Client,
    caller: Caller,
    /// Where the call began.
    first: Url,
    /// Where the next turn is asked for.
    next: Url,
    /// Where the person's words are asked for.
    whisper: Option<Url>,
}

impl Webhook {
    /// Fails if the system offers no TLS.
    pub fn new(
        dialect: &'static dyn Dialect,
        first: Url,
        secret: Option<NamedSecret>,
        caller: Caller,
    ) -> anyhow::Result<Self> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .context("no connection can be made")?;
        Ok(Self { dialect, secret, client, caller, next: first.clone(), first, whisper: None })
    }

    fn request(&self, call: &CallId, input: Input, parent: Option<CallId>) -> Vec<u8> {
        self.dialect.follow().write_turn(&CallTurn {
            call: call.clone(),
            input,
            parent,
            caller: self.caller.number.clone(),
            called: self.caller.called.clone(),
        })
    }

    /// Posts a body, signed, and gives the answer's.
    async fn post(&self, url: &Url, body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let follow = self.dialect.follow();
        let mut request = self.client.post(url.clone()).header(CONTENT_TYPE, follow.request_type());
        if let Some(secret) = &self.secret {
            request = request.headers(follow.sign(url, &body, secret, clock::system()()));
        }
        let answer = request.body(body).send().await;
        let answer = answer.map_err(|error| unanswered(url, &error))?;
        let kind = answer.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if answer.status().is_success() && essence(kind) != essence(self.dialect.content_type()) {
            bail!("{url} answers with the content type `{kind}`");
        }
        whole(url, answer).await
    }
}

impl Transport for Webhook {
    async fn turn(&mut self, mut input: Input) -> anyhow::Result<PlainAnswer> {
        if let Input::RecordingEnded { address, .. } = &mut input {
            // A provider would have it; here it is nowhere, and the server says so when it fetches it.
            let nowhere = self.first.join(&format!("/recordings/{}", self.caller.call))?;
            *address = Some(nowhere.into());
        }
        let url = self.next.clone();
        let document = self.post(&url, self.request(&self.caller.call, input, None)).await?;
        let read = self.dialect.follow().read_document(&document);
        let followed = read.with_context(|| format!("{url} answers with no valid document"))?;
        let joined = |address: String| {
            let joined = url.join(&address);
            joined.with_context(|| format!("{url} goes on at `{address}`, which is no address"))
        };
        if let Some(next) = followed.next {
            self.next = joined(next)?;
        }
        self.whisper = followed.whisper.map(joined).transpose()?;
        Ok(followed.answer)
    }

    async fn whisper(&mut self) -> anyhow::Result<Vec<Utterance>> {
        let Some(url) = self.whisper.take() else {
            return Ok(Vec::new());
        };
        // The person's call is another than the caller's.
        let persons = CallId::derived(&[self.caller.call.as_str().as_bytes()]);
        let body = self.request(&persons, Input::Start, Some(self.caller.call.clone()));
        let document = self.post(&url, body).await?;
        let read = self.dialect.follow().read_document(&document);
        let followed = read.with_context(|| format!("{url} answers with no valid document"))?;
        Ok(followed.answer.heard)
    }

    async fn end(&mut self, seconds: u32) -> anyhow::Result<()> {
        let report = StatusReport {
            call: self.caller.call.clone(),
            status: CallStatus::Completed,
            seconds: Some(seconds),
        };
        let mut url = self.first.clone();
        url.set_query(None);
        url.set_path(&format!("{}/status", url.path().trim_end_matches('/')));
        self.post(&url, self.dialect.follow().write_status(&report)).await?;
        Ok(())
    }

    async fn recording(&mut self, address: &str) -> anyhow::Result<Vec<u8>> {
        let url = self.next.join(address)?;
        let answer = self.client.get(url.clone()).send().await;
        whole(&url, answer.map_err(|error| unanswered(&url, &error))?).await
    }

    async fn close(self) {}
}

fn essence(kind: &str) -> &str {
    kind.split(';').next().unwrap_or_default().trim()
}

/// The body of an answer that is a success.
async fn whole(url: &Url, mut answer: Response) -> anyhow::Result<Vec<u8>> {
    let status = answer.status();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            bail!("the answer of {url} has no end");
        }
    }
    if !status.is_success() {
        let text = String::from_utf8_lossy(&body);
        let said = text.trim().lines().next().unwrap_or_default();
        bail!("{url} answers with status {}: {said}", status.as_u16());
    }
    Ok(body)
}

/// Why there is no answer, without the address that the library puts before it.
fn unanswered(url: &Url, error: &reqwest::Error) -> anyhow::Error {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    anyhow::anyhow!("{url} does not answer: {cause}")
}
