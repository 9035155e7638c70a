//! One request of the provider's and what the server answered.

use std::time::{Duration, Instant};

use reqwest::{Response, header};
use url::Url;

use super::{document::Method, fault::FaultKind, phone::Phone};

/// A request, as it is put to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub url: Url,
    pub method: Method,
    /// The parameters: in the body for POST, at the end of the address for GET.
    pub params: Vec<(String, String)>,
}

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// For the next document.
    Document,
    /// For a document in place of one that failed.
    Fallback,
    /// To tell that the call has ended, or that a recording can be fetched.
    Notice,
}

/// One request and its answer, as they went over the wire.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub purpose: Purpose,
    pub request: Request,
    /// The headers that the provider adds: signature and idempotency token.
    pub headers: Vec<(String, String)>,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// The answer's content type.
    pub content_type: Option<String>,
    /// The answer's body, as far as it was read.
    pub body: Vec<u8>,
    /// From the first byte sent to the last received.
    pub took: Duration,
    /// The fault for which the answer cannot be used, if any.
    pub fault: Option<FaultKind>,
}

/// The header that stays the same when the provider asks again.
pub const TOKEN: &str = "I-Twilio-Idempotency-Token";
/// HTTP redirects that are followed, as browsers do.
const MOST_REDIRECTS: usize = 10;

impl Exchange {
    /// Asks once, and reads `most` bytes of the answer at most.
    pub(super) async fn make(
        phone: &Phone,
        purpose: Purpose,
        request: Request,
        token: &str,
        most: usize,
    ) -> Self {
        let mut exchange = Self {
            purpose,
            request,
            headers: Vec::new(),
            status: None,
            content_type: None,
            body: Vec::new(),
            took: Duration::ZERO,
            fault: None,
        };
        let began = Instant::now();
        let limit = phone.settings.limits.answer;
        let asked = tokio::time::timeout(limit, exchange.ask(phone, token, most)).await;
        exchange.fault = asked.unwrap_or(Err(FaultKind::Late(limit))).err();
        exchange.took = began.elapsed();
        exchange
    }

    async fn ask(&mut self, phone: &Phone, token: &str, most: usize) -> Result<(), FaultKind> {
        let mut request = self.request.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.send(phone, &request, token).await?;
            let status = response.status();
            self.status = Some(status.as_u16());
            let location = response.headers().get(header::LOCATION);
            if let Some(location) = location.filter(|_| status.is_redirection()) {
                let location = location.to_str().unwrap_or_default();
                request = redirected(request, status.as_u16(), location)?;
                continue;
            }
            let content_type = response.headers().get(header::CONTENT_TYPE);
            self.content_type =
                content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
            self.body = body(response, most).await?;
            return if status.is_success() {
                Ok(())
            } else {
                Err(FaultKind::Status(status.as_u16()))
            };
        }
        Err(FaultKind::TooManyRedirects(MOST_REDIRECTS))
    }

    async fn send(
        &mut self,
        phone: &Phone,
        request: &Request,
        token: &str,
    ) -> Result<Response, FaultKind> {
        let mut url = request.url.clone();
        url.set_fragment(None);
        let form =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.params).finish();
        let builder = match request.method {
            Method::Get => {
                append(&mut url, &form);
                self.headers = phone.settings.signing.headers(&url, &[]);
                phone.http.get(url)
            }
            Method::Post => {
                self.headers = phone.settings.signing.headers(&url, &request.params);
                let kind = "application/x-www-form-urlencoded; charset=UTF-8";
                phone.http.post(url).header(header::CONTENT_TYPE, kind).body(form)
            }
        };
        if phone.settings.names_attempts {
            self.headers.push((TOKEN.into(), token.into()));
        }
        let builder = self
            .headers
            .iter()
            .fold(builder.header(header::ACCEPT, "*/*"), |b, (name, value)| b.header(name, value));
        builder.send().await.map_err(|error| {
            let reason = innermost(&error);
            if error.is_connect() || error.is_builder() {
                FaultKind::Connection(reason)
            } else {
                FaultKind::Protocol(reason)
            }
        })
    }
}

/// Appends `form` to the query that the address has; an address without parameters stays as it is.
fn append(url: &mut Url, form: &str) {
    let query = match url.query() {
        _ if form.is_empty() => return,
        Some(query) if !query.is_empty() => format!("{query}&{form}"),
        _ => form.to_owned(),
    };
    url.set_query(Some(&query));
}

/// The request after a redirect: "just like a normal web browser" (`twiml/your_response`), which asks
/// by GET and without the form after 301, 302 and 303, and the same again after 307 and 308.
fn redirected(request: Request, status: u16, location: &str) -> Result<Request, FaultKind> {
    let url = request.url.join(location).map_err(|error| FaultKind::BadUrl {
        url: location.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(match status {
        307 | 308 => Request { url, ..request },
        _ => Request { url, method: Method::Get, params: Vec::new() },
    })
}

async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, FaultKind> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(body),
            Ok(Some(chunk)) if body.len() + chunk.len() > most => {
                return Err(FaultKind::TooLarge(most));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Err(error) => return Err(FaultKind::Protocol(innermost(&error))),
        }
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// The number of times that an address is asked again, and the faults after which it is: the fragment's `rc`
/// and `rp` (<https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>). Without them, once
/// more after a connection that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Retries {
    pub(super) count: u8,
    policy: Vec<String>,
}

impl Retries {
    pub(super) fn of(url: &Url) -> Self {
        let mut retries = Self { count: 1, policy: vec!["ct".into()] };
        let fragment = url.fragment().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(fragment.as_bytes()) {
            match name.as_ref() {
                "rc" => retries.count = value.parse().unwrap_or(1).min(5),
                "rp" => retries.policy = value.split(',').map(str::to_owned).collect(),
                _ => {}
            }
        }
        retries
    }

    pub(super) fn cover(&self, fault: &FaultKind) -> bool {
        let class = match fault {
            FaultKind::Connection(_) => "ct",
            FaultKind::Late(_) | FaultKind::Protocol(_) => "rt",
            FaultKind::Status(400..=499) => "4xx",
            FaultKind::Status(500..=599) => "5xx",
            _ => return false,
        };
        self.policy.iter().any(|covered| covered == "all" || covered == class)
    }
}
