//! Questions that readers write on the website: inquiries without a call, whose answers a secret opens.

use std::fmt;

use jiff::Timestamp;

use super::InquiryState;
use super::database::operations;
use crate::catalogue::{Code, EditionNumber};

/// A question as a reader wrote it.
#[derive(Clone)]
pub struct NewQuestion {
    /// The identity of a question: the same when it is sent again.
    pub key: String,
    /// References to choose from: the first that no inquiry has; the first of all where each is taken.
    pub drawn: Vec<String>,
    /// The keyed hash of the secret that opens the answer.
    pub secret: String,
    pub text: String,
    pub language: String,
    pub service: Code,
    /// The edition that the reader read.
    pub edition: EditionNumber,
    pub at: Timestamp,
}

/// A written question with what became of it, as its reader may see it.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenQuestion {
    /// The keyed hash of the secret that opens the answer.
    pub secret: String,
    pub state: InquiryState,
    pub language: Option<String>,
    /// The code of the service that it is about.
    pub service: Option<String>,
    pub asked_at: Timestamp,
    /// The reader's words, while they are kept.
    pub said: Option<WrittenWords>,
    pub answer: Option<String>,
}

/// The words of a reader. Not shown by `{:?}`, so that they stay out of errors and logs.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenWords(String);

impl WrittenWords {
    pub fn new(words: String) -> Self {
        Self(words)
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WrittenWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenWords(not shown)")
    }
}

operations! {
    /// Takes a written question, once however often it comes, and gives its reference; none where `most` others have
    /// come since `since`.
    change fn take_question(question: &NewQuestion, since: Timestamp, most: u64) -> Option<String>
        = written::take;

    /// The written questions with this reference, the oldest first; usually one.
    read fn written_questions(reference: &str) -> Vec<WrittenQuestion> = written::list;
}
