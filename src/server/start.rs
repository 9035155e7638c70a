//! Starting and stopping a node.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::calls::editions::{
    self, EditionCache, EditionSources, FirstError, LanguageError, LiveEditions, StartEdition,
};
use crate::calls::{CallLine, Calls, LiveNotices};
use crate::clock::{Clock, ClockState};
use crate::config::{Config, LineConfig};
use crate::dialects::{PhoneNumber, PublicUrl, PublicUrlError, RecordingDelivery};
use crate::dialogue::Abilities;
use crate::jobs::{JobContext, JobRunner, LineAccount};
use crate::keys::{CallerKey, FormTokens, KeyError, OperatorKey, Seal};
use crate::log_pace::LogPace;
use crate::metrics::{self, LineMetrics};
use crate::operate::operators::{RandomSource, SignIns};
use crate::server::upkeep::{RoundKeeper, upkeep};
use crate::store::sqlite::Outbox;
use crate::store::{Journal, LazyDatabase, Location, PageReportQueue, Shipper, ShipperOptions};
use crate::supervised::keep_running;
use crate::web::data::{DataCache, EditionHistory};
use crate::web::pages::assets;
use crate::web::{
    self, App, OPS_CONNECTIONS, PageLimits, ProviderLine, console, data, directory,
    most_connections, ops_routes, provider_routes, served,
};

/// The time in which a node that stops still ships events; the rest goes at its next start. What readers of the website said
/// is kept within it as well, or lost.
const LAST_SHIPMENT: Duration = Duration::from_secs(5);

/// Clock and randomness, given from outside.
pub struct Ambient {
    pub clock: Clock,
    /// 32 random bytes, for the keys that were not made yet.
    pub random: [u8; 32],
}

/// A server at work.
pub struct Running {
    pub address: SocketAddr,
    /// The address that serves health and metrics.
    pub ops_address: SocketAddr,
    pub app: Arc<App>,
    stop: CancellationToken,
    serving: JoinSet<()>,
    /// Tasks that calls can do without for a while.
    beside: TaskTracker,
    database: Arc<LazyDatabase>,
}

impl Running {
    /// The address of a line's webhook, as a provider calls it.
    pub fn voice_url(&self, line: &str) -> String {
        self.app.public_url.join(&format!("/voice/{line}"))
    }

    /// Returns once a task has ended without which the server is better started anew.
    pub async fn failed(&mut self) {
        tokio::select! {
            _ = self.serving.join_next() => {}
            () = self.app.calls.journal.ended() => {}
        }
    }

    /// Finishes what is in flight, writes down what is queued, and ends. Gives the number of turns whose records were
    /// lost since the start.
    pub async fn stop(mut self) -> u64 {
        self.app.stopping.store(true, Ordering::Relaxed);
        self.stop.cancel();
        while self.serving.join_next().await.is_some() {}
        self.app.jobs.stop().await;
        self.app.calls.journal.close().await;
        if let Some(shipper) = &self.app.shipper {
            shipper.close(LAST_SHIPMENT).await;
        }
        self.beside.wait().await;
        self.app.page_reports.close(&self.database, LAST_SHIPMENT).await;
        self.database.close().await;
        self.app.calls.journal.state().lost
    }
}

/// A reason for which the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is nothing that callers could hear.
    #[error(transparent)]
    First(#[from] FirstError),
    /// There is no key for the calls' addresses, or none for callers' numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A line can't offer the languages that it is to offer.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// The address to listen on is none that a document can name.
    #[error(transparent)]
    PublicUrl(#[from] PublicUrlError),
    /// The system offers no TLS to reach providers with.
    #[error("providers can't be reached from here: {0}; check the system's certificates")]
    Tls(#[from] reqwest::Error),
    /// Nothing can be heard at the address.
    #[error("the server can't listen on {address}: {cause}; is another one running there?")]
    Listen { address: SocketAddr, cause: std::io::Error },
}

/// Starts the server and returns once it listens.
pub async fn start(mut config: Config, ambient: Ambient) -> Result<Running, StartError> {
    let (calls, shipper) = open_calls(&config, &ambient).await?;
    let (editions, notices) = (Arc::clone(&calls.editions), Arc::clone(&calls.notices));
    let database = Arc::clone(&calls.database);
    let (listener, address) = bind(config.listen).await?;
    let ops = match config.ops_listen {
        Some(ops) => Some(bind(ops).await?),
        None => None,
    };
    let public_url = match &config.public_url {
        Some(url) => url.clone(),
        None => PublicUrl::of_this_machine(address)?,
    };
    let context = JobContext {
        store: Arc::clone(&database),
        clock: Arc::clone(&ambient.clock),
        random: Mutex::new(Box::new(jitter(&ambient.random, "jobs"))),
        seal: calls.seal.clone(),
        public_url: public_url.clone(),
        text_limits: config.text_limits.clone(),
        log_pace: LogPace::default(),
    };
    let sign_ins = sign_ins(&config, ambient.random)?;
    let accounts = config.lines.iter_mut().filter_map(account).collect();
    let clock_state = Arc::new(ClockState::default());
    let app = Arc::new(App {
        jobs: JobRunner::start(accounts, config.jobs, context)?,
        lines: config.lines.into_iter().map(provider_line).collect(),
        calls,
        shipper,
        public_url,
        timeouts: config.timeouts,
        data_dir: config.data_dir,
        website: config.website,
        page_reports: PageReportQueue::default(),
        page_limits: PageLimits::default(),
        history: EditionHistory::default(),
        data_cache: DataCache::default(),
        sign_ins,
        randomness: RandomSource::new(ambient.random),
        refusals: LogPace::default(),
        clock_state: Arc::clone(&clock_state),
        stopping: AtomicBool::new(false),
    });
    let stop = CancellationToken::new();
    let ops_address = ops.as_ref().map_or(address, |(_, address)| *address);
    let mut serving = JoinSet::new();
    let mut serve = |listener, router, connections| {
        let (router, stopped) = (served(router, Arc::clone(&app)), stop.clone().cancelled_owned());
        serving.spawn(web::serve(listener, router, (config.timeouts, connections), stopped));
    };
    let website = app.website.is_served.then(|| directory::routes(&app).merge(data::routes()));
    let is_private = app.public_url.is_secure() || address.ip().is_loopback();
    if config.serves_console && !is_private {
        tracing::warn!(
            "the console is not served: passwords would cross a network in clear; set public_url to https"
        );
    }
    let console = (config.serves_console && is_private).then(|| console::routes(&app));
    let pages = Router::new().merge(website.unwrap_or_default()).merge(console.unwrap_or_default());
    let public = provider_routes().merge(pages).merge(assets::routes());
    if let Some((ops, _)) = ops {
        serve(listener, public, most_connections());
        serve(ops, ops_routes(), OPS_CONNECTIONS);
    } else {
        serve(listener, public.merge(ops_routes()), most_connections());
    }
    let beside = TaskTracker::new();
    let until = stop.clone();
    let metrics = move || metrics::keep(until.clone());
    beside.spawn(keep_running("metrics", stop.clone(), metrics));
    let (store, clock, until) = (Arc::clone(&database), Arc::clone(&ambient.clock), stop.clone());
    let holder = holder(&ambient.random, address);
    let outbox = app.shipper.as_ref().map(|shipper| shipper.outbox().clone());
    let retention = move || {
        let keeper = RoundKeeper::new(config.keep.clone(), holder.clone());
        let keeper = keeper.with_outbox(outbox.clone());
        let clock = (Arc::clone(&clock), Arc::clone(&clock_state));
        upkeep(Arc::clone(&store), keeper, clock, config.retention_pace, until.clone())
    };
    beside.spawn(keep_running("retention", stop.clone(), retention));
    let (carrying, store, until) = (Arc::clone(&app), Arc::clone(&database), stop.clone());
    let carrier = move || {
        let (app, store, until) = (Arc::clone(&carrying), Arc::clone(&store), until.clone());
        async move { app.page_reports.carry(&store, &until).await }
    };
    beside.spawn(keep_running("page-reports", stop.clone(), carrier));
    let (clock, until) = (ambient.clock, stop.clone());
    let follower = move || {
        let (editions, notices) = (Arc::clone(&editions), Arc::clone(&notices));
        editions::follow(editions, notices, Arc::clone(&clock), until.clone())
    };
    beside.spawn(keep_running("follower", stop.clone(), follower));
    beside.close();
    Ok(Running { address, ops_address, app, stop, serving, beside, database })
}

/// Opens what answers the calls of this node, and the shipper of its journal.
pub(super) async fn open_calls(
    config: &Config,
    ambient: &Ambient,
) -> Result<(Calls, Option<Shipper>), StartError> {
    let now = (ambient.clock)();
    let lines = config.lines.iter();
    let sources = EditionSources {
        database: Arc::new(LazyDatabase::new(config.database.clone(), config.store.clone())),
        cache: EditionCache::in_folder(config.data_dir.join("editions")),
        offers: lines.map(|line| (line.name.clone(), line.languages.clone())).collect(),
        recordings: config.recordings.clone(),
        menus: config.menus.clone(),
        poll: config.poll,
        timeout: config.edition_patience,
    };
    let StartEdition { edition, activation, store_was_empty } =
        editions::first(&sources, now).await?;
    let database = Arc::clone(&sources.database);
    let notices = Arc::new(LiveNotices::kept_in(&config.data_dir));
    notices.begin(&database).await;
    let editions = Arc::new(LiveEditions::new(sources, edition, activation)?);
    let (folder, random) = (&config.data_dir, ambient.random);
    let seal = Seal::configured_or_kept_in(config.address_key.as_ref(), folder, random)?;
    say_what_is_new(config, store_was_empty);
    let caller_key = CallerKey::configured_or_kept_in(config.caller_key.as_ref(), folder, random)?;
    let shipping = jitter(&ambient.random, "shipper");
    let (journal, shipper) = journal(config, &database, shipping);
    // The plans of all countries' numbers are read once, which no caller should wait for.
    tokio::task::spawn_blocking(PhoneNumber::get_ready);
    let calls = Calls {
        editions,
        notices,
        database,
        journal,
        log_pace: LogPace::default(),
        clock: Arc::clone(&ambient.clock),
        seal,
        caller_key,
        form_tokens: FormTokens::new(random),
        retention: config.keep.clone(),
        text_limits: config.text_limits.clone(),
        question_limits: config.question_limits,
    };
    Ok((calls, shipper))
}

fn sign_ins(config: &Config, random: [u8; 32]) -> Result<SignIns, KeyError> {
    let key = config.operator_key.as_ref();
    OperatorKey::configured_or_kept_in(key, &config.data_dir, random).map(SignIns::new)
}

/// Warns where the store, the key of callers' numbers or both are new: a server that ran before may have been moved without
/// them. Asked before the key is made.
fn say_what_is_new(config: &Config, store_was_empty: bool) {
    let key_is_new = config.caller_key.is_none() && !CallerKey::is_in(&config.data_dir);
    let (store, file) = (&config.database, config.data_dir.as_str());
    match (store_was_empty, key_is_new) {
        (true, true) => tracing::warn!(
            %store, file,
            "everything is new here, the store and the keys: if a server ran before, its data_dir was another one, and what \
             it knew is there"
        ),
        (true, false) => tracing::warn!(
            %store, file,
            "the store is new, the key of callers' numbers is not: if a server ran here before, its store was another one, \
             and what it knew is there; see database_url"
        ),
        (false, true) => tracing::warn!(
            %store, file,
            "the key of callers' numbers is new, the store is not: nobody who called before is known again, and `sila forget` \
             does not find their calls; put back the caller.key that the server used, if there is one"
        ),
        (false, false) => {}
    }
}

/// Binds an address to listen on; gives the port as well that was free where 0 was asked for.
async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |cause| StartError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// The journal of events, and the shipper that carries them to the database where the journal is not the store.
///
/// Opened by the journal: calls are answered also where that fails, and what happens in them is kept in memory until
/// it works.
fn journal(
    config: &Config,
    database: &Arc<LazyDatabase>,
    random: impl FnMut() -> f64 + Send + 'static,
) -> (Journal, Option<Shipper>) {
    match &config.database {
        Location::File(_) => {
            let store = Arc::clone(database);
            (Journal::start(store, &config.journal), None)
        }
        Location::Postgres(_) => {
            let outbox = Outbox::at(config.data_dir.join("journal.db"), config.store.clone());
            let journal = Journal::start(outbox.clone(), &config.journal);
            let options = ShipperOptions::default();
            let destination = Arc::clone(database);
            let shipper = Shipper::start(outbox, destination, options, random);
            (journal, Some(shipper))
        }
    }
}

/// Numbers from 0 to 1, other ones on every machine and for every use; nothing of the random bytes can be told from
/// them.
fn jitter(random: &[u8; 32], user: &str) -> impl FnMut() -> f64 + Send + use<> + 'static {
    let hash = Sha256::new_with_prefix("jitter").chain_update(user).chain_update(random).finalize();
    let mut seed = [0; 8];
    seed.copy_from_slice(&hash[..8]);
    let mut numbers = fastrand::Rng::with_seed(u64::from_be_bytes(seed));
    move || numbers.f64()
}

/// A name for this server that no other has; it tells nothing of the random bytes.
fn holder(random: &[u8; 32], address: SocketAddr) -> String {
    let hash = Sha256::new_with_prefix("holder").chain_update(random).finalize();
    format!("{}-{address}", hex::encode(&hash[..8]))
}

/// A line's account, if it has one, under the line's name.
fn account(config: &mut LineConfig) -> Option<(String, LineAccount)> {
    let account = LineAccount {
        api: config.api.take()?,
        text_from: config.text_from.clone(),
        delete_recordings: config.delete_recordings,
    };
    Some((config.name.clone(), account))
}

/// A configured line as it runs, under its name.
fn provider_line(config: LineConfig) -> (String, Arc<ProviderLine>) {
    let caller_id = config.caller_id.as_ref();
    let line = ProviderLine {
        dialect: config.dialect,
        caller_id: caller_id.map(|number| number.reveal().to_owned()),
        access: config.access,
        call_line: CallLine {
            recordings_later: config.dialect.profile().recording == RecordingDelivery::Later,
            ..call_line(config.name, config.abilities)
        },
    };
    (line.name().to_owned(), Arc::new(line))
}

/// A line, as far as it matters for its calls.
pub(super) fn call_line(name: String, abilities: Abilities) -> CallLine {
    CallLine { metrics: LineMetrics::of(&name), abilities, name, recordings_later: false }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;

    #[tokio::test]
    async fn a_server_that_accepts_nobody_any_more_has_failed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let config = Config::for_this_machine(folder.to_owned()).unwrap();
        let ambient = Ambient { clock: crate::clock::system(), random: [7; 32] };
        let mut running = start(config, ambient).await.unwrap();
        // As a panic ends it.
        running.serving.abort_all();
        running.failed().await;
        running.stop().await;
    }
}
