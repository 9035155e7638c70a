//! A server to call, with a folder of its own, and a telephone to call it with.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use sila::catalogue::{EditionNumber, source};
use sila::clock::Clock;
use sila::config::{self, Config, Environment, LineConfig, Purpose};
use sila::dialects::twilio::Twilio;
use sila::dialects::{Access, AuthTable, Dialect as _};
use sila::operate::{self, LoadedMenus, Publication, Published};
use sila::server;
use sila::server::Ambient;
use sila::server::Running;
use sila::store::sqlite::SqliteOptions;
use sila::store::{Authorship, Database, Location, StoreError, TurnRecord};
use tempfile::TempDir;
use url::Url;

use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::{ACCOUNT, SENDER};
use crate::providers::twilio::call::Call;
use crate::providers::twilio::phone::{Phone, Settings};
use crate::providers::twilio::sign::Signing;
use crate::store::by;
use crate::wait::eventually_so;

use crate::database;

/// The auth token of the line `main`.
pub const TOKEN: &str = "12345";

/// A server of our own, which goes with its folder when it is dropped.
pub struct TestServer {
    /// The server.
    pub running: Running,
    location: Location,
    clock: Clock,
    folder: TempDir,
}

impl TestServer {
    /// A server with the line `main`, whose requests are signed with [`TOKEN`].
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, with something changed in its configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::with_clock(ManualClock::ticking().clock(), change).await
    }

    /// The same, with a clock of its own.
    pub async fn with_clock(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        Self::begin(tempfile::tempdir().unwrap(), clock, [7; 32], change).await
    }

    /// A server on the folder that another one left.
    pub async fn in_folder(folder: TempDir) -> Self {
        Self::begin(folder, ManualClock::ticking().clock(), [7; 32], |_| {}).await
    }

    /// A server with this configuration, all of whose files are in this folder.
    pub async fn configured(folder: TempDir, config: Config) -> Self {
        Self::start(folder, ManualClock::ticking().clock(), [7; 32], config).await
    }

    async fn begin(
        folder: TempDir,
        clock: Clock,
        random: [u8; 32],
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = signed_config(Utf8Path::from_path(folder.path()).unwrap());
        change(&mut config);
        Self::start(folder, clock, random, config).await
    }

    async fn start(folder: TempDir, clock: Clock, random: [u8; 32], config: Config) -> Self {
        let location = config.database.clone();
        let ambient = Ambient { clock: Arc::clone(&clock), random };
        let running = server::start(config, ambient).await.unwrap();
        Self { running, location, clock, folder }
    }

    /// Stops the server and starts another at the same address on the same folder.
    pub async fn restart(self, change: impl FnOnce(&mut Config)) -> Self {
        let address = self.running.address;
        self.running.stop().await;
        Self::begin(self.folder, self.clock, [8; 32], |config| {
            config.listen = address;
            change(config);
        })
        .await
    }

    /// Starts another server at the same address on what this one had on its disk, as if it had been killed.
    pub async fn killed(self, change: impl FnOnce(&mut Config)) -> Self {
        let address = self.running.address;
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        self.running.stop().await;
        Self::begin(folder, self.clock, [8; 32], |config| {
            config.listen = address;
            change(config);
        })
        .await
    }

    /// Publishes the hotline's files in a folder, as the command line does beside a running server, and returns
    /// once they are heard.
    pub async fn publish(&self, menus: &Utf8Path, note: &str) -> EditionNumber {
        let database = self.database().await;
        let publication = Publication {
            menus: LoadedMenus::load(source::read_folder(menus).unwrap()).unwrap(),
            lines: Vec::new(),
            by: Authorship { reason: note, ..by("tests", "2026-01-01T00:00:00Z".parse().unwrap()) },
            from: None,
        };
        let upon = database.active().await.unwrap().map(|active| active.revision);
        let published = operate::publish(&database, publication, upon).await;
        database.close().await;
        let Published::New(new) = published.unwrap() else {
            panic!("{note}: nothing is new");
        };
        self.heard(new.edition.number).await;
        new.edition.number
    }

    /// Returns once new calls begin with this edition.
    pub async fn heard(&self, edition: EditionNumber) {
        let active = || self.running.app.calls.editions.active().edition.number;
        eventually_so(&format!("edition {edition}"), || active() == edition).await;
    }

    /// Lets go what all editions are made of that are not heard, in the store and on the server's disk.
    pub async fn retire(&self) {
        let database = self.database().await;
        let (before, now) = (Timestamp::MAX, Timestamp::UNIX_EPOCH);
        let retired = database.retire(before, now).await.unwrap();
        database.close().await;
        assert_ne!(retired, []);
        for edition in retired {
            let kept = self.folder().join(format!("editions/{edition}.json"));
            std::fs::remove_file(kept).unwrap();
        }
    }

    /// The server's store, opened a second time.
    pub async fn database(&self) -> Database {
        Database::existing(&self.location, &SqliteOptions::default()).await.unwrap()
    }

    /// The server and the folder, each on its own.
    pub fn apart(self) -> (Running, TempDir) {
        (self.running, self.folder)
    }

    /// The folder of all that the server keeps.
    pub fn folder(&self) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.folder.path().to_owned()).unwrap()
    }

    /// The address of one of the server's paths.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    /// A strict telephone that calls the line `main`, signs, and tells the line when a call has ended.
    pub fn telephone(&self) -> Settings {
        let mut settings =
            Settings::new(self.url("/voice/main").parse().unwrap(), "+97317000000", "+97380000000");
        settings.signing = Signing::AuthToken(TOKEN.into());
        settings.status_url = Some(self.url("/voice/main/status").parse().unwrap());
        settings
    }

    /// A call with [`TestServer::telephone`], numbered so that its id is known; from a number of its own, so that the
    /// caller is nobody who called before.
    pub fn call(&self, number: u32) -> Call {
        let mut settings = self.telephone();
        settings.from = format!("+9731{:07}", number % 10_000_000);
        let began = Timestamp::UNIX_EPOCH;
        Phone::new(settings).unwrap().call(call_id(number), began)
    }

    /// Recorded events of a call.
    pub async fn events(&self, call: &str) -> Vec<TurnRecord> {
        events(&self.folder().join("sila.db"), call).await
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// The id of the call with this number.
pub fn call_id(number: u32) -> String {
    format!("CA{number:032x}")
}

/// Recorded events of a call; none where a server has only just begun to make the store.
pub async fn events(database: &Utf8Path, call: &str) -> Vec<TurnRecord> {
    match database::read_only(database, &SqliteOptions::default()).await {
        Ok(store) => store.call_events(call).await.unwrap(),
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => Vec::new(),
        Err(error) => panic!("{error}"),
    }
}

/// A configuration on a free port with the one line `main`, signed with [`TOKEN`].
pub fn signed_config(folder: &Utf8Path) -> Config {
    let text = "
        listen = '127.0.0.1:0'
        public_url = 'http://127.0.0.1'
        [[line]]
        name = 'main'
        auth.auth_token_env = 'TOKEN'
        # A test says itself where callers may speak.
        listen = false
    ";
    let file = folder.join("sila.toml");
    std::fs::write(&file, text).unwrap();
    let environment = Environment::new([("TOKEN".to_owned(), TOKEN.to_owned())]);
    let mut config = config::load(Some(&file), &environment, Purpose::Serve).unwrap();
    config.public_url = None;
    config.data_dir = folder.to_owned();
    config.database = Location::File(folder.join("sila.db"));
    config.recordings = folder.join("recordings");
    config.poll = Duration::from_millis(10);
    config.edition_patience = Duration::from_secs(10);
    config
}

/// Gives a line an account at a provider whose API is here.
pub fn provision(line: &mut LineConfig, api: Url) {
    let mut table =
        AuthTable::default().with_secret("auth_token", TOKEN).with_text("account_id", ACCOUNT);
    let auth = Twilio.read_auth(&mut table).unwrap();
    line.api = auth.api(Some(api));
    line.access = Access::Signed(auth);
    line.text_from = Some(SENDER.to_owned());
    line.abilities.records = true;
    line.abilities.texts = true;
}
