//! The servers that are compared, each in a process of its own, so that its time and memory can be told from
//! those of the callers.

use std::fs;
use std::future::pending;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode, Uri};
use sila::dialects::{Dialect, PublicUrl, Request, Secrets};

use crate::ask::TOKEN;
use crate::telephone::{Exchange, Telephone};

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A handler of axum that reads the request and returns a fixed document, behind our own listener.
    Bare,
    /// The same, once the request's signature fits.
    Signed,
    /// The program itself: `sila serve`, with its log, its metrics and its store on disk.
    Sila,
}

/// A server at work; ends when dropped.
pub struct Server {
    /// Where it is: `http://127.0.0.1:8080`.
    pub origin: String,
    begun: Instant,
    child: Child,
}

impl Server {
    /// Starts a server, which is `program`, that keeps what it has in `folder`; those with a fixed document find it there.
    pub fn start(kind: Kind, program: &Path, folder: &Path) -> Self {
        let address = free_address();
        let origin = format!("http://{address}");
        let mut command = Command::new(program);
        if kind == Kind::Sila {
            let config = folder.join("sila.toml");
            let text = format!(
                "listen = '{address}'\npublic_url = '{origin}'\ndata_dir = '{}'\nmenus = '{}'\n\
                 [[line]]\nname = 'main'\nauth_token_env = 'BENCH_TOKEN'\n",
                folder.join("data").display(),
                concat!(env!("CARGO_MANIFEST_DIR"), "/voice-menus"), // also for builds that came with others
            );
            fs::write(&config, text).unwrap();
            command
                .arg("--config")
                .arg(config)
                .arg("serve")
                .env("BENCH_TOKEN", TOKEN);
        } else {
            let name = if kind == Kind::Signed {
                "signed"
            } else {
                "bare"
            };
            command.arg("--answer").arg(name).arg(address.to_string());
            command.arg(document_of(folder));
        }
        let log = fs::File::create(folder.join(format!("{kind:?}.log"))).unwrap();
        let begun = Instant::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self {
            origin,
            begun,
            child,
        }
    }

    /// Makes the first turn as soon as the server answers, and returns how long that took from its start.
    pub async fn first_answer(&self, exchange: &Arc<Exchange>) -> Duration {
        loop {
            match Telephone::connect(Arc::clone(exchange), u64::from(u32::MAX)).await {
                Ok(mut telephone) => {
                    telephone.turn().await;
                    return self.begun.elapsed();
                }
                Err(_) if self.begun.elapsed() < Duration::from_secs(20) => {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                Err(error) => panic!("{} does not answer: {error}", self.origin),
            }
        }
    }

    /// The time that the server has had on the processors.
    pub fn cpu(&self) -> Duration {
        cpu(&self.child.id().to_string())
    }

    /// The memory that the server holds, and the most that it held, in MiB.
    pub fn memory(&self) -> (f64, f64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let mebibytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            let kibibytes = line.split_whitespace().nth(1).unwrap();
            kibibytes.parse::<f64>().unwrap() / 1024.0
        };
        (mebibytes("VmRSS:"), mebibytes("VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The time that a process has had on the processors: `self`, or its number. See `proc_pid_stat(5)`; the kernel
/// counts hundredths of a second.
pub fn cpu(process: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let mut times = fields
        .split(' ')
        .skip(11)
        .map(|field| field.parse::<u64>().unwrap());
    let (user, system) = (times.next().unwrap(), times.next().unwrap());
    Duration::from_millis((user + system) * 10)
}

/// Where the fixed document is.
pub fn document_of(folder: &Path) -> std::path::PathBuf {
    folder.join("document.xml")
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// What a handler with a fixed document shares.
struct Fixed {
    document: Bytes,
    public_url: PublicUrl,
    secrets: Secrets,
}

/// Answers with the document in `file`, until the process is killed. The document's links are made to lead here.
pub fn answer(kind: Kind, address: SocketAddr, file: &Path) {
    let origin = format!("http://{address}");
    let document = fs::read_to_string(file)
        .unwrap()
        .replace("{origin}", &origin);
    let fixed = Fixed {
        document: document.into(),
        public_url: PublicUrl::parse(&origin).unwrap(),
        secrets: Secrets::new(vec![TOKEN.into()], Vec::new()).unwrap(),
    };
    let turn = if kind == Kind::Signed {
        any(signed)
    } else {
        any(bare)
    };
    let routes = Router::new()
        .route("/voice/{line}", turn)
        .route("/voice/{line}/status", any(status))
        .with_state(Arc::new(fixed));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        sila::server::serve(listener, routes, sila::server::Limits::default(), pending()).await;
    });
}

async fn bare(State(fixed): State<Arc<Fixed>>, _body: Bytes) -> Response {
    let kind = [(CONTENT_TYPE, Dialect::Twilio.content_type())];
    (kind, fixed.document.clone()).into_response()
}

async fn signed(
    State(fixed): State<Arc<Fixed>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request {
        method: &method,
        path_and_query: uri.path_and_query().unwrap().as_str(),
        headers: &headers,
        body: &body,
    };
    match Dialect::Twilio.verify(&request, &fixed.public_url, &fixed.secrets) {
        Ok(_) => bare(State(fixed), Bytes::new()).await,
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn status(_body: Bytes) -> Response {
    let kind = [(CONTENT_TYPE, Dialect::Twilio.content_type())];
    (kind, Dialect::Twilio.empty()).into_response()
}
