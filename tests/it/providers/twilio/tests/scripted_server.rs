//! A real HTTP server whose answers a test writes beforehand, and a phone that calls it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, Uri},
};
use jiff::Timestamp;
use tokio::net::TcpListener;
use url::Url;

use crate::providers::twilio::{
    call::Call,
    phone::{Phone, Settings},
};

/// One answer.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Never answers.
    pub hangs: bool,
}

impl Reply {
    pub fn xml(verbs: &str) -> Self {
        Self::raw("text/xml", format!("<Response>{verbs}</Response>"))
    }

    pub fn raw(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status: 200, headers, body: body.into(), hangs: false }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: vec![], body: vec![], hangs: false }
    }

    pub fn redirect(status: u16, to: &str) -> Self {
        Self { headers: vec![("location", to.to_owned())], ..Self::status(status) }
    }

    pub fn silence() -> Self {
        Self { hangs: true, ..Self::status(200) }
    }
}

/// One request as the server saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub form: Vec<(String, String)>,
}

impl Seen {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

#[derive(Default)]
struct Script {
    replies: HashMap<String, VecDeque<Reply>>,
    seen: Vec<Seen>,
}

/// The server.
pub struct ScriptedServer {
    script: Arc<Mutex<Script>>,
    pub url: Url,
}

impl ScriptedServer {
    /// A server that answers each path with its replies in turn; the last one stays.
    pub async fn new<const N: usize>(replies: [(&str, Reply); N]) -> Self {
        let mut script = Script::default();
        for (path, reply) in replies {
            script.replies.entry(path.to_owned()).or_default().push_back(reply);
        }
        let script = Arc::new(Mutex::new(script));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let app = Router::new().fallback(answer).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { script, url }
    }

    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// Settings of a phone that calls `/voice` and follows relative addresses.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.at("/voice"), "+97336000000", "+97317000000");
        settings.strictness.absolute_urls = false;
        settings
    }

    pub fn call(&self) -> Call {
        call(self.settings())
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.script.lock().unwrap().seen.clone()
    }

    /// The requests at `path`, in order.
    pub fn seen_at(&self, path: &str) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.uri.path() == path).collect()
    }
}

pub fn call(settings: Settings) -> Call {
    let began = Timestamp::from_second(1_700_000_000).unwrap();
    Phone::new(settings).unwrap().call("CA00000000000000000000000000000001", began)
}

async fn answer(
    State(script): State<Arc<Mutex<Script>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let asked =
        if method == Method::GET { uri.query().unwrap_or("").to_owned().into() } else { body };
    let form = form_urlencoded::parse(&asked).into_owned().collect();
    let reply = {
        let mut script = script.lock().unwrap();
        let path = uri.path().to_owned();
        script.seen.push(Seen { method, uri, headers, form });
        match script.replies.get_mut(&path) {
            Some(replies) if replies.len() > 1 => replies.pop_front(),
            Some(replies) => replies.front().cloned(),
            None => None,
        }
    };
    let reply = reply.unwrap_or_else(|| Reply::status(404));
    if reply.hangs {
        std::future::pending::<()>().await;
    }
    let builder = Response::builder().status(reply.status);
    let builder = reply.headers.iter().fold(builder, |b, (name, value)| b.header(*name, value));
    builder.body(Body::from(reply.body)).unwrap()
}

/// A WAV file of `seconds` seconds.
pub fn wav(rate: u32, channels: u16, seconds: u32) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for _ in 0..rate * u32::from(channels) * seconds {
        writer.write_sample(100_i16).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}
