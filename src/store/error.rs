//! What can go wrong with the store, said so that whoever runs the hotline can mend it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::Location;

/// The store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store's file or its folder cannot be made or opened.
    #[error(
        "The store {path} cannot be opened. Check that the folder exists and that this user may write to it."
    )]
    Open {
        /// The store's file.
        path: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no store to read.
    #[error(
        "There is no store at {place} yet. The server makes it when it starts: start it once, or name its \
         configuration with --config."
    )]
    Missing {
        /// Where it was looked for.
        place: Location,
    },
    /// What is there is something else.
    #[error(
        "{place} is not a store of this program. {}",
        match place {
            Location::File(_) => "Name another file, or move this one away.",
            Location::Postgres(_) => "Name another database, with nothing in it.",
        }
    )]
    Foreign {
        /// The file or database.
        place: Location,
    },
    /// A later version of this program has changed the store.
    #[error(
        "The store {place} was written by a newer version of this program (its layout is number {found}; \
         this version knows number {known}). Run that newer version."
    )]
    Newer {
        /// The store.
        place: Location,
        /// The newest migration applied to it.
        found: i64,
        /// The newest migration that this version knows.
        known: i64,
    },
    /// An earlier version of this program wrote the store and it has not been brought up to date.
    #[error(
        "The store {place} was written by an older version of this program. Start the server of this \
         version once: it brings the store up to date."
    )]
    Older {
        /// The store.
        place: Location,
    },
    /// What is in the file does not hold together.
    #[error("The store {path} is damaged. Restore it from a backup: `sila restore`.")]
    Damaged {
        /// The store's file.
        path: Utf8PathBuf,
    },
    /// The store's layout could not be brought up to date.
    #[error(
        "The store {place} could not be brought up to date. Restore it from a backup, or report this."
    )]
    Migration {
        /// The store.
        place: Location,
        /// What failed.
        source: Box<sqlx::migrate::MigrateError>,
    },
    /// The database can't be reached, is not up, or is silent.
    #[error(
        "The database does not answer. Check that it runs, that this machine reaches it, and how busy it is."
    )]
    Unreachable(#[source] sqlx::Error),
    /// The database gave a statement up for its time limit.
    #[error("The database took too long and gave up. Check how busy it is, and what holds it up.")]
    TooLong(#[source] sqlx::Error),
    /// The database's certificate is from an authority that we don't know, or for another name.
    #[error(
        "The database's certificate is not believed. Name its authority's certificate in sslrootcert of \
         database_url, and see that the name in database_url is the one in the certificate."
    )]
    Untrusted(#[source] sqlx::Error),
    /// The database speaks no TLS, and it is asked for.
    #[error(
        "The database does not offer TLS, which sslmode in database_url asks for. Switch it on in the \
         database, or take sslmode out of database_url."
    )]
    NoTls(#[source] sqlx::Error),
    /// The database turns us away.
    #[error(
        "The database does not let us in. Check the name of the database, the user, the password and the \
         user's rights."
    )]
    Denied(#[source] sqlx::Error),
    /// Something in the data does not fit the store; the same data will never be taken.
    #[error("The store refused something that does not have the right form. Please report this.")]
    Refused(#[source] sqlx::Error),
    /// No room is left.
    #[error("The disk is full, or the store has reached its size limit. Make room.")]
    DiskFull(#[source] sqlx::Error),
    /// Another program holds the store.
    #[error("Another program is holding the store. End it, or wait until it is done.")]
    Busy(#[source] sqlx::Error),
    /// Anything else.
    #[error("The store failed. Check the disk it is on and the messages before this one.")]
    Backend(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the data is at fault, so that other data may well be taken.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// Whether the store as it is open works, and only somebody else holds it.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

/// No one call was meant.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// No call's id starts so.
    #[error("No call has an id that starts with “{prefix}”. `sila calls` lists the recent ones.")]
    Unknown {
        /// What was asked for.
        prefix: String,
    },
    /// Several calls' ids start so.
    #[error(
        "Several calls have an id that starts with “{prefix}”: {}{}. Give more of the id.",
        candidates.join(", "),
        if *more { " and more" } else { "" }
    )]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// The first few that fit, in order.
        candidates: Vec<String>,
        /// Whether there are others.
        more: bool,
    },
    /// The store failed.
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
    Slow {
        /// How long the turn waited.
        patience: Duration,
    },
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
    /// Whether the events will never be written.
    pub fn is_loss(&self) -> bool {
        match self {
            Self::Failed(_) | Self::QueueFull | Self::Closed => true,
            Self::Outage(_) | Self::Slow { .. } => false,
        }
    }
}
