//! Sections of a service's guidance, and the facts behind them.

use super::{MenuKey, PromptId};

/// What a section of the guidance is about, in the order in which sections are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionKind {
    /// Who may ask for the service.
    Who,
    /// What to bring.
    Documents,
    /// What it costs.
    Fee,
    /// How long it takes.
    Duration,
    /// What to do, in order.
    Steps,
    /// Where it is given.
    Channels,
}

impl SectionKind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Who,
        Self::Documents,
        Self::Fee,
        Self::Duration,
        Self::Steps,
        Self::Channels,
    ];

    /// The name in the files, in states and in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Documents => "documents",
            Self::Fee => "fee",
            Self::Duration => "duration",
            Self::Steps => "steps",
            Self::Channels => "channels",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One section of a service's guidance.
#[derive(Debug, Clone)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// Its key in the service's menu: sections count up from 1 without a gap.
    pub key: MenuKey,
    /// What is spoken, in pieces of some twenty seconds; at least one.
    pub pieces: Vec<PromptId>,
    /// The choice as it is offered: "For the fee, press three."
    pub option: PromptId,
    /// The choice as it is offered at the end of the section before: on [`Section::NEXT`].
    pub next_option: PromptId,
}

impl Section {
    /// The key that leads to the piece before, in the middle of guidance.
    pub const PREVIOUS: u8 = 1;
    /// The key that pauses.
    pub const PAUSE: u8 = 2;
    /// The key that leads to the next piece or section.
    pub const NEXT: u8 = 3;
}

/// A sourced statement that the spoken text rests on; never spoken itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The statement.
    pub text: String,
    /// Where it was found.
    pub source: String,
}

/// How well the sources behind a service hold, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The official page of the service.
    Page,
    /// The service is named on an official page.
    List,
    /// News or a law.
    News,
    /// A private website.
    Third,
    /// A source on the subject, not on the service.
    Context,
    /// No source.
    None,
}

impl Evidence {
    /// Every kind of evidence, the best first.
    pub const ALL: [Self; 6] = [
        Self::Page,
        Self::List,
        Self::News,
        Self::Third,
        Self::Context,
        Self::None,
    ];

    /// The word in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::List => "list",
            Self::News => "news",
            Self::Third => "third",
            Self::Context => "context",
            Self::None => "none",
        }
    }

    /// The evidence with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|evidence| evidence.name() == word)
    }
}
