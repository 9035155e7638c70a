//! The program itself, started as an operator starts it, and killed as a machine kills it.

use std::net::SocketAddr;
use std::process::{ExitStatus, Output, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::{Pid, Signal, kill_process};
use sila::store::Database;
use sila::store::sqlite::SqliteOptions;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::wait::{eventually, within};

use crate::database;

/// A folder with a configuration, and where the server in it listens.
pub struct Site {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    /// The address that the server listens on; the same after every start.
    pub address: SocketAddr,
}

/// A server at work; it is killed when it is dropped.
pub struct Server(Child);

impl Site {
    /// A site with this configuration, on a free port that `{port}` in it stands for, and with these
    /// secrets in its environment.
    pub fn new(config: &str, environment: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let config = config.replace("{port}", &address.port().to_string());
        std::fs::write(folder.path().join("sila.toml"), config).unwrap();
        let environment = environment.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Self { folder, environment: environment.collect(), address }
    }

    /// Starts the server and returns once it listens. `RUST_LOG` and the like do not reach it.
    pub async fn start(&self) -> Server {
        self.start_with(&[]).await
    }

    /// The same, as another program starts it.
    pub async fn start_with(&self, starter: &[&str]) -> Server {
        let mut child = self.command(starter).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        loop {
            let line = within("a server that listens", log.next_line()).await.unwrap();
            let line = line.unwrap_or_else(|| panic!("the server ended: {said:#?}"));
            if line.contains("listening on") {
                break;
            }
            said.push(line);
        }
        // A log that nobody reads would stop the server in the end.
        tokio::spawn(async move { while let Ok(Some(_)) = log.next_line().await {} });
        Server(child)
    }

    /// Starts the server with this for its error stream, and returns once it is ready.
    pub async fn start_logging_to(&self, starter: &[&str], stderr: impl Into<Stdio>) -> Server {
        let child = self.command(starter).stderr(stderr).spawn().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let ready = format!("http://{}/health/ready", self.address);
        eventually("a server that is ready", async || {
            let answer = http.get(&ready).send().await.ok()?;
            answer.status().is_success().then_some(())
        })
        .await;
        Server(child)
    }

    fn command(&self, starter: &[&str]) -> Command {
        let ours = [env!("CARGO_BIN_EXE_sila"), "--config", "sila.toml", "serve"];
        let words = [starter, &ours].concat();
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("SILA_LISTEN", self.address.to_string())
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs another command of the program in the same place, to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sila"))
            .args(["--config", "sila.toml"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .output()
            .await
            .unwrap()
    }

    /// Returns when nothing waits any more for the disk, as the metrics have it.
    pub async fn written(&self) {
        self.none_of(&["sila_journal_queued"]).await;
    }

    /// Returns when nothing waits any more for the database or the disk, as the metrics have it.
    pub async fn carried(&self) {
        self.none_of(&["sila_journal_queued", "sila_journal_waiting"]).await;
    }

    /// The status and the text of `/health/ready`.
    pub async fn ready(&self) -> (u16, String) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.get(format!("http://{}/health/ready", self.address)).send();
        let answer = answer.await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// The value of a metric without labels.
    pub async fn metric(&self, name: &str) -> u64 {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let metrics = http.get(format!("http://{}/metrics", self.address)).send().await.unwrap();
        let metrics = metrics.text().await.unwrap();
        let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    }

    async fn none_of(&self, gauges: &[&str]) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let metrics = format!("http://{}/metrics", self.address);
        eventually("all events carried", async || {
            let answer = http.get(&metrics).send().await.unwrap();
            let text = answer.text().await.unwrap();
            let none = |what: &&str| text.contains(&format!("\n{what} 0\n"));
            gauges.iter().all(none).then_some(())
        })
        .await;
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.folder.path()).unwrap().join(name)
    }

    /// Path of the server's database.
    pub fn database(&self) -> Utf8PathBuf {
        let folder = Utf8Path::from_path(self.folder.path()).unwrap();
        folder.join("sila-data/sila.db")
    }

    /// The server's store, read only.
    pub async fn store(&self) -> Database {
        database::read_only(&self.database(), &SqliteOptions::default()).await.unwrap()
    }
}

impl Server {
    /// Ends the server at once, whatever it is doing.
    pub async fn kill(mut self) {
        self.0.kill().await.unwrap();
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.0.id().unwrap()
    }

    /// Sends a signal to it.
    pub fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.id().try_into().unwrap()).unwrap();
        kill_process(process, signal).unwrap();
    }

    /// Waits until it has ended.
    pub async fn ended(mut self) -> ExitStatus {
        within("the end of the server", self.0.wait()).await.unwrap()
    }

    /// The memory that it holds, in bytes.
    pub fn memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kilobytes = line.unwrap().split_whitespace().nth(1).unwrap();
        kilobytes.parse::<u64>().unwrap() * 1024
    }
}
