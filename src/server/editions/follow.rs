//! Following the store: which edition is active, on every server within a second or two.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{Editions, LoadError};
use crate::catalogue::EditionNumber;
use crate::clock::Clock;
use crate::store::{Database, Editions as _, StoreError};

/// How often editions in memory are gone through.
const TIDY: Duration = Duration::from_mins(10);

/// Follows the store until it is time to stop.
pub async fn follow(editions: Arc<Editions>, clock: Clock, stop: CancellationToken) {
    let mut follower = Follower {
        editions,
        clock,
        failing: false,
        given_up: 0,
    };
    let mut tidy = Instant::now() + TIDY;
    loop {
        // A store that is away is given up at once when it is time to stop.
        let database = tokio::select! {
            () = stop.cancelled() => return,
            database = follower.catch_up() => database,
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(follower.editions.sources.poll) => {}
            () = announced(database.as_ref()) => {}
            () = sleep_until(tidy) => {
                follower.editions.tidy().await;
                tidy = Instant::now() + TIDY;
            }
        }
    }
}

/// Completes when the store says that something changed.
async fn announced(database: Option<&Database>) {
    match database {
        Some(database) => database.changed().await,
        None => std::future::pending().await,
    }
}

struct Follower {
    editions: Arc<Editions>,
    clock: Clock,
    /// Whether the store failed the last time.
    failing: bool,
    /// The revision whose edition can't be loaded here; 0 if none.
    given_up: u64,
}

impl Follower {
    /// Brings this server up to what the store says; says in the log what keeps it from that, once.
    async fn catch_up(&mut self) -> Option<Database> {
        match self.editions.catch_up(&self.clock).await {
            Ok(database) => {
                if self.failing {
                    tracing::info!("the store answers again");
                }
                (self.failing, self.given_up) = (false, 0);
                Some(database)
            }
            Err(Behind::Store(error)) => {
                if !self.failing {
                    tracing::warn!(%error, "the store does not answer; calls go on with the editions at hand");
                }
                self.failing = true;
                self.editions.sources.database.failed(&error).await;
                None
            }
            Err(Behind::Unloadable(number, revision, error)) => {
                if self.given_up != revision {
                    tracing::error!(edition = %number, %error, "the active edition can't be loaded; calls go on with the one before");
                }
                (self.failing, self.given_up) = (false, revision);
                None
            }
        }
    }
}

/// Why this server is behind the store.
enum Behind {
    Store(StoreError),
    Unloadable(EditionNumber, u64, LoadError),
}

impl From<StoreError> for Behind {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Editions {
    /// Makes heard what is due, and answers with what is active.
    async fn catch_up(self: &Arc<Self>, clock: &Clock) -> Result<Database, Behind> {
        let database = self.sources.database.get().await?;
        if !database.schedule().await?.is_empty() {
            for number in database.promote(clock()).await? {
                tracing::info!(edition = %number, "the time of a scheduled edition has come");
            }
        }
        let Some(active) = database.active().await? else {
            self.publish_first(&database, clock()).await;
            return Ok(database);
        };
        if active.revision > self.loaded.load().revision {
            let (number, revision) = (active.edition, active.revision);
            match self.activate(number, revision).await {
                Ok(()) => {}
                Err(LoadError::Store(error)) => return Err(Behind::Store(error)),
                Err(error) => {
                    self.set_trouble(Some(format!(
                        "this server can't load edition {number}, which is active: {error}"
                    )));
                    return Err(Behind::Unloadable(number, revision, error));
                }
            }
            tracing::info!(edition = %number, reason = %active.reason, "another edition is heard");
            let (editions, database) = (Arc::clone(self), database.clone());
            tokio::spawn(async move { editions.fetch_recordings(&database).await });
        }
        self.set_trouble(None);
        Ok(database)
    }
}
