//! The notices that callers hear: in memory, and on this machine's disk for a start without the store.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::calls::disk::{read_json, write_json};
use crate::catalogue::Notice;
use crate::store::{LazyDatabase, Location, NoticesVersion, Opened, StoreError};

/// The file in the server's folder.
const FILE: &str = "notices.json";

/// The time that a start waits for a store whose notices were never seen on this machine.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The notices, as the store had them when it was last reached.
pub struct LiveNotices {
    standing: ArcSwap<Standing>,
    file: Utf8PathBuf,
}

/// The file's content.
#[derive(Serialize, Deserialize)]
struct NoticesFile {
    version: NoticesVersion,
    notices: Vec<Notice>,
}

/// Notices that nobody has ended; which of them are in force, the clock says.
struct Standing {
    /// None before the store was reached.
    version: Option<NoticesVersion>,
    notices: Vec<Notice>,
    span: ArcSwap<NoticeSpan>,
}

/// A time in which nothing begins or expires, and what is in force in it.
#[derive(Clone)]
struct NoticeSpan {
    from: Timestamp,
    until: Timestamp,
    in_force: Arc<[Notice]>,
}

impl LiveNotices {
    /// The notices that this machine has seen, from the file in `data_dir`.
    pub fn kept_in(data_dir: &camino::Utf8Path) -> Self {
        let file = data_dir.join(FILE);
        let standing = match read_json(&file) {
            Some(NoticesFile { version, notices }) => Standing::new(Some(version), notices),
            None => Standing::new(None, Vec::new()),
        };
        Self { standing: ArcSwap::from_pointee(standing), file }
    }

    /// The notices in force at this moment, the one that began first first. Nothing is allocated until one
    /// begins, expires, is added or ended.
    pub fn in_force(&self, now: Timestamp) -> Arc<[Notice]> {
        self.standing.load().in_force(now)
    }

    /// Asks the store once before the first call: always where it is a file on this machine, otherwise only
    /// where nothing was ever seen. What fails is left to following.
    pub async fn begin(&self, database: &LazyDatabase) {
        let is_here = matches!(database.location(), Location::File(_));
        if !is_here && self.standing.load().version.is_some() {
            return;
        }
        let asking = async {
            let opened = database.get().await?;
            self.catch_up(&opened).await
        };
        match timeout(TIMEOUT, Box::pin(asking)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the store's notices are not known yet"),
            Err(_) => tracing::debug!("the store's notices are not known in time"),
        }
    }

    /// Brings this server up to the notices that the store has.
    pub async fn catch_up(&self, database: &Opened) -> Result<(), StoreError> {
        let version = database.notices_version().await?;
        let before = self.standing.load_full();
        if before.version == Some(version) {
            return Ok(());
        }
        let (version, notices) = database.standing_notices().await?;
        if notices != before.notices {
            let number = notices.len();
            tracing::info!(
                notices = number,
                revision = version.revision,
                "other notices are heard"
            );
        }
        let file = NoticesFile { version, notices: notices.clone() };
        self.standing.store(Arc::new(Standing::new(Some(version), notices)));
        write_json(self.file.clone(), &file).await;
        Ok(())
    }
}

impl Standing {
    fn new(version: Option<NoticesVersion>, notices: Vec<Notice>) -> Self {
        let span = NoticeSpan::of(&notices, Timestamp::MIN);
        Self { version, notices, span: ArcSwap::from_pointee(span) }
    }

    fn in_force(&self, now: Timestamp) -> Arc<[Notice]> {
        let span = self.span.load();
        if span.from <= now && now < span.until {
            return Arc::clone(&span.in_force);
        }
        let span = NoticeSpan::of(&self.notices, now);
        let in_force = Arc::clone(&span.in_force);
        self.span.store(Arc::new(span));
        in_force
    }
}

impl NoticeSpan {
    /// The span that this moment is in.
    fn of(notices: &[Notice], now: Timestamp) -> Self {
        let bounds = || {
            let bounds = notices.iter().flat_map(|notice| [notice.from, notice.until]);
            bounds.map(|bound| (bound, bound <= now))
        };
        let past = bounds().filter(|(_, past)| *past).map(|(bound, _)| bound);
        let coming = bounds().filter(|(_, past)| !past).map(|(bound, _)| bound);
        let mut in_force: Vec<&Notice> =
            notices.iter().filter(|notice| notice.in_force(now)).collect();
        in_force.sort_by_key(|notice| (notice.from, notice.id));
        Self {
            from: past.max().unwrap_or(Timestamp::MIN),
            until: coming.min().unwrap_or(Timestamp::MAX),
            in_force: in_force.into_iter().cloned().collect(),
        }
    }
}
