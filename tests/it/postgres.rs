//! A real PostgreSQL for tests: clusters in folders of their own, which end with this process.

use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio::time::{sleep, timeout};

use crate::wait::eventually_so;

/// PostgreSQL refuses to run as root; then it runs as this user, which its Debian package makes.
const USER: &str = "postgres";

/// Timeout of a cluster's start and of its end, on a machine that has much else to do.
const LONG: Duration = Duration::from_mins(1);

/// Ends what is left of a cluster when the test process is gone, however it went: then nobody holds the
/// other end of the pipe any more.
const WATCH: &str = r#"
    read -r _
    for pid in $(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); do
        kill -QUIT "$pid" 2>/dev/null
        while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    done
    rm -rf "$1""#;

static SHARED: OnceCell<Cluster> = OnceCell::const_new();

/// A new database in the cluster that the tests of this process share: its address.
pub async fn database() -> String {
    SHARED.get_or_init(Cluster::start).await.database().await
}

/// A PostgreSQL server with data of its own, on a port of its own that it keeps when it starts again.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    server: Mutex<Option<Child>>,
    watch: Mutex<Child>,
}

impl Cluster {
    /// Makes a cluster and starts it. It does not wait for the disk: quick, and as safe as a test needs
    /// that ends no machine.
    pub async fn start() -> Self {
        let programs = programs();
        let folder = TempDir::with_prefix("sila-postgres-").unwrap().keep();
        let watch = Command::new("sh")
            .args(["-c", WATCH, "watch"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        give_away(&folder);
        let made = as_user(&programs.join("initdb"), &folder)
            .args(["--username=sila", "--auth=trust", "--no-sync"])
            // An order of letters that is not that of the bytes, as most databases have.
            .args(["--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--locale-provider=icu", "--icu-locale=en"])
            .arg("--pgdata")
            .arg(folder.join("data"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "initdb failed: {said}");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let cluster = Self {
            programs,
            folder,
            port: port.local_addr().unwrap().port(),
            databases: AtomicU32::new(0),
            server: Mutex::new(None),
            watch: Mutex::new(watch),
        };
        drop(port);
        cluster.start_again().await;
        cluster
    }

    /// A new database with nothing in it: its address.
    pub async fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let create = AssertSqlSafe(format!("CREATE DATABASE test_{number}"));
        let mut connection = self.connect().await.unwrap();
        connection.execute(create).await.unwrap();
        connection.close().await.unwrap();
        format!("postgres://sila@127.0.0.1:{}/test_{number}", self.port)
    }

    /// Starts it after it was stopped or killed, with all that was in it.
    pub async fn start_again(&self) {
        let started = async {
            loop {
                self.spawn();
                // Until it is up, or has ended, as it does while what a killed one left is still ending.
                while self.is_running() {
                    if self.connect().await.is_ok() {
                        return;
                    }
                    sleep(Duration::from_millis(20)).await;
                }
            }
        };
        timeout(LONG, started).await.unwrap_or_else(|_| {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            panic!("PostgreSQL did not start:\n{log}")
        });
    }

    /// Lets it speak TLS, with a certificate that it gave itself: of an authority, or of a server alone.
    pub async fn speak_tls(&self, is_authority: bool) {
        let constraints = if is_authority { "CA:TRUE" } else { "CA:FALSE" };
        let made = as_user(Path::new("openssl"), &self.folder)
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes"])
            .args(["-days", "2", "-subj", "/CN=127.0.0.1"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-addext"])
            .arg(format!("basicConstraints=critical,{constraints}"))
            .args(["-keyout", "data/server.key", "-out", "data/server.crt"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "openssl failed: {said}");
        let mut connection = self.connect().await.unwrap();
        let switch_on = "ALTER SYSTEM SET ssl = on";
        connection.execute(switch_on).await.unwrap();
        connection.close().await.unwrap();
        self.stop().await;
        self.start_again().await;
    }

    /// The certificate that it shows.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("data/server.crt")
    }

    /// Stops it as its operator would: connections are cut off, and nothing is lost.
    pub async fn stop(&self) {
        self.signal(Signal::INT);
        self.ended().await;
    }

    /// Ends it without warning.
    pub async fn kill(&self) {
        let processes = self.processes();
        self.signal(Signal::KILL);
        for process in processes {
            kill_process(process, Signal::KILL).ok();
        }
        self.ended().await;
    }

    /// Begins to follow it, as a copy does that may take its place; until what is given is dropped.
    pub fn follow(&self) -> Follower {
        let log = self.folder.join("followed");
        self.shell("mkdir -p followed");
        let child = as_user(&self.programs.join("pg_receivewal"), &self.folder)
            .args(["--host=127.0.0.1", "--username=sila", "--no-password", "--synchronous"])
            .arg(format!("--port={}", self.port))
            .arg("--directory")
            .arg(log)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Follower(child)
    }

    /// Changes a setting of the server, as an operator does.
    pub async fn set(&self, setting: &str, value: &str) {
        let change = AssertSqlSafe(format!("ALTER SYSTEM SET {setting} = '{value}'"));
        let mut connection = self.connect().await.unwrap();
        connection.execute(change).await.unwrap();
        connection.execute("SELECT pg_reload_conf()").await.unwrap();
        connection.close().await.unwrap();
    }

    /// Copies the data of a stopped server, as a standby has it that lags behind from now on.
    pub fn copy(&self) {
        self.shell("cp -a data copy");
    }

    /// Has the copy take over, while the server is stopped.
    pub fn take_copy(&self) {
        self.shell("mv data lost && mv copy data");
    }

    fn shell(&self, command: &str) {
        let done = as_user(Path::new("sh"), &self.folder).args(["-c", command]).status().unwrap();
        assert!(done.success(), "{command}");
    }

    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnectOptions::new_without_pgpass()
            .host("127.0.0.1")
            .port(self.port)
            .username("sila")
            .database("postgres")
            .connect()
            .await
    }

    fn spawn(&self) {
        let log = std::fs::File::options()
            .append(true)
            .create(true)
            .open(self.folder.join("log"))
            .unwrap();
        let server = as_user(&self.programs.join("postgres"), &self.folder)
            .arg("-D")
            .arg(self.folder.join("data"))
            .arg(format!("--port={}", self.port))
            .args(["--listen_addresses=127.0.0.1", "--fsync=off"])
            .args(["--max_connections=200", "--log_lock_waits=on"])
            .arg(format!("--unix_socket_directories={}", self.folder.display()))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        *self.server.lock().unwrap() = Some(server);
    }

    fn is_running(&self) -> bool {
        let mut server = self.server.lock().unwrap();
        let running = |server: &mut Child| server.try_wait().unwrap().is_none();
        server.as_mut().is_some_and(running)
    }

    async fn ended(&self) {
        eventually_so("PostgreSQL ended", || !self.is_running()).await;
    }

    fn signal(&self, signal: Signal) {
        if let Some(server) = self.server.lock().unwrap().as_ref() {
            kill_process(pid(server.id()), signal).unwrap();
        }
    }

    /// Processes that the server has started for its connections and for itself.
    fn processes(&self) -> Vec<Pid> {
        let Some(server) = self.server.lock().unwrap().as_ref().map(Child::id) else {
            return Vec::new();
        };
        let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children"));
        let children = children.unwrap_or_default();
        children.split_whitespace().map(|child| pid(child.parse().unwrap())).collect()
    }
}

/// A program that follows a cluster.
pub struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The shell does the rest when its input ends, and takes the folder away.
        let mut watch = self.watch.lock().unwrap();
        drop(watch.stdin.take());
        if let Some(server) = self.server.lock().unwrap().as_mut() {
            server.wait().ok();
        }
        watch.wait().ok();
    }
}

fn pid(number: u32) -> Pid {
    Pid::from_raw(number.try_into().unwrap()).unwrap()
}

/// The folder with PostgreSQL's programs.
fn programs() -> PathBuf {
    let config = Command::new("pg_config").arg("--bindir").output();
    let told = config.ok().and_then(|output| String::from_utf8(output.stdout).ok());
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|version| version.unwrap().path().join("bin"))
        .collect();
    folders.sort();
    folders.extend(told.map(|told| PathBuf::from(told.trim())));
    folders
        .into_iter()
        .rev()
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .expect("PostgreSQL is not installed. On Debian: apt-get install postgresql")
}

/// A program of PostgreSQL's, run by a user that it accepts.
fn as_user(program: &Path, folder: &Path) -> Command {
    let mut command = if geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", USER, "--regid", USER, "--init-groups"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// Gives a folder to the user that PostgreSQL runs as.
fn give_away(folder: &Path) {
    if !geteuid().is_root() {
        return;
    }
    let number = |option| -> io::Result<u32> {
        let output = Command::new("id").args([option, USER]).output()?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.parse().map_err(io::Error::other)
    };
    let (user, group) = (number("-u"), number("-g"));
    let (user, group) = user.and_then(|user| Ok((user, group?))).expect(
        "there is no user `postgres` to run PostgreSQL as. On Debian: apt-get install postgresql",
    );
    chown(folder, Some(user), Some(group)).unwrap();
}
