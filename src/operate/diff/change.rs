//! One thing that callers would hear differently.

use serde::Serialize;

/// One thing that callers would hear differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// The place is new.
    Added,
    /// The place is gone.
    Removed,
    /// It is reached by other keys, or has another code.
    Keys { before: String, after: String },
    /// Its written name is another one.
    Name { language: String, before: String, after: String },
    /// Callers find the service by other words than its name.
    Also { language: String, gone: Vec<String>, new: Vec<String> },
    /// The service has moved to another code, or is back.
    Moved {
        /// Where it was said to be before; none: here.
        before: Option<String>,
        /// Where it is said to be after; none: here.
        after: Option<String>,
    },
    /// The ministry has confirmed what is said, or has not any more.
    Confirmed { after: bool },
    /// The page that its text message leads to is another one.
    Link {
        language: String,
        /// None if there was none.
        before: Option<String>,
        /// None if there is none.
        after: Option<String>,
    },
    /// A section of a service's guidance is offered that was not, or on another key, or not any more.
    Section {
        section: String,
        /// None if it was not there.
        before: Option<String>,
        /// None if it is not there.
        after: Option<String>,
    },
    /// Something is said that was not, or in other words, or not any more.
    Text {
        /// Its name at this place: `title`, `option`, `summary`, `fee 2`; the phrase's name.
        part: String,
        language: String,
        /// None if nothing was said.
        before: Option<String>,
        /// None if nothing is said.
        after: Option<String>,
    },
    /// Something has another voice.
    Recording { part: String, language: String, after: Recorded },
    /// A setting of the hotline is another one.
    Setting {
        /// Its name.
        setting: String,
        /// None if there was none.
        before: Option<String>,
        /// None if there is none.
        after: Option<String>,
    },
}

/// A difference in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recorded {
    /// It is recorded now.
    New,
    /// It is recorded anew.
    Changed,
    /// It is not recorded any more, and the provider's voice speaks.
    Gone,
}
