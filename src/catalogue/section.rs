//! Sections of a service's guidance, and the facts behind them.

use super::{MenuKey, PromptId};

named_enum! {
    /// The subject of a section of the guidance, in the order in which sections are offered.
    pub enum SectionKind {
        /// The people who may ask for the service.
        Who = "who",
        Documents = "documents",
        Fee = "fee",
        Duration = "duration",
        Steps = "steps",
        Channels = "channels",
    }
}

#[derive(Debug, Clone)]
pub struct Section {
    pub kind: SectionKind,
    /// Its key in the service's menu: sections count up from 1 without a gap.
    pub key: MenuKey,
    /// The text in pieces of some twenty seconds; at least one.
    pub pieces: Vec<PromptId>,
    /// The choice as it is offered: "For the fee, press three."
    pub option: PromptId,
    /// The choice as it is offered at the end of the section before: on [`Section::NEXT`].
    pub next_option: PromptId,
}

impl Section {
    /// The key that leads to the piece before, in the middle of guidance.
    pub const PREVIOUS: u8 = 1;
    pub const PAUSE: u8 = 2;
    /// The key that leads to the next piece or section.
    pub const NEXT: u8 = 3;
}

/// A sourced statement that the spoken text rests on; never spoken itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub text: String,
    /// The page or letter in which it was found.
    pub source: String,
}

named_enum! {
    /// The quality of the sources behind a service, the best first.
    pub enum Evidence {
        /// The official page of the service.
        Page = "page",
        /// The service is named on an official page.
        List = "list",
        /// News or a law.
        News = "news",
        /// A private website.
        Third = "third",
        /// A source on the subject, not on the service.
        Context = "context",
        None = "none",
    }
}
