//! Errors of the store, in words by which whoever runs the hotline can mend them.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::Location;

/// The store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "The store {path} cannot be opened. Check that the folder exists and that this user may write to it."
    )]
    Open { path: Utf8PathBuf, source: io::Error },
    #[error(
        "There is no store at {place} yet. The server makes it when it starts: start it once, or name its \
         configuration with --config."
    )]
    Missing { place: Location },
    /// What is in the log can be read with the file alone.
    #[error(
        "The store {path} is gone or empty, and its log {log} is still there, with what happened last. Put the file \
         back where it was. If it is lost, restore a backup with `sila restore`, which puts the log aside; to begin \
         with an empty file, move {log} away."
    )]
    Gone { path: Utf8PathBuf, log: Utf8PathBuf },
    #[error(
        "{place} is not a store of this program. {}",
        match place {
            Location::File(_) => "Name another file, or move this one away.",
            Location::Postgres(_) => "Name another database, with nothing in it.",
        }
    )]
    Foreign { place: Location },
    #[error(
        "The store {place} was written by a newer version of this program (its layout is number {found}; \
         this version knows number {known}). Run that newer version."
    )]
    Newer { place: Location, found: i64, known: i64 },
    #[error(
        "The store {place} was written by an older version of this program. Start the server of this \
         version once: it brings the store up to date."
    )]
    Older { place: Location },
    #[error("The store {path} is damaged. Restore it from a backup: `sila restore`.")]
    Damaged { path: Utf8PathBuf },
    #[error(
        "The store {place} could not be brought up to date. Restore it from a backup, or report this."
    )]
    Migration { place: Location, source: Box<sqlx::migrate::MigrateError> },
    /// The database can't be reached, is not up, or is silent.
    #[error(
        "The database does not answer. Check that it runs, that this machine reaches it, and how busy it is."
    )]
    Unreachable(#[source] sqlx::Error),
    #[error("The database took too long and gave up. Check how busy it is, and what holds it up.")]
    TooLong(#[source] sqlx::Error),
    #[error(
        "The database's certificate is not believed. Name its authority's certificate in sslrootcert of \
         database_url, and see that the name in database_url is the one in the certificate."
    )]
    Untrusted(#[source] sqlx::Error),
    #[error(
        "The database does not offer TLS, which sslmode in database_url asks for. Switch it on in the \
         database, or take sslmode out of database_url."
    )]
    NoTls(#[source] sqlx::Error),
    #[error(
        "The database does not let us in. Check the name of the database, the user, the password and the \
         user's rights."
    )]
    Denied(#[source] sqlx::Error),
    /// Something in the data does not fit the store; the same data will never be taken.
    #[error("The store refused something that does not have the right form. Please report this.")]
    Refused(#[source] sqlx::Error),
    /// The program failed at it; it would fail at the same data again.
    #[error("The program failed inside the store. Please report this.")]
    Panicked,
    #[error("The disk is full, or the store has reached its size limit. Make room.")]
    DiskFull(#[source] sqlx::Error),
    #[error("Another program is holding the store. End it, or wait until it is done.")]
    Busy(#[source] sqlx::Error),
    #[error("The store failed. Check the disk it is on and the messages before this one.")]
    Backend(#[source] sqlx::Error),
}

impl StoreError {
    /// True if the data is at fault, so that other data may well be taken.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Panicked)
    }
}

/// A look-up that means no one call.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("No call has an id that starts with “{prefix}”. `sila calls` lists the recent ones.")]
    Unknown { prefix: String },
    #[error(
        "Several calls have an id that starts with “{prefix}”: {}{}. Give more of the id.",
        candidates.join(", "),
        if *more { " and more" } else { "" }
    )]
    Ambiguous {
        prefix: String,
        /// The first few that fit, in order.
        candidates: Vec<String>,
        more: bool,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A turn's events are not known to be on disk.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// The store refused the events, or did not work when the journal was closed; the events are lost.
    #[error("The events of this turn could not be written and are lost.")]
    Failed(#[source] Arc<StoreError>),
    /// The store does not work at the moment; the events are queued and will be written once it does.
    #[error(
        "The store does not work at the moment. The events of this turn are queued and will be written \
         once it does."
    )]
    Outage(#[source] Arc<StoreError>),
    /// The store is taking its time; the events are queued and will be written.
    #[error(
        "The store has not confirmed the events of this turn within {} ms. They are queued and will be \
         written; check how busy the disk is.",
        patience.as_millis()
    )]
    Slow { patience: Duration },
    /// The store has not worked, or been slow, for so long that the queue is full; the events are lost.
    #[error(
        "The queue of events is full because the store is too slow or does not work; the events of this \
         turn are lost."
    )]
    QueueFull,
    /// The journal takes nothing more; the events are lost.
    #[error("The journal is closed, so the events of this turn are lost.")]
    Closed,
}

impl JournalError {
    /// True if the events will never be written.
    pub fn is_loss(&self) -> bool {
        match self {
            Self::Failed(_) | Self::QueueFull | Self::Closed => true,
            Self::Outage(_) | Self::Slow { .. } => false,
        }
    }
}
