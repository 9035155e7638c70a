//! Taking recordings in.
//!
//! [`script()`] writes the sheet for the studio; [`import()`] takes the studio's files, named as the
//! sheet says, through [`convert()`] onto the [`Shelf`]; [`draft()`] has an outside program speak what
//! nobody has recorded yet.

pub mod convert;
mod draft;
mod import;
mod names;
mod refusal;
mod script;
mod shelf;
mod source;
mod voice;

#[cfg(test)]
mod draft_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod import_tests;

pub use convert::{Concern, Converted, convert};
pub use draft::{DraftError, DraftReport, Failed, Made, draft};
pub use import::{ImportError, ImportReport, Missing, Refused, Taken, import, missing};
pub use names::file_name;
pub use refusal::Refusal;
pub use script::script;
pub use shelf::{Arrival, Orphans, Placed, Shelf, ShelfError, write_whole};
pub use source::SourceError;
pub use voice::{DraftFailure, Voice, VoiceError};
