//! Translations of the menus' texts: out as a sheet for a translator, and back into the files by id.
//!
//! A translation that came from a sheet has a mark behind it in its file, `# from en 5d41402abc4b`: the language that
//! it was made from, and a digest of the original of then. It moves with its text, and where the original was changed
//! since, the translation is stale.

mod apply;
mod error;
mod find;
mod mark;
mod sheet;

use std::fs;

use camino::Utf8Path;

use super::replace::replace;
use crate::catalogue::SourceFile;
use crate::catalogue::source::{MOST_BYTES, read_folder, shipped};

pub use error::{RowMistake, RowProblem, TranslationError};
pub use find::{TranslatableText, TranslationState};
pub use sheet::translation_sheet;

/// The most bytes that a sheet may have: 8 MiB.
const MOST_SHEET_BYTES: u64 = 32 * MOST_BYTES;

/// Two languages by their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationPair {
    /// The language of the originals.
    pub from: String,
    /// The language of the translations.
    pub to: String,
}

/// What came of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TranslationsImported {
    /// The ids of the texts that are new or different in the files.
    pub written: Vec<String>,
    /// The number of files that are different.
    pub files: usize,
    /// The ids of the texts that have no translation in the sheet.
    pub empty: Vec<String>,
    /// The ids of the texts of which the original was changed after the sheet was written.
    pub stale: Vec<String>,
}

/// The texts of a folder's files, or of the shipped ones, with their translations into a language.
///
/// Without `from`, the originals are in the first of the hotline's other languages.
pub fn translatable_texts(
    folder: Option<&Utf8Path>,
    to: &str,
    from: Option<&str>,
) -> Result<(TranslationPair, Vec<TranslatableText>), TranslationError> {
    let files = files(folder)?;
    let pair = find::pair(&files, to, from)?;
    let texts = find::texts(&files, &pair)?;
    Ok((pair, texts))
}

/// Writes the translations of a sheet into a folder's files; without `write`, only says what would be written.
///
/// Nothing is written where a row of the sheet belongs to no text.
pub fn import_translations(
    sheet: &Utf8Path,
    folder: &Utf8Path,
    to: &str,
    write: bool,
) -> Result<TranslationsImported, TranslationError> {
    let unreadable = |cause| TranslationError::Unreadable { sheet: sheet.to_owned(), cause };
    if fs::metadata(sheet).map_err(unreadable)?.len() > MOST_SHEET_BYTES {
        return Err(TranslationError::TooLarge(sheet.to_owned()));
    }
    let read = sheet::read(sheet, &fs::read(sheet).map_err(unreadable)?)?;
    if read.pair.to != to {
        let (sheet, found) = (sheet.to_owned(), read.pair.to);
        return Err(TranslationError::OtherLanguage { sheet, found, asked: to.to_owned() });
    }
    let files = read_folder(folder)?;
    let pair = find::pair(&files, to, Some(&read.pair.from))?;
    let (changed, imported) = apply::apply(&files, &pair, sheet, &read.rows)?;
    for file in changed.iter().filter(|_| write) {
        let path = folder.join(&file.path);
        replace(&path, &file.bytes)
            .map_err(|cause| TranslationError::Unwritable { file: path.clone(), cause })?;
    }
    Ok(imported)
}

fn files(folder: Option<&Utf8Path>) -> Result<Vec<SourceFile>, TranslationError> {
    Ok(match folder {
        Some(folder) => read_folder(folder)?,
        None => shipped(),
    })
}
