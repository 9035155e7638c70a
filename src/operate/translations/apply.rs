//! Translations of a sheet, written into the files' texts with all else as it was.

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::Utf8Path;
use toml_edit::{Array, Item, Value};

use super::error::{RowMistake, RowProblem};
use super::find::{self, BETWEEN, FoundTexts, cell};
use super::mark::OriginMark;
use super::sheet::SheetRow;
use super::{TranslationError, TranslationPair, TranslationsImported};
use crate::catalogue::SourceFile;

/// The files that are different with the translations of these rows, and what came of them.
pub(super) fn apply(
    files: &[SourceFile],
    pair: &TranslationPair,
    sheet: &Utf8Path,
    rows: &[SheetRow],
) -> Result<(Vec<SourceFile>, TranslationsImported), TranslationError> {
    let texts = find::texts(files, pair)?;
    let known: Vec<_> = texts.iter().map(|text| text.id.as_str()).collect();
    let (rows, mut mistakes) = by_id(rows, &known);
    let (mut changed, mut imported) = (Vec::new(), TranslationsImported::default());
    for file in files.iter().filter(|file| find::is_translated(file)) {
        let mut document = find::document(file)?;
        let before = imported.written.len();
        find::visit(&mut document, file, &pair.from, &mut |found| {
            if let Some(row) = rows.get(found.id.as_str()) {
                mistakes.extend(put(found, row, pair, &mut imported));
            }
        });
        if imported.written.len() > before {
            let text = as_before(&document.to_string(), &file.bytes);
            changed.push(SourceFile { path: file.path.clone(), bytes: Cow::Owned(text.into()) });
        }
    }
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| mistake.line);
        return Err(TranslationError::Rows { sheet: sheet.to_owned(), mistakes });
    }
    imported.files = changed.len();
    Ok((changed, imported))
}

/// The rows by their ids, and those that belong to no text or stand there twice.
fn by_id<'r>(
    rows: &'r [SheetRow],
    known: &[&str],
) -> (BTreeMap<&'r str, &'r SheetRow>, Vec<RowMistake>) {
    let (mut by_id, mut mistakes) = (BTreeMap::<&str, &SheetRow>::new(), Vec::new());
    for row in rows {
        let mistake = |problem| RowMistake { line: row.line, id: row.id.clone(), problem };
        if !known.contains(&row.id.as_str()) {
            mistakes.push(mistake(RowProblem::Unknown { nearest: nearest(&row.id, known) }));
        } else if let Some(first) = by_id.get(row.id.as_str()) {
            mistakes.push(mistake(RowProblem::Repeated { first: first.line }));
        } else {
            by_id.insert(&row.id, row);
        }
    }
    (by_id, mistakes)
}

/// The id that is most like a wrong one; none like one that is longer than any.
fn nearest(id: &str, known: &[&str]) -> Option<String> {
    const LONGEST: usize = 80;
    let known = known.iter().filter(|_| id.len() <= LONGEST);
    known.min_by_key(|known| strsim::osa_distance(id, known)).map(|id| (*id).to_owned())
}

/// Puts a row's translation into its text; gives the mistake for which it can't be.
fn put(
    found: FoundTexts<'_>,
    row: &SheetRow,
    pair: &TranslationPair,
    imported: &mut TranslationsImported,
) -> Option<RowMistake> {
    let FoundTexts { id, table, is_inline, is_free_list, .. } = found;
    let original = table.get(&pair.from)?.as_value()?;
    let original_cell = cell(table.get(&pair.from)?)?;
    if row.translation.is_empty() {
        imported.empty.push(id);
        return None;
    }
    let (mut value, text) = if let Value::Array(list) = original {
        let parts: Vec<_> = row.translation.split(BETWEEN.trim()).map(str::trim).collect();
        if parts.len() != list.len() && !is_free_list {
            let problem = RowProblem::Parts { found: parts.len(), wanted: list.len() };
            return Some(RowMistake { line: row.line, id, problem });
        }
        let text = parts.join(BETWEEN);
        (Value::Array(parts.into_iter().collect::<Array>()), text)
    } else {
        // A text of several lines ends as its original does.
        let end = if original_cell.ends_with('\n') { "\n" } else { "" };
        let text = format!("{}{end}", row.translation);
        (Value::from(text.as_str()), text)
    };
    let is_old = row.original.trim() != original_cell.trim();
    if is_old {
        imported.stale.push(id.clone());
    }
    let there = table.get(&pair.to).and_then(Item::as_value);
    let mark = OriginMark::new(&pair.from, &row.original);
    let is_same = table.get(&pair.to).and_then(cell).is_some_and(|there| there == text);
    let is_marked = there.and_then(OriginMark::of).as_ref() == Some(&mark);
    // A stale translation that came back as it was has not been looked at, unless somebody says so.
    if is_same && (is_marked || is_inline || !row.is_current || is_old) {
        return None;
    }
    if let Some(there) = there {
        *value.decor_mut() = there.decor().clone();
    }
    if !is_inline {
        mark.put_behind(&mut value, there);
    }
    table.insert(&pair.to, Item::Value(value));
    imported.written.push(id);
    None
}

/// A file's new text with the line ends and the byte order mark that it had.
fn as_before(text: &str, before: &[u8]) -> String {
    let mut text = text.replace("\r\n", "\n");
    if before.windows(2).any(|two| two == b"\r\n") {
        text = text.replace('\n', "\r\n");
    }
    if before.starts_with("\u{feff}".as_bytes()) {
        text.insert(0, '\u{feff}');
    }
    text
}
