//! Editions as they are kept: what each is made of, and which of them is heard.

use std::fmt;

use jiff::Timestamp;

use super::database::{Database, change, in_batches, read};
use super::{Authorship, StoreError, Via};
use crate::catalogue::{EditionId, EditionNumber, Recording, SourceFile};

/// An edition without what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRecord {
    /// Its number.
    pub number: EditionNumber,
    /// What all that can be heard in it hashes to.
    pub content: EditionId,
    /// Who published it.
    pub author: String,
    /// What its author said about it.
    pub note: String,
    /// When it was published or scheduled.
    pub published_at: Timestamp,
    /// The edition that was heard when this one was made; none for the first.
    pub parent: Option<EditionNumber>,
    /// When what it is made of was let go, if so. It can't be heard any more.
    pub retired_at: Option<Timestamp>,
}

/// What an edition is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct EditionContents {
    /// Its files, sorted by path.
    pub files: Vec<SourceFile>,
    /// Its recordings, as they were when it was published.
    pub recordings: Vec<FixedRecording>,
}

/// Which recording a prompt has.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedRecording {
    /// The prompt's id.
    pub prompt: String,
    /// The code of the language.
    pub language: String,
    /// The recording.
    pub recording: Recording,
}

/// Which edition is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    /// Goes up by one with every change, and never down, whatever clocks do.
    pub revision: u64,
    /// The edition.
    pub edition: EditionNumber,
    /// Since when.
    pub at: Timestamp,
    /// Who brought it about.
    pub author: String,
    /// How.
    pub reason: Reason,
}

named_enum! {
    /// How an edition came to be heard.
    pub enum Reason {
        /// It was published.
        Published = "published",
        /// Its time had come.
        Scheduled = "scheduled",
        /// Somebody went back to it.
        RolledBack = "rolled-back",
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An edition that is to be heard from a later time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// The edition.
    pub edition: EditionNumber,
    /// From when.
    pub at: Timestamp,
    /// Who wants it.
    pub author: String,
}

/// An edition to be published. Its bytes are in the store already.
#[derive(Debug, Clone)]
pub struct NewEdition {
    /// What all that can be heard in it hashes to.
    pub content: EditionId,
    /// Who publishes it.
    pub author: String,
    pub via: Via,
    /// What its author says about it.
    pub note: String,
    /// The time.
    pub now: Timestamp,
    /// Its files: path, and the hash of the bytes.
    pub files: Vec<(String, String)>,
    /// Its recordings.
    pub recordings: Vec<FixedRecording>,
    /// When it is to be heard; at once if none.
    pub from: Option<Timestamp>,
}

/// Why what is heard was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ActivationError {
    /// Somebody else changed it first.
    #[error("Somebody else has changed what is heard in the meantime.")]
    Raced,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Database {
    /// Which edition is heard; none before the first.
    pub async fn active(&self) -> Result<Option<Active>, StoreError> {
        read!(self, editions::active())
    }

    /// Every change of what is heard at or after `since`, latest first; always with the one in force.
    pub async fn activations(&self, since: Timestamp) -> Result<Vec<Active>, StoreError> {
        read!(self, editions::activations(since))
    }

    /// Every edition, newest first.
    pub async fn editions(&self) -> Result<Vec<EditionRecord>, StoreError> {
        read!(self, editions::editions())
    }

    /// The edition with this number.
    pub async fn edition(
        &self,
        number: EditionNumber,
    ) -> Result<Option<EditionRecord>, StoreError> {
        read!(self, editions::edition(number))
    }

    /// What an edition is made of; nothing if there is no such edition, or it is retired.
    pub async fn contents(
        &self,
        number: EditionNumber,
    ) -> Result<Option<EditionContents>, StoreError> {
        read!(self, editions::contents(number))
    }

    /// The bytes with this hash.
    pub async fn bytes(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        read!(self, editions::bytes(hash))
    }

    /// Those of the hashes whose bytes are not in the store. What is there is kept a while longer, so that
    /// an edition that names it can be published now.
    pub async fn missing(
        &self,
        hashes: &[String],
        now: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        change!(self, publishing::missing(hashes, now))
    }

    /// Keeps bytes and says under which hash.
    pub async fn keep(&self, bytes: &[u8], now: Timestamp) -> Result<String, StoreError> {
        change!(self, publishing::keep(bytes, now))
    }

    /// Keeps several bytes in one commit. Their total decides how long others wait for their turn to write:
    /// a few megabytes at most.
    pub async fn keep_all(&self, contents: &[&[u8]], now: Timestamp) -> Result<(), StoreError> {
        change!(self, publishing::keep_all(contents, now))
    }

    /// Publishes or schedules an edition and gives it its number, if what is heard is still what it was at
    /// this revision; none stands for nothing heard yet.
    pub async fn publish(
        &self,
        edition: &NewEdition,
        expected: Option<u64>,
    ) -> Result<EditionNumber, ActivationError> {
        let number = change!(self, publishing::publish(edition, expected))?;
        self.announce().await;
        number.ok_or(ActivationError::Raced)
    }

    /// Makes an earlier edition heard, if what is heard is still what it was at this revision.
    pub async fn roll_back(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
        expected: u64,
    ) -> Result<(), ActivationError> {
        if !change!(self, publishing::roll_back(number, by, expected))? {
            return Err(ActivationError::Raced);
        }
        self.announce().await;
        Ok(())
    }

    /// The editions that are to be heard later, the next first.
    pub async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError> {
        read!(self, editions::schedule())
    }

    /// Takes an edition off the schedule; says whether it was on it.
    pub async fn unschedule(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        change!(self, publishing::unschedule(number, by))
    }

    /// Makes those editions heard whose time has come, in the order of their times, and says which. Several
    /// servers may try at once: each edition's time comes once.
    pub async fn promote(&self, now: Timestamp) -> Result<Vec<EditionNumber>, StoreError> {
        let promoted = change!(self, publishing::promote(now))?;
        if !promoted.is_empty() {
            self.announce().await;
        }
        Ok(promoted)
    }

    /// Lets go what editions are made of that have not been heard since `before`, are not scheduled, and that
    /// no draft builds upon, and says which. The latest activation is never touched.
    pub async fn retire(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<EditionNumber>, StoreError> {
        change!(self, publishing::retire(before, now))
    }

    /// Removes bytes that nothing names and that were last brought before `before`; says how many.
    pub async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, publishing::sweep(before))
    }
}
