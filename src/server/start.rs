//! Putting the parts together, and taking them apart again.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8Path;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::catalogue::{self, Diagnostic, Edition, Hotline, LanguageIndex, source};
use crate::clock::Clock;
use crate::dialects::{PublicUrl, PublicUrlError};
use crate::recordings::Shelf;
use crate::store::sqlite::ReopeningStore;
use crate::store::{Journal, Location};

use super::address::Seal;
use super::caller_key::CallerKey;
use super::config::{Config, LineConfig};
use super::keys::KeyError;
use super::metrics::LineMetrics;
use super::routes::routes;
use super::{App, Line, listen, metrics};

/// What the outside world lends the server.
pub struct Ambient {
    /// The time.
    pub clock: Clock,
    /// 32 random bytes, for the keys that were not made yet.
    pub random: [u8; 32],
}

/// A server at work.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its handlers share.
    pub app: Arc<App>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Running {
    /// The address of a line's webhook, as a provider calls it.
    pub fn voice_url(&self, line: &str) -> String {
        self.app.public_url.join(&format!("/voice/{line}"))
    }

    /// Finishes what is in flight, writes down what is queued, and ends.
    pub async fn stop(self) {
        self.app.stopping.store(true, Ordering::Relaxed);
        self.stop.cancel();
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the server did not end as it should");
        }
        self.app.journal.close().await;
    }
}

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The hotline's files can't be read.
    #[error(transparent)]
    Source(#[from] source::FolderError),
    /// The hotline's files have mistakes.
    #[error("the hotline's files have mistakes; `sila check` shows them")]
    Mistakes(Vec<Diagnostic>),
    /// The recordings can't be opened.
    #[error(transparent)]
    Shelf(#[from] crate::recordings::ShelfError),
    /// There is no key for the calls' addresses, or none for callers' numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A line offers a language that the hotline does not speak.
    #[error(
        "the line `{line}` offers the language `{language}`, which the hotline does not speak; it has: {known}"
    )]
    UnknownLanguage {
        /// The line.
        line: String,
        /// The language.
        language: String,
        /// Those that there are.
        known: String,
    },
    /// A line offers a language twice.
    #[error("the line `{line}` offers the language `{language}` twice; take one out")]
    RepeatedLanguage {
        /// The line.
        line: String,
        /// The language.
        language: String,
    },
    /// Where we listen is no address that a document can name.
    #[error(transparent)]
    PublicUrl(#[from] PublicUrlError),
    /// Nothing can be heard at the address.
    #[error("the server can't listen on {address}: {cause}; is another one running there?")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// Starts the server and returns once it listens.
pub async fn start(config: Config, ambient: Ambient) -> Result<Running, StartError> {
    let (hotline, content) = load_hotline(config.menus.as_deref())?;
    let shelf = Shelf::open(&config.recordings)?;
    let edition = Edition::freeze(hotline, &content, |prompt| shelf.recording_for(prompt));
    let lines = config.lines.into_iter().map(|line| {
        let line = run(line, &edition.hotline)?;
        Ok((line.name.clone(), line))
    });
    let lines = lines.collect::<Result<HashMap<_, _>, StartError>>()?;
    let seal = match &config.address_key {
        Some(key) => Seal::from_base64(key)?,
        None => Seal::kept_in(&config.data_dir, ambient.random)?,
    };
    let caller_key = CallerKey::configured_or_kept_in(
        config.caller_key.as_ref(),
        &config.data_dir,
        ambient.random,
    )?;
    // Opened by the journal: calls are answered also where that fails, and what happens in them is kept
    // in memory until it works.
    let journal = match config.database {
        Location::File(file) => {
            Journal::start(ReopeningStore::new(file, config.store), &config.journal)
        }
        Location::Postgres(_) => todo!(),
    };
    let unheard = |cause| StartError::Listen {
        address: config.listen,
        cause,
    };
    let listener = TcpListener::bind(config.listen).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let public_url = match config.public_url {
        Some(url) => url,
        None => PublicUrl::parse(&format!("http://{}", reachable(address)))?,
    };
    let app = Arc::new(App {
        lines,
        edition: Arc::new(edition),
        journal,
        shelf,
        clock: ambient.clock,
        seal,
        caller_key,
        public_url,
        limits: config.limits,
        stopping: AtomicBool::new(false),
    });
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let router = routes(Arc::clone(&app));
    let serving = tokio::spawn(listen::serve(listener, router, config.limits, stopped));
    tokio::spawn(metrics::keep(stop.clone()));
    Ok(Running {
        address,
        app,
        stop,
        serving,
    })
}

/// Where a server that listens everywhere can be reached from this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let here = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(here, address.port())
}

/// Loads the hotline from a folder, or the shipped one, and what its files hash to.
pub fn load_hotline(menus: Option<&Utf8Path>) -> Result<(Hotline, [u8; 32]), StartError> {
    let files = match menus {
        Some(folder) => source::read_folder(folder)?,
        None => source::shipped(),
    };
    let (hotline, _warnings) = catalogue::load(&files).map_err(StartError::Mistakes)?;
    Ok((hotline, source::content_hash(&files)))
}

/// A line as it runs, from its configuration.
fn run(config: LineConfig, hotline: &Hotline) -> Result<Line, StartError> {
    let offered = offered_languages(&config, hotline)?;
    let metrics = LineMetrics::of(&config.name);
    let LineConfig {
        name,
        dialect,
        access,
        ..
    } = config;
    Ok(Line {
        name,
        dialect,
        access,
        offered,
        metrics,
    })
}

/// The languages that a line offers, in the order of their keys.
fn offered_languages(
    config: &LineConfig,
    hotline: &Hotline,
) -> Result<Vec<LanguageIndex>, StartError> {
    if config.languages.is_empty() {
        return Ok(hotline.language_indices().collect());
    }
    let mut offered: Vec<LanguageIndex> = Vec::new();
    for language in &config.languages {
        let (line, language) = (config.name.clone(), language.clone());
        let Some(index) = hotline.language_by_code(&language) else {
            let codes = hotline
                .languages
                .iter()
                .map(|language| language.code.as_str());
            let known = codes.collect::<Vec<_>>().join(", ");
            return Err(StartError::UnknownLanguage {
                line,
                language,
                known,
            });
        };
        if offered.contains(&index) {
            return Err(StartError::RepeatedLanguage { line, language });
        }
        offered.push(index);
    }
    Ok(offered)
}
