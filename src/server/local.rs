//! Calls in this process, which nobody reaches over the network.

use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::start::{Ambient, StartError, call_line, open_calls};
use crate::calls::{CallLine, Calls, editions};
use crate::config::Config;

/// The calls of a node without a listener and without jobs: a transport in the same process carries them.
pub struct LocalCalls {
    pub calls: Calls,
    /// The lines, in the order of the configuration.
    pub lines: Vec<CallLine>,
    stop: CancellationToken,
    following: JoinHandle<()>,
}

impl LocalCalls {
    /// Opens the store, or makes it, and follows what is published in it.
    pub async fn start(config: Config, ambient: Ambient) -> Result<Self, StartError> {
        let (calls, _) = open_calls(&config, &ambient).await?;
        let stop = CancellationToken::new();
        let (editions, notices) = (Arc::clone(&calls.editions), Arc::clone(&calls.notices));
        let following = editions::follow(editions, notices, ambient.clock, stop.clone());
        let lines = config.lines.into_iter();
        Ok(Self {
            calls,
            lines: lines.map(|line| call_line(line.name, line.abilities)).collect(),
            stop,
            following: tokio::spawn(following),
        })
    }

    /// Writes down what is queued, and ends.
    pub async fn stop(self) {
        self.stop.cancel();
        self.calls.journal.close().await;
        if let Err(error) = self.following.await {
            tracing::error!(%error, "following the store did not end as it should");
        }
        self.calls.database.close().await;
    }
}
