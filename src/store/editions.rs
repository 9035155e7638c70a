//! Editions as they are kept: what each is made of, and which of them is heard.

use std::fmt;
use std::future::Future;

use jiff::Timestamp;

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

/// A recording to choose from, whichever texts are heard at the time.
#[derive(Debug, Clone, PartialEq)]
pub struct ShelvedRecording {
    /// What it is a recording of.
    pub of: FixedRecording,
    /// SHA-256 of the text that is spoken in it, in hexadecimal digits.
    pub text: String,
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

/// How an edition came to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was published.
    Published,
    /// Its time had come.
    Scheduled,
    /// Somebody went back to it.
    RolledBack,
}

impl Reason {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Published, "published"),
        (Self::Scheduled, "scheduled"),
        (Self::RolledBack, "rolled-back"),
    ];

    /// Its name in the store.
    pub fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(reason, _)| *reason == self)
            .map_or("published", |(_, name)| name)
    }

    /// The reason with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(reason, _)| reason)
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

/// A place that keeps editions and knows which of them is heard.
pub trait Editions: Send + Sync + 'static {
    /// Which edition is heard; none before the first.
    fn active(&self) -> impl Future<Output = Result<Option<Active>, StoreError>> + Send;

    /// Every change of what is heard at or after `since`, latest first; always with the one in force.
    fn activations(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Active>, StoreError>> + Send;

    /// Every edition, newest first.
    fn editions(&self) -> impl Future<Output = Result<Vec<EditionRecord>, StoreError>> + Send;

    /// The edition with this number.
    fn edition(
        &self,
        number: EditionNumber,
    ) -> impl Future<Output = Result<Option<EditionRecord>, StoreError>> + Send;

    /// What an edition is made of; nothing if there is no such edition, or it is retired.
    fn contents(
        &self,
        number: EditionNumber,
    ) -> impl Future<Output = Result<Option<EditionContents>, StoreError>> + Send;

    /// The bytes with this hash.
    fn bytes(&self, hash: &str)
    -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// Those of the hashes whose bytes are not in the store. What is there is kept a while longer, so that
    /// an edition that names it can be published now.
    fn missing(
        &self,
        hashes: &[String],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// Keeps bytes and says under which hash.
    fn keep(
        &self,
        bytes: &[u8],
        now: Timestamp,
    ) -> impl Future<Output = Result<String, StoreError>> + Send;

    /// Keeps several bytes in one commit. Their total decides how long others wait for their turn to write:
    /// a few megabytes at most.
    fn keep_all(
        &self,
        contents: &[&[u8]],
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Puts recordings up for choice, in place of those of the same text. A machine's never takes the place
    /// of a person's.
    fn shelve(
        &self,
        recordings: &[ShelvedRecording],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The recordings that there are to choose from.
    fn shelved(&self) -> impl Future<Output = Result<Vec<ShelvedRecording>, StoreError>> + Send;

    /// Publishes or schedules an edition and gives it its number, if what is heard is still what it was at
    /// this revision; none stands for nothing heard yet.
    fn publish(
        &self,
        edition: &NewEdition,
        expected: Option<u64>,
    ) -> impl Future<Output = Result<EditionNumber, ActivationError>> + Send;

    /// Makes an earlier edition heard, if what is heard is still what it was at this revision.
    fn roll_back(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
        expected: u64,
    ) -> impl Future<Output = Result<(), ActivationError>> + Send;

    /// The editions that are to be heard later, the next first.
    fn schedule(&self) -> impl Future<Output = Result<Vec<Scheduled>, StoreError>> + Send;

    /// Takes an edition off the schedule; says whether it was on it.
    fn unschedule(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Makes those editions heard whose time has come, in the order of their times, and says which. Several
    /// servers may try at once: each edition's time comes once.
    fn promote(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<EditionNumber>, StoreError>> + Send;

    /// Lets go what editions are made of that have not been heard since `before`, are not scheduled, and that
    /// no draft builds upon, and says which. The latest activation is never touched.
    fn retire(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<EditionNumber>, StoreError>> + Send;

    /// Removes bytes that nothing names and that were last brought before `before`; says how many.
    fn sweep(&self, before: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
