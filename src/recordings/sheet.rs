//! The sheet for the studio.

use std::collections::HashMap;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::names::file_name;
use crate::catalogue::{Prompt, Recording};
use crate::text::harmless_cell;

const HEADER: [&str; 7] = [
    "prompt id",
    "language",
    "text",
    "where it is heard",
    "estimated seconds",
    "state",
    "file name to use",
];

/// Writes the sheet for the studio: one row a text, as CSV (RFC 4180) in UTF-8 with a byte order
/// mark, without which spreadsheet programs show Arabic as noise. A text that several prompts share
/// stands there once, under the first of them.
///
/// The state is `recorded`, `draft` (spoken by a machine) or `missing`; a prompt whose text was
/// changed since it was recorded is `missing`.
pub fn sheet(
    to: impl Write,
    prompts: &[Prompt],
    find_recording: impl Fn(&Prompt) -> Option<Recording>,
    heard_at: impl Fn(&Prompt) -> String,
) -> io::Result<()> {
    let mut to = to;
    to.write_all("\u{feff}".as_bytes())?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    sheet.write_record(HEADER).map_err(cause)?;
    for (prompt, places) in texts(prompts, heard_at) {
        let state = match find_recording(prompt) {
            Some(recording) if recording.draft => "draft",
            Some(_) => "recorded",
            None => "missing",
        };
        let seconds = format!("{:.1}", prompt.estimated_seconds);
        let file = file_name(prompt);
        let row = [
            &prompt.id,
            &prompt.language,
            &prompt.text,
            &places.join("; "),
            &seconds,
            state,
            &file,
        ];
        let row = row.map(|cell| harmless_cell(cell).into_owned());
        sheet.write_record(row).map_err(cause)?;
    }
    sheet.flush()
}

/// The texts in the order in which they are first found, each with its first prompt and the places where it is heard.
fn texts(prompts: &[Prompt], heard_at: impl Fn(&Prompt) -> String) -> Vec<(&Prompt, Vec<String>)> {
    let mut texts: Vec<(&Prompt, Vec<String>)> = Vec::new();
    let mut positions = HashMap::new();
    for prompt in prompts {
        let position = *positions.entry(prompt.text_key()).or_insert_with(|| {
            texts.push((prompt, Vec::new()));
            texts.len() - 1
        });
        let place = heard_at(prompt);
        if let Some((_, places)) = texts.get_mut(position)
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    texts
}

/// The system's own error: the library's own wrapping would hide that a reader went away.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
