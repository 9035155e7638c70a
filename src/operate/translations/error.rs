//! Reasons for which no sheet is written, or none is taken in.

use std::fmt::{self, Write as _};
use std::io;

use camino::Utf8PathBuf;

use super::MOST_SHEET_BYTES;
use crate::catalogue::source::FolderError;
use crate::store::shown;

/// The mistakes of a sheet that are told; the others are counted.
const MOST_TOLD: usize = 20;

/// A reason for which no sheet is written, or none is taken in; the files are as they were.
#[derive(Debug, thiserror::Error)]
pub enum TranslationError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("{0} can't be read: `sila check` says which line is wrong")]
    NotToml(String),
    #[error(
        "the hotline has no language `{code}`: add it to hotline.toml as a `[[language]]` with `code`, `name`, `locale` and \
         `characters_per_second`; its languages are {known}",
        code = shown(code), known = known.join(", ")
    )]
    NoLanguage { code: String, known: Vec<String> },
    #[error("`{0}` is the only language of the hotline: there is nothing to translate it from")]
    NoOther(String),
    #[error("originals and translations are both in `{0}`: give another language with --from")]
    Same(String),
    #[error("{sheet} can't be read")]
    Unreadable {
        sheet: Utf8PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("{0} is larger than {mib} MiB, which no sheet of these texts is", mib = MOST_SHEET_BYTES >> 20)]
    TooLarge(Utf8PathBuf),
    #[error(
        "{sheet}:{line}: from here on it is not saved as UTF-8: choose “CSV UTF-8” where the sheet is saved"
    )]
    NotUtf8 { sheet: Utf8PathBuf, line: usize },
    #[error(
        "{sheet}:1: there is no column `{column}`: the first line must be the one that `sila translations export` writes"
    )]
    NoColumn { sheet: Utf8PathBuf, column: &'static str },
    #[error("{sheet} is the sheet for `{found}`, and not for `{asked}`", found = shown(found), asked = shown(asked))]
    OtherLanguage { sheet: Utf8PathBuf, found: String, asked: String },
    #[error("nothing was written{told}", told = told(sheet, mistakes))]
    Rows { sheet: Utf8PathBuf, mistakes: Vec<RowMistake> },
    #[error(
        "{file} can't be written; what was written before it is taken in, and the rest comes with the same command again"
    )]
    Unwritable {
        file: Utf8PathBuf,
        #[source]
        cause: io::Error,
    },
}

/// A row of a sheet that can't be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowMistake {
    /// The line of the sheet at which the row begins.
    pub line: u64,
    pub id: String,
    pub problem: RowProblem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowProblem {
    /// There is no text with this id; this one is nearest.
    Unknown { nearest: Option<String> },
    /// The id stands in an earlier line as well.
    Repeated { first: u64 },
    /// A list has not as many parts as its original.
    Parts { found: usize, wanted: usize },
    /// The row can't be read.
    Broken,
}

impl fmt::Display for RowMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = shown(&self.id);
        match &self.problem {
            RowProblem::Unknown { nearest: Some(nearest) } => {
                write!(f, "there is no text `{id}`; meant as `{nearest}`?")
            }
            RowProblem::Unknown { nearest: None } => {
                write!(f, "there is no text `{id}`: take the line out")
            }
            RowProblem::Repeated { first } => {
                write!(f, "`{id}` stands in line {first} as well: delete one of the two")
            }
            RowProblem::Parts { found, wanted } => write!(
                f,
                "`{id}` has {found} parts and its original {wanted}: write as many, with ` | ` between them"
            ),
            RowProblem::Broken => {
                f.write_str("this line can't be read as CSV: export the sheet again")
            }
        }
    }
}

fn told(sheet: &Utf8PathBuf, mistakes: &[RowMistake]) -> String {
    let mut told = String::new();
    for mistake in mistakes.iter().take(MOST_TOLD) {
        let _ = write!(told, "\n- {sheet}:{}: {mistake}", mistake.line);
    }
    if let more @ 1.. = mistakes.len().saturating_sub(MOST_TOLD) {
        let _ = write!(told, "\n- and {more} more");
    }
    told
}
