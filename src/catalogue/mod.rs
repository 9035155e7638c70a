//! The hotline's files, checked and turned into an edition.
//!
//! The files are read ([`source`]), every mistake in them is collected with its position
//! ([`Diagnostic`]), and what holds becomes a [`Hotline`]: sectors, groups and services, and one
//! book of all [`Prompt`]s that they are spoken with. An [`Edition`] is a hotline frozen under the
//! hash of all that can be heard in it.

mod body;
mod code;
mod diagnostic;
mod edition;
pub mod holidays;
mod hotline;
pub mod hours;
mod listening;
mod notice;
mod phrase;
mod position;
pub mod problem;
mod prompt;
mod read;
mod referral;
pub mod report;
pub mod search;
mod section;
mod segments;
pub mod source;
mod speech;
pub mod spoken;
mod text_message;
mod whereabouts;

pub use body::Body;
pub use code::{Code, MenuKey};
pub use diagnostic::Diagnostic;
pub use edition::{Edition, EditionId, EditionNumber};
pub use hotline::{Group, Hotline, Language, LanguageIndex, Limits, Moved, Sector, Service};
pub use hours::{Hours, Occasion, Opening};
pub use listening::{AnswerPhrase, AnswerWord, Listening, WordList};
pub use notice::{NewNotice, Notice, NoticeId, NoticeMistake};
pub use phrase::{Pattern, Phrase, Placeholder};
pub use position::Excerpt;
pub(crate) use position::{is_invisible, visible, without_invisible};
pub use problem::{Problem, Rule, Severity};
pub use prompt::{Prompt, PromptBook, PromptId, Recording, RecordingHash, TextKey};
pub use read::{TomlError, check_speech, load, parse_toml};
pub use referral::{Referral, ReferralId};
pub use search::{Match, SearchIndex, SpokenReply};
pub use section::{Evidence, Fact, Section, SectionKind};
pub use segments::{Encoding, Segments};
pub use source::SourceFile;
pub use speech::{Languages, Speaker, Speakers};
pub use text_message::{LONGEST_TELEPHONE, TextMessage, TextPart};
pub use whereabouts::PromptPlace;
