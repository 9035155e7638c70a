//! A provider's REST API on this machine: a server of its own that signs in, checks, limits, fails and reports as the
//! provider documents.
//!
//! Nothing happens by itself: a test says when the provider works, and what it reports.

mod messages;
mod recordings;
mod reports;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::test_server::TOKEN;

pub use messages::Message;

/// The account.
pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// The account's one number that can send messages.
pub const SENDER: &str = "+97338000000";

/// The way in which the provider treats a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It works.
    None,
    /// It has too much to do, and says after how many seconds to come again.
    TooMany { after: Option<u32> },
    /// It fails with this status, and has done nothing.
    Fails(u16),
    /// It does what it is asked, and does not answer.
    TakesAndIsSilent,
    /// It does what it is asked, and fails with this status.
    TakesAndFails(u16),
    /// It sends the client elsewhere.
    SendsTo(&'static str),
}

/// A provider, which is gone when it is dropped.
pub struct Provider {
    /// Its address; the same after it was away.
    pub address: SocketAddr,
    state: Arc<Everything>,
    up: Option<(CancellationToken, JoinHandle<()>)>,
}

#[derive(Default)]
struct Everything {
    inner: Mutex<Inner>,
    /// Ends the requests that are never answered.
    ending: Mutex<CancellationToken>,
}

#[derive(Default)]
struct Inner {
    troubles: VecDeque<Trouble>,
    /// The trouble in which every request is, once the others are over.
    lasting: Option<Trouble>,
    /// Number of requests that came, whatever became of them.
    requests: u32,
    token: String,
    messages: Vec<Message>,
    recordings: HashMap<String, recordings::Recording>,
    /// What became of the attempts to delete recordings, by their names.
    deletions: HashMap<String, recordings::Deletions>,
    /// Numbers that no message goes to, and the code that says why.
    refused: HashMap<String, u32>,
    refusals: u32,
}

impl Provider {
    /// A provider that works.
    pub async fn open() -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mut provider =
            Self { address: free.local_addr().unwrap(), state: Arc::default(), up: None };
        drop(free);
        TOKEN.clone_into(&mut provider.state.lock().token);
        provider.come_back().await;
        provider
    }

    /// The address of its API.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it: nothing listens any more, and open connections are cut.
    pub async fn go_away(&mut self) {
        let (stop, server) = self.up.take().unwrap();
        self.state.end_what_hangs();
        stop.cancel();
        server.await.unwrap();
    }

    /// Starts it again, with all that it knew.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let router = router(Arc::clone(&self.state));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(stopped).await.unwrap();
        });
        self.up = Some((stop, server));
    }

    /// Sets its trouble for each of the next requests, one after the other; then it works.
    pub fn is_in(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.lock().troubles.extend(troubles);
    }

    /// Sets its trouble for every request from now on; none: it works.
    pub fn stays_in(&self, trouble: Option<Trouble>) {
        self.state.lock().lasting = trouble;
    }

    /// From now on the account has this token.
    pub fn has_token(&self, token: &str) {
        token.clone_into(&mut self.state.lock().token);
    }

    /// Number of requests that came.
    pub fn requests(&self) -> u32 {
        self.state.lock().requests
    }
}

impl Everything {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Ends the requests that would never be answered.
    fn end_what_hangs(&self) {
        let mut ending = self.ending.lock().unwrap();
        std::mem::take(&mut *ending).cancel();
    }

    fn ending(&self) -> CancellationToken {
        self.ending.lock().unwrap().clone()
    }
}

fn router(state: Arc<Everything>) -> Router {
    let account = Router::new()
        .route("/Messages.json", post(messages::create))
        .route("/Recordings/{name}", get(recordings::fetch).delete(recordings::delete))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), gate));
    Router::new()
        .nest("/2010-04-01/Accounts/{account}", account)
        .fallback(async || {
            error(StatusCode::NOT_FOUND, 20404, "The requested resource was not found")
        })
        .with_state(state)
}

/// Checks that come before every request: too much at once, signing in, whose account it is.
async fn gate(
    State(state): State<Arc<Everything>>,
    Path(parameters): Path<HashMap<String, String>>,
    request: Request,
    next: Next,
) -> Response {
    let (trouble, token) = {
        let mut inner = state.lock();
        inner.requests += 1;
        let trouble = inner.troubles.pop_front().or(inner.lasting);
        (trouble, inner.token.clone())
    };
    match trouble {
        Some(Trouble::TooMany { after }) => {
            let mut refused = error(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests");
            if let Some(after) = after {
                refused.headers_mut().insert(RETRY_AFTER, after.into());
            }
            return refused;
        }
        Some(Trouble::Fails(status)) => return failed(status),
        Some(Trouble::SendsTo(elsewhere)) => {
            let status = StatusCode::TEMPORARY_REDIRECT;
            return (status, [(http::header::LOCATION, elsewhere)]).into_response();
        }
        Some(Trouble::TakesAndIsSilent | Trouble::TakesAndFails(_) | Trouble::None) | None => {}
    }
    let expected = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{token}")));
    let given = request.headers().get(AUTHORIZATION);
    if given.is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
        let mut refused = error(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
        let realm = HeaderValue::from_static("Basic realm=\"Twilio API\"");
        refused.headers_mut().insert(WWW_AUTHENTICATE, realm);
        return refused;
    }
    if parameters.get("account").is_none_or(|account| account != ACCOUNT) {
        return error(StatusCode::NOT_FOUND, 20404, "The requested resource was not found");
    }
    let answer = next.run(request).await;
    match trouble {
        Some(Trouble::TakesAndIsSilent) => {
            state.ending().cancelled().await;
            failed(500)
        }
        Some(Trouble::TakesAndFails(status)) => failed(status),
        _ => answer,
    }
}

fn failed(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    error(status, 20500, "An internal server error has occurred")
}

/// An error as the provider writes it.
fn error(status: StatusCode, code: u32, message: &str) -> Response {
    let body = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status.as_u16(),
    });
    let kind = [(CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}
