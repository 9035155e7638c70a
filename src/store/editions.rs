//! Editions as they are kept: what each is made of, and which of them is heard.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::database::{Database, change, operations};
use super::{Authorship, StoreError};
use crate::catalogue::{EditionId, EditionNumber, Recording, SourceFile};

/// An edition without what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionRecord {
    pub number: EditionNumber,
    /// The hash of all that can be heard in it.
    pub content: EditionId,
    pub author: String,
    pub note: String,
    /// The time of publishing or scheduling.
    pub published_at: Timestamp,
    /// The edition that was heard when this one was made; none for the first.
    pub parent: Option<EditionNumber>,
    /// The time when its contents were let go, if so. It can't be heard any more.
    pub retired_at: Option<Timestamp>,
}

/// The contents of an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct EditionContents {
    /// Its files, sorted by path.
    pub files: Vec<SourceFile>,
    pub recordings: Vec<FixedRecording>,
}

/// The recording of a prompt in an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedRecording {
    pub prompt: String,
    pub language: String,
    pub recording: Recording,
}

/// The edition that is heard, with the change that made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    /// Goes up by one with every change, and never down, whatever clocks do.
    pub revision: u64,
    pub edition: EditionNumber,
    pub at: Timestamp,
    pub author: String,
    pub reason: Reason,
}

named_enum! {
    /// The way in which an edition came to be heard.
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
    pub edition: EditionNumber,
    pub at: Timestamp,
    pub author: String,
}

/// An edition to be published. Its bytes are in the store already.
#[derive(Debug, Clone)]
pub struct NewEdition<'a> {
    /// The hash of all that can be heard in it.
    pub content: EditionId,
    /// The reason is the edition's note.
    pub by: Authorship<'a>,
    /// Its files: path, and the hash of the bytes.
    pub files: Vec<(String, String)>,
    pub recordings: Vec<FixedRecording>,
    /// The time from which it is heard; at once if none.
    pub from: Option<Timestamp>,
}

/// A reason for which what is heard was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ActivationError {
    #[error("Somebody else has changed what is heard in the meantime.")]
    Raced,
    #[error(transparent)]
    Store(#[from] StoreError),
}

operations! {
    /// The edition that is heard; none before the first.
    read fn active() -> Option<Active> = editions::active;

    /// Every change of what is heard at or after `since`, latest first; always with the one in force.
    read fn activations(since: Timestamp) -> Vec<Active> = editions::activations;

    /// Every edition, newest first.
    read fn editions() -> Vec<EditionRecord> = editions::editions;

    read fn edition(number: EditionNumber) -> Option<EditionRecord> = editions::edition;

    /// The contents of an edition; none if there is no such edition, or it is retired.
    read fn contents(number: EditionNumber) -> Option<EditionContents> = editions::contents;

    /// The bytes with this hash.
    read fn bytes(hash: &str) -> Option<Vec<u8>> = editions::bytes;

    /// The hashes whose bytes are not in the store. The others' bytes are kept a while longer, so that an edition
    /// that names them can be published now.
    change fn missing(hashes: &[String], now: Timestamp) -> Vec<String> = publishing::missing;

    /// Keeps bytes and says under which hash.
    change fn keep(bytes: &[u8], now: Timestamp) -> String = publishing::keep;

    /// Keeps several bytes in one commit. Their total decides how long others wait for their turn to write:
    /// a few megabytes at most.
    change fn keep_all(contents: &[&[u8]], now: Timestamp) -> () = publishing::keep_all;

    /// The editions that are to be heard later, the next first.
    read fn schedule() -> Vec<Scheduled> = editions::schedule;

    /// Takes an edition off the schedule; says whether it was on it.
    change fn unschedule(number: EditionNumber, by: Authorship<'_>) -> bool
        = publishing::unschedule;

    /// Lets go what editions are made of that have not been heard since `before`, are not scheduled, and that
    /// no draft builds upon, and says which. The latest activation is never touched.
    change fn retire(before: Timestamp, now: Timestamp) -> Vec<EditionNumber> = publishing::retire;

    /// Removes bytes that nothing names and that were last brought before `before`; says how many.
    in_batches fn sweep(before: Timestamp) -> u64 = publishing::sweep;
}

impl Database {
    /// Publishes or schedules an edition and gives it its number, if what is heard is still what it was at
    /// this revision; none stands for nothing heard yet.
    pub async fn publish(
        &self,
        edition: &NewEdition<'_>,
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

    /// Makes those editions heard whose time has come, in the order of their times, and says which. Several
    /// servers may try at once: each edition's time comes once.
    pub async fn promote(&self, now: Timestamp) -> Result<Vec<EditionNumber>, StoreError> {
        let promoted = change!(self, publishing::promote(now))?;
        if !promoted.is_empty() {
            self.announce().await;
        }
        Ok(promoted)
    }
}
