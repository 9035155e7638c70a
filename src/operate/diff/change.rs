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
    Keys {
        /// The keys before.
        before: String,
        /// The keys after.
        after: String,
    },
    /// Its written name is another one.
    Name {
        /// The language's code.
        language: String,
        /// The name before.
        before: String,
        /// The name after.
        after: String,
    },
    /// Callers find the service by other words than its name.
    Also {
        /// The language's code.
        language: String,
        /// The words that do not lead here any more.
        gone: Vec<String>,
        /// The words that lead here now.
        new: Vec<String>,
    },
    /// The service has moved to another code, or is back.
    Moved {
        /// Where it was said to be before; none: here.
        before: Option<String>,
        /// Where it is said to be after; none: here.
        after: Option<String>,
    },
    /// The ministry has confirmed what is said, or has not any more.
    Confirmed {
        /// Whether it has.
        after: bool,
    },
    /// The page that its text message leads to is another one.
    Link {
        /// The language's code.
        language: String,
        /// The address before; none if there was none.
        before: Option<String>,
        /// The address after; none if there is none.
        after: Option<String>,
    },
    /// A section of a service's guidance is offered that was not, or on another key, or not any more.
    Section {
        /// The section's name: `fee`.
        section: String,
        /// Its key before; none if it was not there.
        before: Option<String>,
        /// Its key after; none if it is not there.
        after: Option<String>,
    },
    /// Something is said that was not, or in other words, or not any more.
    Text {
        /// What it is at this place: `title`, `option`, `summary`, `fee`; the phrase's name.
        part: String,
        /// The language's code.
        language: String,
        /// The words before; none if nothing was said.
        before: Option<String>,
        /// The words after; none if nothing is said.
        after: Option<String>,
    },
    /// Something has another voice.
    Recording {
        /// What it is at this place, as in [`Change::Text`].
        part: String,
        /// The language's code.
        language: String,
        /// What is different.
        after: Recorded,
    },
    /// A setting of the hotline is another one.
    Setting {
        /// What it is, in words.
        setting: String,
        /// The value before; none if there was none.
        before: Option<String>,
        /// The value after; none if there is none.
        after: Option<String>,
    },
}

/// What is different about a recording.
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
