//! The sheet for a translator.

use std::io::{self, Write};

use camino::Utf8Path;
use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::error::{RowMistake, RowProblem};
use super::{TranslatableText, TranslationError, TranslationPair, TranslationState};
use crate::text::{from_harmless_cell, harmless_cell};

const ID: &str = "id";
const PLACE: &str = "place";
const ORIGINAL: &str = "original";
const TRANSLATION: &str = "translation";
const STATE: &str = "state";

/// A row of a sheet as it came back.
pub(super) struct SheetRow {
    pub line: u64,
    pub id: String,
    pub original: String,
    pub translation: String,
    /// The translator or an operator has written that it is current.
    pub is_current: bool,
}

/// A sheet as it came back.
pub(super) struct TranslationSheet {
    pub pair: TranslationPair,
    pub rows: Vec<SheetRow>,
}

/// Writes the sheet for a translator: one row a text, as CSV (RFC 4180) in UTF-8 with a byte order mark, as the
/// studio's.
pub fn translation_sheet(
    to: impl Write,
    pair: &TranslationPair,
    texts: &[TranslatableText],
    place: impl Fn(&TranslatableText) -> String,
) -> io::Result<()> {
    let mut to = to;
    to.write_all("\u{feff}".as_bytes())?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    let original = format!("{ORIGINAL} ({})", pair.from);
    let translation = format!("{TRANSLATION} ({})", pair.to);
    sheet.write_record([ID, PLACE, &original, &translation, STATE])?;
    for text in texts {
        let place = place(text);
        let row = [&*text.id, &place, &text.original, &text.translation, text.state.name()];
        sheet.write_record(row.map(|cell| harmless_cell(cell).into_owned()))?;
    }
    sheet.flush()
}

/// Reads a sheet, as spreadsheet programs save it: with commas, semicolons or tabs.
pub(super) fn read(sheet: &Utf8Path, bytes: &[u8]) -> Result<TranslationSheet, TranslationError> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        TranslationError::NotUtf8 { sheet: sheet.to_owned(), line }
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |byte: &u8| first.bytes().filter(|other| other == byte).count();
    let delimiter = b",;\t".iter().copied().max_by_key(count).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = Columns::of(&header)
        .map_err(|column| TranslationError::NoColumn { sheet: sheet.to_owned(), column })?;
    let (mut rows, mut broken) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(record) => rows.extend(columns.row(&record)),
            Err(error) => broken.push(RowMistake {
                line: error.position().map_or(0, csv::Position::line),
                id: String::new(),
                problem: RowProblem::Broken,
            }),
        }
    }
    if !broken.is_empty() {
        return Err(TranslationError::Rows { sheet: sheet.to_owned(), mistakes: broken });
    }
    Ok(TranslationSheet { pair: columns.pair, rows })
}

/// The positions of the columns, in whichever order they came back.
struct Columns {
    id: usize,
    original: usize,
    translation: usize,
    state: Option<usize>,
    pair: TranslationPair,
}

impl Columns {
    /// The columns by a sheet's first line, or the one that is missing.
    fn of(header: &StringRecord) -> Result<Self, &'static str> {
        let find = |name: &str| header.iter().position(|cell| cell.trim() == name);
        let in_language = |name: &'static str| {
            let language = |cell: &str| {
                let cell = cell.trim().strip_prefix(name)?.trim();
                Some(cell.strip_prefix('(')?.strip_suffix(')')?.to_owned())
            };
            let mut cells = header.iter().enumerate();
            cells.find_map(|(position, cell)| Some((position, language(cell)?))).ok_or(name)
        };
        let ((original, from), (translation, to)) =
            (in_language(ORIGINAL)?, in_language(TRANSLATION)?);
        let pair = TranslationPair { from, to };
        Ok(Self { id: find(ID).ok_or(ID)?, original, translation, state: find(STATE), pair })
    }

    /// A row; none where it is blank.
    fn row(&self, record: &StringRecord) -> Option<SheetRow> {
        let cell = |position: usize| {
            let cell = record.get(position).unwrap_or_default().trim();
            from_harmless_cell(cell).replace("\r\n", "\n")
        };
        let state = self.state.map(cell).unwrap_or_default();
        let row = SheetRow {
            line: record.position().map_or(0, csv::Position::line),
            id: cell(self.id),
            original: cell(self.original),
            translation: cell(self.translation),
            is_current: state.eq_ignore_ascii_case(TranslationState::Current.name()),
        };
        (!row.id.is_empty() || !row.translation.is_empty()).then_some(row)
    }
}
