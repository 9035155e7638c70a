//! Following the store: which edition is active, and which notices there are, on every server within a second or
//! two.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{Activation, FetchError, LiveEditions};
use crate::calls::LiveNotices;
use crate::clock::Clock;
use crate::store::{Opened, StoreError};
use crate::text::with_causes;

/// The interval at which idle editions are dropped from memory.
const TIDY: Duration = Duration::from_mins(10);

/// Follows the store until it is time to stop.
pub async fn follow(
    editions: Arc<LiveEditions>,
    notices: Arc<LiveNotices>,
    clock: Clock,
    stop: CancellationToken,
) {
    let mut follower =
        Follower { editions, notices, clock, said: None, bringing: None, brought: None };
    let mut tidy = Instant::now() + TIDY;
    loop {
        // A store that is away is given up at once when it is time to stop.
        let database = tokio::select! {
            () = stop.cancelled() => break,
            database = follower.catch_up() => database,
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = sleep(follower.editions.sources.poll) => {}
            () = announced(database.as_ref()) => {}
            () = sleep_until(tidy) => {
                follower.editions.tidy();
                tidy = Instant::now() + TIDY;
            }
        }
    }
    if let Some((_, bringing)) = follower.bringing {
        bringing.abort();
    }
}

/// Completes when the store says that something changed.
async fn announced(database: Option<&Opened>) {
    match database {
        Some(database) => database.changed().await,
        None => std::future::pending().await,
    }
}

struct Follower {
    editions: Arc<LiveEditions>,
    notices: Arc<LiveNotices>,
    clock: Clock,
    /// The trouble that was logged last; the same is logged once.
    said: Option<String>,
    /// Brings the recordings of an activation's edition, and says whether all are here.
    bringing: Option<(Activation, JoinHandle<bool>)>,
    /// The activation whose edition's recordings are all here.
    brought: Option<Activation>,
}

/// A reason for which this server is behind the store.
enum Behind {
    /// The store does not answer.
    Store(StoreError),
    /// The store's state can't be loaded here.
    Wrong(String),
}

impl From<StoreError> for Behind {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Follower {
    /// Brings this server up to what the store says; says in the log what keeps it from that, once.
    async fn catch_up(&mut self) -> Option<Opened> {
        let database = match self.editions.sources.database.get().await {
            Ok(database) => database,
            Err(error) => {
                self.say(&Behind::Store(error));
                return None;
            }
        };
        match self.catch_up_with(&database).await {
            Ok(()) => {
                if self.said.take().is_some() {
                    tracing::info!("the store answers, and its active edition is heard");
                }
                self.bring_recordings(&database).await;
                Some(database)
            }
            Err(behind) => {
                if let Behind::Store(error) = &behind {
                    self.editions.sources.database.failed(&database, error).await;
                }
                self.say(&behind);
                None
            }
        }
    }

    /// The notices also where the edition can't be loaded: a warning must not wait for that.
    async fn catch_up_with(&self, database: &Opened) -> Result<(), Behind> {
        let edition = self.editions.catch_up(database, &self.clock).await;
        if !matches!(edition, Err(Behind::Store(_))) {
            self.notices.catch_up(database).await?;
        }
        edition
    }

    fn say(&mut self, behind: &Behind) {
        let why = match behind {
            Behind::Store(error) => with_causes(error),
            Behind::Wrong(why) => why.clone(),
        };
        if self.said.as_ref() == Some(&why) {
            return;
        }
        match behind {
            Behind::Store(_) => {
                tracing::warn!("calls go on with the editions and notices at hand: {why}");
            }
            Behind::Wrong(_) => {
                tracing::error!("calls go on with the edition before: {why}");
            }
        }
        self.said = Some(why);
    }

    /// Brings the active edition's recordings here, and goes on where that broke off, until all are here.
    async fn bring_recordings(&mut self, database: &Opened) {
        let Some(activation) = self.editions.loaded.load().activation else {
            return;
        };
        if let Some((of, bringing)) = self.bringing.take_if(|(_, bringing)| bringing.is_finished())
            && bringing.await.is_ok_and(|all| all)
        {
            self.brought = Some(of);
        }
        if self.bringing.is_none() && self.brought != Some(activation) {
            let (editions, database) = (Arc::clone(&self.editions), database.clone());
            let bringing = async move { editions.bring_recordings(&database).await };
            self.bringing = Some((activation, tokio::spawn(bringing)));
        }
    }
}

impl LiveEditions {
    /// Makes heard what is due, and answers with what is active.
    async fn catch_up(&self, database: &Opened, clock: &Clock) -> Result<(), Behind> {
        if !database.schedule().await?.is_empty() {
            for number in database.promote(clock()).await? {
                tracing::info!(edition = %number, "the time of a scheduled edition has come");
            }
        }
        let Some(active) = database.active().await? else {
            let published = self.publish_first(database, clock()).await;
            return published.map_err(|error| {
                Behind::Wrong(format!("the files can't be the first edition: {error}"))
            });
        };
        let activation = Activation::of(&active);
        if self.loaded.load().activation == Some(activation) {
            self.set_trouble(None);
            return Ok(());
        }
        match self.activate(activation).await {
            Ok(()) => {
                tracing::info!(edition = %active.edition, reason = %active.reason, "another edition is heard");
                self.set_trouble(None);
                Ok(())
            }
            Err(FetchError::Store(error)) => Err(Behind::Store(error)),
            Err(error) => {
                let why = format!(
                    "this server can't load edition {}, which is active: {error}",
                    active.edition
                );
                self.set_trouble(Some(why.clone()));
                Err(Behind::Wrong(why))
            }
        }
    }
}
