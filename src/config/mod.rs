//! Configuration: a file, the environment over it, and what is legal but unwise in the result.
//!
//! `default.toml` is the manual: it shows every key.

mod advice;
mod line;
mod log_level;
mod resolve;
mod section;
mod source;

use std::net::SocketAddr;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use secrecy::SecretString;
use url::Url;

use crate::calls::QuestionLimits;
use crate::catalogue::report::{NumberOwner, OwnNumber};
use crate::dialects::{Access, DIALECTS, Dialect, PhoneNumber, ProviderApi, PublicUrl};
use crate::dialogue::Abilities;
use crate::operate::LineSpeaker;
use crate::store::sqlite::SqliteOptions;
use crate::store::{JournalOptions, Location, RetentionOptions, RetentionPace};

use crate::jobs::{JobOptions, TextLimits};
use crate::web::{Timeouts, Website};

pub use resolve::{from_text, load};
pub use source::Environment;

/// A change is heard on every server within two seconds, also where no announcement of it arrives.
const POLL: Duration = Duration::from_secs(1);

/// A look-up on the way of a call may take 200 ms; then there is a spoken way on.
const EDITION_PATIENCE: Duration = Duration::from_millis(200);

/// The beginning of the names of variables that stand for keys.
const PREFIX: &str = "SILA_";

/// The commented default configuration, as `sila config` prints it.
pub const DEFAULT: &str = include_str!("default.toml");

/// A checked configuration: every value checked, every secret at hand. `store`, `journal`, `poll`, `edition_patience`,
/// `retention_pace`, `jobs` and `timeouts` are in no file.
#[derive(Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// The address that serves health and metrics and nothing else; none: `listen` serves them as well.
    pub ops_listen: Option<SocketAddr>,
    /// The address that providers call; none: as we listen.
    pub public_url: Option<PublicUrl>,
    /// The folder for everything that is kept.
    pub data_dir: Utf8PathBuf,
    pub database: Location,
    pub store: SqliteOptions,
    pub journal: JournalOptions,
    /// Pause between two looks at the store, whether it announced a change or not.
    pub poll: Duration,
    /// A turn waits so long for the edition of its call where that is not at hand.
    pub edition_patience: Duration,
    /// The folder of this machine's copies of the recordings that are heard.
    pub recordings: Utf8PathBuf,
    /// The folder with the hotline's files; none: the shipped ones.
    pub menus: Option<Utf8PathBuf>,
    /// The files that secrets were named to be in, and that of the database's password.
    pub secret_files: Vec<Utf8PathBuf>,
    /// The key that protects the calls' addresses, in base64; none: the one kept in `data_dir`.
    pub address_key: Option<SecretString>,
    /// The key of the hashes that stand for callers' numbers, in base64; none: the one kept in `data_dir`.
    pub caller_key: Option<SecretString>,
    /// The key that the keys of operators' one-time codes are made with, in base64; none: the one kept in `data_dir`.
    pub operator_key: Option<SecretString>,
    pub keep: RetentionOptions,
    pub retention_pace: RetentionPace,
    pub text_limits: TextLimits,
    pub question_limits: QuestionLimits,
    pub website: Website,
    /// Operators work here by a browser.
    pub serves_console: bool,
    pub jobs: JobOptions,
    /// The log is for machines.
    pub log_json: bool,
    pub log_level: String,
    /// The lines, at least one.
    pub lines: Vec<LineConfig>,
    /// No line is written: the one is for this machine alone.
    pub is_without_lines: bool,
    pub timeouts: Timeouts,
    /// Sentences on what is legal but unwise.
    pub advice: Vec<String>,
}

/// The reason to read a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To answer calls: every secret is read.
    Serve,
    /// To work on what is kept of callers: the key of their hashes is read and no other secret, and the
    /// lines admit nobody.
    Callers,
    /// For everything else: no secret is read, and the lines admit nobody.
    Tools,
}

impl Config {
    /// A server for this machine alone on a free port, which keeps everything in `data_dir`: the
    /// configuration without any file, for a call from the terminal and for tests.
    pub fn for_this_machine(data_dir: Utf8PathBuf) -> Result<Self, ConfigError> {
        let nowhere = Utf8Path::new("");
        let config = resolve::from_text(nowhere, "", &Environment::default(), Purpose::Serve)?;
        Ok(Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            database: Location::File(data_dir.join("sila.db")),
            recordings: data_dir.join("recordings"),
            data_dir,
            ..config
        })
    }

    /// The speakers of the configured lines; none of the line that is there without any.
    pub fn line_speakers(&self) -> Vec<LineSpeaker<'_>> {
        let lines = self.lines.iter().filter(|_| !self.is_without_lines);
        lines.map(LineConfig::speaker).collect()
    }

    /// The hotline's own numbers, as far as they stand in the configuration.
    pub fn own_numbers(&self) -> Vec<OwnNumber> {
        let of_lines = self.lines.iter().flat_map(|line| {
            let sender = line.text_from.as_deref().and_then(|from| PhoneNumber::written(from).ok());
            let numbers = line.caller_id.clone().into_iter().chain(sender);
            numbers.map(|number| (number, NumberOwner::Line(line.name.clone())))
        });
        let called = self.website.telephone.as_deref();
        let called = called.and_then(|number| PhoneNumber::written(number).ok());
        let all = of_lines.chain(called.map(|number| (number, NumberOwner::Website)));
        let own = |(number, belongs_to): (PhoneNumber, NumberOwner)| OwnNumber {
            number: number.reveal().to_owned(),
            belongs_to,
        };
        all.map(own).collect()
    }
}

/// One line: a telephone number at a provider.
#[derive(Debug)]
pub struct LineConfig {
    pub name: String,
    pub dialect: &'static dyn Dialect,
    pub access: Access,
    /// The provider's own API; none without an account, and where its secrets were not read.
    pub api: Option<Box<dyn ProviderApi>>,
    pub abilities: Abilities,
    /// The sender of text messages; without it none are sent.
    pub text_from: Option<String>,
    /// At the provider, once they are kept here.
    pub delete_recordings: bool,
    /// The number that a person sees when a call is put through; none: the caller's.
    pub caller_id: Option<PhoneNumber>,
    /// The codes of its languages, in the order of their keys; empty: the hotline's.
    pub languages: Vec<String>,
    /// The static apology that is kept outside this server.
    pub fallback_url: Option<Url>,
}

impl LineConfig {
    /// The line that there is without any configuration.
    fn demo() -> Self {
        let dialect = DIALECTS[0];
        Self {
            name: "demo".to_owned(),
            dialect,
            access: Access::UnsignedFromHere,
            api: None,
            abilities: dialect.profile().abilities(None, false, false),
            text_from: None,
            delete_recordings: false,
            caller_id: None,
            languages: Vec::new(),
            fallback_url: None,
        }
    }

    /// The line's name and speaker.
    pub fn speaker(&self) -> LineSpeaker<'_> {
        let speaker = self.dialect.speaker(&self.languages, self.abilities.listens);
        LineSpeaker { line: &self.name, speaker }
    }

    /// The line for a call from this machine: it takes unsigned requests from here. Holding no secret, it signs in
    /// nowhere, and what it is asked to send stays in the store.
    #[must_use]
    pub fn from_here(self) -> Self {
        Self { access: Access::UnsignedFromHere, api: None, ..self }
    }

    /// The line as if it had an account that sends messages and records questions.
    #[must_use]
    pub fn with_every_ability(mut self) -> Self {
        self.abilities = Abilities { records: true, texts: true, ..self.abilities };
        self
    }
}

/// The reason why a configuration can't be used: what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error(
        "the configuration {file} can't be read ({cause}): check the path after --config, and that this user may read \
             the file"
    )]
    Unreadable { file: String, cause: std::io::Error },
    /// Its mistakes, in the order of the file.
    #[error("{}", in_lines(.0))]
    Mistakes(Vec<ConfigMistake>),
}

/// A mistake in a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {reason}")]
pub struct ConfigMistake {
    /// The byte of the file at which it stands.
    position: Option<usize>,
    /// The variable, or file, line and key.
    pub at: String,
    /// The mistake, and the way to mend it; never the value itself, which may be a secret.
    pub reason: String,
}

impl ConfigError {
    /// A mistake beside which no other can be looked for.
    fn one(at: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Mistakes(vec![ConfigMistake { position: None, at: at.into(), reason: reason.into() }])
    }
}

/// One mistake as it is, several in a line each.
fn in_lines(mistakes: &[ConfigMistake]) -> String {
    let lines = mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    match mistakes.len() {
        1 => lines,
        count => format!("the configuration has {count} mistakes:\n{lines}"),
    }
}
