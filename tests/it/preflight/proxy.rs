//! A reverse proxy as one meets them, with one habit at a time.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, LOCATION, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, StatusCode};
use reqwest::Client;
use tokio::net::TcpListener;

use crate::server::http::client;

/// The way that a proxy treats requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Passes them on under another host and says so in headers.
    Headers,
    /// The same, and cuts this off the path.
    CutsOff(&'static str),
    /// Drops the query.
    DropsQuery,
    /// Decodes the query and encodes it its own way.
    RewritesQuery,
    /// Drops the body.
    DropsBody,
    /// Drops headers that it does not know.
    DropsSignature,
    /// Keeps `/health` from the outside.
    KeepsHealth,
    /// Lets nobody in.
    Forbids,
    /// Drops the header that asks for a part.
    DropsRange,
    /// Finds no server behind it.
    FindsNobody,
    /// Sends everybody to https.
    Redirects,
    /// Has kept a document and answers every turn with it.
    AnswersItself,
    /// Shows a page of its own.
    ShowsPage,
}

/// A proxy that has its address but does not answer yet.
pub struct Front {
    /// The address that it listens on.
    pub address: SocketAddr,
    listener: TcpListener,
}

#[derive(Clone)]
struct Proxy {
    upstream: SocketAddr,
    habit: Habit,
    client: Client,
}

impl Front {
    /// Takes a free port.
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { address, listener }
    }

    /// Begins to answer, for the server at `upstream`.
    pub fn serve(self, upstream: SocketAddr, habit: Habit) {
        let proxy = Proxy { upstream, habit, client: client() };
        let router = Router::new().fallback(pass).with_state(proxy);
        tokio::spawn(async move { axum::serve(self.listener, router).await });
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let page = |status: StatusCode| {
        let html = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        (status, html, "<!doctype html><title>A proxy</title>").into_response()
    };
    match proxy.habit {
        Habit::FindsNobody => return page(StatusCode::BAD_GATEWAY),
        Habit::ShowsPage => return page(StatusCode::OK),
        Habit::Forbids => return page(StatusCode::FORBIDDEN),
        Habit::KeepsHealth if path.starts_with("/health") => return page(StatusCode::NOT_FOUND),
        Habit::Redirects => {
            let host = request.headers()[HOST].to_str().unwrap();
            let to = format!("https://{host}{}", request.uri());
            return (StatusCode::MOVED_PERMANENTLY, [(LOCATION, to)]).into_response();
        }
        _ => {}
    }
    proxy.forward(request).await
}

impl Proxy {
    async fn forward(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let path = match self.habit {
            Habit::CutsOff(prefix) => head.uri.path().strip_prefix(prefix).unwrap_or("/nowhere"),
            Habit::AnswersItself if head.uri.path() == "/voice/main" => "/fallback/main",
            _ => head.uri.path(),
        };
        let query = head.uri.query().and_then(|query| self.query(query));
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let url = format!("http://{}{path}{query}", self.upstream);
        let mut headers = head.headers;
        headers.remove(HOST);
        headers.remove(CONTENT_LENGTH);
        let added = [("x-forwarded-proto", "gopher"), ("x-forwarded-host", "elsewhere.example.bh")];
        for (name, value) in added {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let mut body = to_bytes(body, usize::MAX).await.unwrap();
        match self.habit {
            Habit::DropsBody => body.clear(),
            Habit::DropsSignature => {
                headers.remove("x-twilio-signature");
            }
            Habit::DropsRange => {
                headers.remove("range");
            }
            _ => {}
        }
        let request = self.client.request(head.method, url).headers(headers);
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status();
        let mut headers = answer.headers().clone();
        headers.remove(TRANSFER_ENCODING);
        let body = answer.bytes().await.unwrap();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    fn query(&self, query: &str) -> Option<String> {
        match self.habit {
            Habit::DropsQuery => None,
            Habit::RewritesQuery => {
                let pairs = form_urlencoded::parse(query.as_bytes());
                let mut written = form_urlencoded::Serializer::new(String::new());
                Some(written.extend_pairs(pairs).finish())
            }
            _ => Some(query.to_owned()),
        }
    }
}
