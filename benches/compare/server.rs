//! The servers that are compared, each in a process of its own, so that its time and memory can be told from
//! those of the callers.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::answers::Answers;
use crate::ask::TOKEN;
use crate::fixed::Fixed;
use crate::peers::{Peer, Peers};
use crate::telephone::{Exchange, Telephone};

/// A kind of server.
pub enum Kind<'a> {
    /// A handler with a fixed document.
    Fixed(Fixed),
    /// Sila: `sila serve`, with its log, its metrics and its store.
    Sila {
        /// The build.
        program: &'a Path,
        /// URL of its store; without it, `SQLite` on disk.
        database_url: Option<&'a str>,
        /// It listens on all of the machine's addresses.
        is_open: bool,
    },
    /// Another way to write a menu.
    Peer(Peer, &'a Peers),
}

impl Kind<'_> {
    /// The check of its answers.
    pub fn answers(&self) -> Answers {
        match self {
            Self::Fixed(_) => Answers::Fixed,
            Self::Sila { .. } => Answers::Walked,
            Self::Peer(..) => Answers::Counted,
        }
    }

    /// True if it refuses a request whose signature is wrong.
    pub fn checks_signatures(&self) -> bool {
        !matches!(self, Self::Fixed(Fixed::Bare))
    }

    fn command(&self, address: SocketAddr, folder: &Path) -> Command {
        match self {
            Self::Fixed(fixed) => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--answer", fixed.name(), &address.to_string()]);
                command.arg(document_of(folder.parent().unwrap()));
                command
            }
            Self::Sila { program, database_url, is_open } => {
                let config = folder.join("sila.toml");
                fs::write(&config, configuration((address, *is_open), folder, *database_url))
                    .unwrap();
                let mut command = Command::new(program);
                command.arg("--config").arg(config).arg("serve");
                command
            }
            Self::Peer(peer, peers) => {
                let mut command = peers.command(*peer);
                command.arg(address.to_string());
                command
            }
        }
    }
}

/// Sila's configuration: one signed line, and the menus of this source also for builds that came with others.
fn configuration(
    (address, is_open): (SocketAddr, bool),
    folder: &Path,
    database_url: Option<&str>,
) -> String {
    let listen = if is_open { SocketAddr::from(([0, 0, 0, 0], address.port())) } else { address };
    // With an account, so that questions are taken and asked after; nothing is at its address, and nothing is sent there.
    let account =
        "api_url = 'http://127.0.0.1:9'\nauth.account_id = 'AC0123456789abcdef0123456789abcdef'\n";
    let account = if is_open { account } else { "" };
    let database = database_url.map(|url| format!("database_url = {url:?}\n"));
    format!(
        "listen = '{listen}'\npublic_url = 'http://{address}'\ndata_dir = '{}'\nmenus = '{}'\n{}\
         [[line]]\nname = 'main'\nauth.auth_token_env = 'BENCH_TOKEN'\n{account}",
        folder.join("data").display(),
        concat!(env!("CARGO_MANIFEST_DIR"), "/voice-menus"),
        database.unwrap_or_default(),
    )
}

/// A server at work; ends when dropped.
pub struct Server {
    /// For example, `http://127.0.0.1:8080`.
    pub origin: String,
    begun: Instant,
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a server that keeps what it has in `folder`; a fixed document lies beside that.
    pub fn start(kind: &Kind<'_>, folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        let address = free_address();
        let log = folder.join("log");
        let mut command = kind.command(address, folder);
        let begun = Instant::now();
        let child = command
            .env("BENCH_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Self { origin: format!("http://{address}"), begun, child, log }
    }

    /// Makes the first turn as soon as the server answers, and returns how long that took from its start.
    pub async fn first_answer(&mut self, exchange: &Arc<Exchange>) -> Duration {
        loop {
            match Telephone::connect(Arc::clone(exchange), u64::from(u32::MAX)).await {
                Ok(mut telephone) => {
                    telephone.turn().await;
                    return self.begun.elapsed();
                }
                Err(_)
                    if self.begun.elapsed() < Duration::from_secs(20)
                        && self.child.try_wait().unwrap().is_none() =>
                {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                Err(error) => {
                    let log = fs::read_to_string(&self.log).unwrap();
                    panic!("{} does not answer: {error}\n{log}", self.origin)
                }
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
    let mut times = fields.split(' ').skip(11).map(|field| field.parse::<u64>().unwrap());
    let (user, system) = (times.next().unwrap(), times.next().unwrap());
    Duration::from_millis((user + system) * 10)
}

/// Path of the fixed document.
pub fn document_of(scratch: &Path) -> PathBuf {
    scratch.join("document.xml")
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
