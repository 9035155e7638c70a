//! Handlers of axum that return a fixed document, behind our own listener.

use std::fs;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode, Uri};
use jiff::Timestamp;
use sila::dialects::twilio::Twilio;
use sila::dialects::{Auth, AuthTable, Dialect as _, PublicUrl, Request};

use crate::ask::TOKEN;

/// Work done before the document is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Fixed {
    /// The request is read.
    Bare,
    /// Its signature is checked, too.
    Signed,
}

impl Fixed {
    /// The name by which it is asked for on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Signed => "signed",
        }
    }
}

/// State shared by the handlers.
struct Shared {
    document: Bytes,
    public_url: PublicUrl,
    auth: Box<dyn Auth>,
}

/// Answers with the document in `file`, until the process is killed. The document's links are made to lead here.
pub fn answer(fixed: Fixed, address: SocketAddr, file: &Path) {
    let origin = format!("http://{address}");
    let document = fs::read_to_string(file).unwrap().replace("{origin}", &origin);
    let mut table = AuthTable::default().with_secret("auth_token", TOKEN);
    let shared = Shared {
        document: document.into(),
        public_url: PublicUrl::parse(&origin).unwrap(),
        auth: Twilio.read_auth(&mut table).unwrap(),
    };
    let turn = match fixed {
        Fixed::Bare => any(bare),
        Fixed::Signed => any(signed),
    };
    let routes = Router::new()
        .route("/voice/{line}", turn)
        .route("/voice/{line}/status", any(status))
        .with_state(Arc::new(shared));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let limits = (sila::web::Timeouts::default(), sila::web::most_connections());
        sila::web::serve(listener, routes, limits, pending()).await;
    });
}

async fn bare(State(shared): State<Arc<Shared>>, _body: Bytes) -> Response {
    let kind = [(CONTENT_TYPE, Twilio.profile().content_type)];
    (kind, shared.document.clone()).into_response()
}

async fn signed(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request {
        method: &method,
        version: http::Version::HTTP_11,
        path_and_query: uri.path_and_query().unwrap().as_str(),
        headers: &headers,
        body: &body,
        peer: Ipv4Addr::LOCALHOST.into(),
    };
    match shared.auth.verify(&request, &shared.public_url, Timestamp::now()) {
        Ok(_) => bare(State(shared), Bytes::new()).await,
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn status(_body: Bytes) -> Response {
    let kind = [(CONTENT_TYPE, Twilio.profile().content_type)];
    (kind, Twilio.profile().empty).into_response()
}
