//! Hearing of changes that other servers made.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::Executor as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::open::CONNECTING;

/// The name under which servers tell each other that another edition is heard, or other notices.
pub(super) const CHANNEL: &str = "sila_edition";

/// Between attempts to listen; each pause is twice as long as the one before, up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// After so long a silence we ask whether the database is still there: a connection that was cut off without
/// a word stays silent for ever.
const SILENCE: Duration = Duration::from_mins(1);

/// Listens once somebody asks, until it is dropped.
pub(super) struct Changes {
    options: PgConnectOptions,
    heard: Arc<Notify>,
    listening: OnceLock<JoinHandle<()>>,
}

impl Changes {
    pub(super) fn of(options: PgConnectOptions) -> Self {
        Self {
            options: options.application_name("sila (listening)"),
            heard: Arc::new(Notify::new()),
            listening: OnceLock::new(),
        }
    }

    pub(super) async fn next(&self) {
        self.listening
            .get_or_init(|| tokio::spawn(listen(self.options.clone(), self.heard.clone())));
        self.heard.notified().await;
    }

    pub(super) fn stop(&self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
    }
}

impl fmt::Debug for Changes {
    /// Without what it connects with, for the password is in that.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").finish_non_exhaustive()
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn listen(options: PgConnectOptions, heard: Arc<Notify>) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let result = listen_once(&options, &heard, &mut pause).await;
        let why = result.err().map(|error| error.to_string());
        tracing::debug!(
            "changes by other servers are not heard of at once for the moment: {}",
            why.as_deref().unwrap_or("the connection was closed")
        );
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Listens until the connection is lost.
async fn listen_once(
    options: &PgConnectOptions,
    heard: &Notify,
    pause: &mut Duration,
) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(CONNECTING)
        .connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    within(listener.listen(CHANNEL)).await?;
    *pause = SHORTEST_PAUSE;
    // Something may have changed while nobody listened.
    tell(heard);
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(_))) => tell(heard),
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(_) => {
                within(listener.execute("SELECT 1")).await?;
            }
        }
    }
}

/// Wakes everybody who waits, and whoever comes next.
fn tell(heard: &Notify) {
    heard.notify_waiters();
    heard.notify_one();
}

async fn within<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    timeout(CONNECTING, work).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}
