//! A call to a webhook, signed and followed as its provider does.

use anyhow::{Context as _, bail};
use http::header::CONTENT_TYPE;
use reqwest::RequestBuilder;
use sila::clock;
use sila::dialects::{
    CallId, CallTurn, Dialect, FollowedDocument, NamedSecret, NextStep, PlainAnswer, StatusReport,
    Utterance,
};
use sila::dialogue::{CallStatus, Input, Key};
use sila::preflight::{Patience, Web, WebAnswer};
use url::Url;

use super::transport::{Caller, Transport};

/// A call to a webhook.
pub struct Webhook {
    dialect: &'static dyn Dialect,
    secret: Option<NamedSecret>,
    web: Web,
    caller: Caller,
    first: Url,
    /// The address of the next turn.
    next: Url,
    /// The address of the person's words.
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
        let web = Web::new(Patience::default()).context("no connection can be made")?;
        Ok(Self { dialect, secret, web, caller, next: first.clone(), first, whisper: None })
    }

    fn request(&self, call: &CallId, input: Input, parent: Option<CallId>) -> Vec<u8> {
        self.dialect.follow().write_turn(&CallTurn {
            call: call.clone(),
            input,
            parent,
            caller: self.caller.number.clone(),
            called: self.caller.called.clone(),
            forwarded_from: None,
        })
    }

    /// Posts a body, signed, and gives the answer's.
    async fn post(&self, url: &Url, body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let follow = self.dialect.follow();
        let request = self.web.client().post(url.clone());
        let mut request = request.header(CONTENT_TYPE, follow.request_type());
        if let Some(secret) = &self.secret {
            request = request.headers(follow.sign(url, &body, secret, clock::system()()));
        }
        let answer = self.fetch(url, request.body(body)).await?;
        if !answer.has_type(self.dialect.profile().content_type) {
            bail!("{url} answers with the content type `{}`", answer.header(&CONTENT_TYPE));
        }
        Ok(answer.body)
    }

    /// Sends a request, and gives an answer that is a success.
    async fn fetch(&self, url: &Url, request: RequestBuilder) -> anyhow::Result<WebAnswer> {
        let answer = self.web.send(request).await;
        let answer = answer.with_context(|| format!("{url} does not answer"))?;
        if !answer.status.is_success() {
            let status = answer.status.as_u16();
            bail!("{url} answers with status {status}: {}", answer.first_line());
        }
        Ok(answer)
    }

    /// Posts a body, and reads the document that comes.
    async fn follow(&self, url: &Url, body: Vec<u8>) -> anyhow::Result<FollowedDocument> {
        let document = self.post(url, body).await?;
        let read = self.dialect.follow().read_document(&document);
        read.with_context(|| format!("{url} answers with no valid document"))
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
        let followed = self.follow(&url, self.request(&self.caller.call, input, None)).await?;
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
        let parent = Some(self.caller.call.clone());
        let body = self.request(&persons, Input::Start, parent.clone());
        let followed = self.follow(&url, body).await?;
        if let (NextStep::Collect { .. }, Some(next)) = (followed.answer.then, followed.next) {
            // The person takes the call.
            let body = self.request(&persons, Input::Keys(vec![Key::Digit(1)]), parent);
            self.follow(&url.join(&next)?, body).await?;
        }
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
        let request = self.web.client().get(url.clone());
        Ok(self.fetch(&url, request).await?.body)
    }

    async fn close(self) {}
}
