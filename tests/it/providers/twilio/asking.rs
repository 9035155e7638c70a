//! A call's requests to the server: for documents and audio.

use sha2::{Digest, Sha256};
use url::Url;

use super::{
    audio::{self, Audio},
    call::{Call, post},
    document::{self, Document, Target},
    exchange::{Exchange, Purpose, Request, Retries, TOKEN},
    fault::{Fault, FaultKind},
    heard::Ended,
};

pub(super) type Params = Vec<(String, String)>;

impl Exchange {
    /// The idempotency token that was sent.
    pub(super) fn token(&self) -> &str {
        let token = self.headers.iter().find(|(name, _)| name == TOKEN);
        token.map_or("", |(_, token)| token.as_str())
    }
}

impl Call {
    /// Goes on with the document that `target` answers with. If it cannot be used, goes on with the
    /// fallback's; else the call is over.
    pub(super) async fn load(&mut self, target: Target, params: Params) {
        let limits = self.phone.settings.limits;
        self.chain.push(target.url.clone());
        let going_round = self.chain.len() > limits.documents_without_input;
        if going_round || self.documents >= limits.documents {
            let chain = self.chain.iter().map(Url::as_str).collect::<Vec<_>>().join(" → ");
            let kind = FaultKind::Loop { chain };
            let fault = Fault { kind, url: target.url, place: None };
            self.faults.push(fault.clone());
            return self.end(Ended::Looped(fault)).await;
        }
        if let Err(fault) = self.open(Purpose::Document, target, params).await {
            self.recover(fault).await;
        }
    }

    /// "If Twilio is unable to retrieve or execute `TwiML` from your web server, a request is
    /// immediately made to the number's Fallback URL. Twilio will submit the `ErrorCode` and `ErrorUrl`
    /// parameters" (<https://www.twilio.com/docs/usage/security/availability-reliability>).
    pub(super) async fn recover(&mut self, fault: Fault) {
        let Some(fallback) = self.phone.settings.fallback_url.clone() else {
            return self.end(Ended::Failed(fault)).await;
        };
        let params = vec![
            ("ErrorCode".into(), fault.kind.code().to_string()),
            ("ErrorUrl".into(), fault.url.to_string()),
        ];
        if let Err(fault) = self.open(Purpose::Fallback, post(fallback), params).await {
            self.end(Ended::Failed(fault)).await;
        }
    }

    async fn open(&mut self, purpose: Purpose, at: Target, more: Params) -> Result<(), Fault> {
        let status = if self.answered { "in-progress" } else { "ringing" };
        self.documents += 1;
        let request = self.request(at, status, more);
        let url = request.url.clone();
        let exchange = self.persist(purpose, request).await;
        let checked = exchange.fault.clone().map_or_else(|| check_type(exchange), Err);
        let body = exchange.body.clone();
        if let Err(kind) = checked {
            let fault = Fault { kind, url, place: None };
            self.faults.push(fault.clone());
            return Err(fault);
        }
        let (document, faults) = Document::read(&body, &url, self.phone.settings.strictness);
        let gravest = faults.iter().rev().max_by_key(|fault| fault.kind.severity()).cloned();
        self.faults.extend(faults);
        match (document, gravest) {
            (None, Some(fault)) => Err(fault),
            (document, _) => {
                self.answered = true;
                self.page = document.map(|document| (url, document.verbs.into()));
                Ok(())
            }
        }
    }

    /// Asks, and asks again as often as the address allows; the last try counts.
    pub(super) async fn persist(&mut self, purpose: Purpose, request: Request) -> &Exchange {
        let retries = Retries::of(&request.url);
        let token = self.derived_id("");
        let mut exchange = self.ask(purpose, request.clone(), &token).await;
        for _ in 0..retries.count {
            if !exchange.fault.as_ref().is_some_and(|fault| retries.cover(fault)) {
                break;
            }
            self.exchanges.push(exchange);
            exchange = self.ask(purpose, request.clone(), &token).await;
        }
        self.exchanges.push(exchange);
        &self.exchanges[self.exchanges.len() - 1]
    }

    pub(super) async fn ask(&self, why: Purpose, request: Request, token: &str) -> Exchange {
        Exchange::make(&self.phone, why, request, token, document::LARGEST).await
    }

    /// The audio at `url`, fetched once a call. Audio that cannot be played is a failure like a
    /// document that cannot be read.
    pub(super) async fn fetch_audio(&mut self, url: &Url) -> Option<&Audio> {
        if !self.audio.contains_key(url) {
            let at =
                Request { url: url.clone(), method: document::Method::Get, params: Vec::new() };
            let token = self.derived_id("");
            let got = Exchange::make(&self.phone, Purpose::Document, at, &token, audio::LARGEST);
            let got = got.await;
            let audio = match got.fault {
                Some(kind) => Err(kind),
                None => Audio::examine(got.content_type.as_deref(), got.body),
            };
            match audio {
                Ok(audio) => {
                    if let Some(kind) = audio.remark.clone() {
                        self.faults.push(Fault { kind, url: url.clone(), place: None });
                    }
                    self.audio.insert(url.clone(), audio);
                }
                Err(kind) => {
                    let fault = Fault { kind, url: url.clone(), place: None };
                    self.faults.push(fault.clone());
                    self.recover(fault).await;
                    return None;
                }
            }
        }
        self.audio.get(url)
    }

    /// A request with the parameters that every one carries
    /// (<https://www.twilio.com/docs/voice/twiml#request-parameters>), and `more`.
    pub(super) fn request(&self, target: Target, status: &str, more: Params) -> Request {
        let settings = &self.phone.settings;
        let base = [
            ("CallSid", self.id.as_str()),
            ("AccountSid", &settings.account_id),
            ("From", &settings.from),
            ("To", &settings.to),
            ("Caller", &settings.from),
            ("Called", &settings.to),
            ("CallStatus", status),
            ("ApiVersion", "2010-04-01"),
            ("Direction", "inbound"),
        ];
        let base = base.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let params = base.into_iter().chain(settings.extra.iter().cloned()).chain(more).collect();
        Request { url: target.url, method: target.method, params }
    }

    /// An id that is the same in every run: made of the call's and the number of requests before.
    pub(super) fn derived_id(&self, prefix: &str) -> String {
        let seed = format!("{prefix} {} {}", self.id, self.exchanges.len());
        let hash = hex::encode(Sha256::digest(seed));
        format!("{prefix}{}", &hash[..32])
    }
}

/// "text/xml, application/xml, text/html: Twilio interprets the returned document as an XML
/// Instruction Set" (`twiml/your_response`). It would read text/plain aloud and play audio, then hang
/// up; nobody means that, so it is refused here.
fn check_type(exchange: &Exchange) -> Result<(), FaultKind> {
    let content_type = exchange.content_type.as_deref();
    let refused = || Err(FaultKind::ContentType(content_type.map(str::to_owned)));
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(essence.as_str(), "text/xml" | "application/xml" | "text/html") {
        return refused();
    }
    let charset = parts
        .find_map(|part| part.to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    match charset.as_deref().map(|charset| charset.trim_matches('"')) {
        None | Some("utf-8") => Ok(()),
        Some(_) => refused(),
    }
}
