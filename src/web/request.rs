//! Requests of providers: verified once and read once, before a handler sees them.

use std::borrow::Cow;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{self, Body, Bytes};
use axum::extract::{
    ConnectInfo, FromRequest, FromRequestParts as _, Path, Request as HttpRequest,
};
use http::Method;
use http::request::Parts;
use http::uri::PathAndQuery;
use http_body_util::LengthLimitError;

use crate::dialects::{CallRequest, CallTurn, RecordingReady, Request, StatusReport, TextReport};
use crate::web::app::{App, ProviderLine};
use crate::web::preflight;
use crate::web::refusal::RequestRefusal;

/// Bytes of a provider's request, or of a form; theirs are below 4 KiB.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Stands for a peer that the listener did not name: none of this machine's.
const UNKNOWN_PEER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// Something that a provider's request says.
pub trait ProviderContent: Sized {
    /// Reads it; whatever is missing or odd in the request.
    fn read(request: &dyn CallRequest) -> Self;
}

impl ProviderContent for CallTurn {
    fn read(request: &dyn CallRequest) -> Self {
        request.turn()
    }
}

impl ProviderContent for StatusReport {
    fn read(request: &dyn CallRequest) -> Self {
        request.status()
    }
}

impl ProviderContent for TextReport {
    fn read(request: &dyn CallRequest) -> Self {
        request.text_report()
    }
}

impl ProviderContent for Option<RecordingReady> {
    fn read(request: &dyn CallRequest) -> Self {
        request.recording_ready()
    }
}

/// A request that proved to be the provider's, as its line's dialect reads it.
pub struct ProviderRequest<T> {
    /// The line in the address.
    pub line: Arc<ProviderLine>,
    /// The request as read.
    pub content: T,
    /// Method, address and headers.
    pub head: Parts,
    /// The moment at which the head had arrived.
    pub began: Instant,
    /// Set for a request of `sila preflight`, which only asks whether it would be taken.
    pub is_preflight: bool,
}

impl<T: ProviderContent> FromRequest<Arc<App>> for ProviderRequest<T> {
    type Rejection = RequestRefusal;

    async fn from_request(request: HttpRequest, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        Self::read(request, app).await.map_err(|refusal| app.refused(refusal))
    }
}

impl<T: ProviderContent> ProviderRequest<T> {
    async fn read(request: HttpRequest, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        let began = Instant::now();
        let (mut head, body) = request.into_parts();
        let line = line(&mut head, app).await?;
        let body = read_body(&head.method, body, app.timeouts.body).await?;
        let request = as_request(&head, &body, peer_of(&head));
        let is_preflight = preflight::asks(&request);
        let now = (app.calls.clock)();
        let verified = line.access.admit(line.dialect, &request, &app.public_url, now);
        let content = verified.map(|request| T::read(&*request));
        let content = content.map_err(|rejection| RequestRefusal::Rejected {
            line: line.name().to_owned(),
            rejection,
        })?;
        Ok(Self { line, content, head, began, is_preflight })
    }
}

/// A parameter of the address that we gave the provider.
pub fn parameter<'h>(head: &'h Parts, name: &str) -> Option<Cow<'h, str>> {
    let query = head.uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(found, _)| found == name).map(|(_, value)| value)
}

/// The peer of the connection.
pub fn peer_of(head: &Parts) -> SocketAddr {
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(UNKNOWN_PEER, |ConnectInfo(peer)| *peer)
}

/// The line that the address names.
async fn line(head: &mut Parts, app: &Arc<App>) -> Result<Arc<ProviderLine>, RequestRefusal> {
    let name = Path::<String>::from_request_parts(head, app).await;
    let line = name.ok().and_then(|Path(name)| app.lines.get(&name));
    line.map(Arc::clone).ok_or(RequestRefusal::UnknownLine)
}

/// The request as a dialect reads it.
fn as_request<'r>(head: &'r Parts, body: &'r [u8], peer: SocketAddr) -> Request<'r> {
    let path_and_query = head.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let (method, version) = (&head.method, head.version);
    Request { method, version, path_and_query, headers: &head.headers, body, peer: peer.ip() }
}

/// The whole body, which may take so long to arrive.
pub async fn read_body(
    method: &Method,
    body: Body,
    limit: Duration,
) -> Result<Bytes, RequestRefusal> {
    if method != Method::GET && method != Method::POST {
        return Err(RequestRefusal::Method);
    }
    match tokio::time::timeout(limit, body::to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_large(&error) => Err(RequestRefusal::TooLarge),
        Ok(Err(_)) | Err(_) => Err(RequestRefusal::Incomplete),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    error.source().is_some_and(<dyn Error>::is::<LengthLimitError>)
}
