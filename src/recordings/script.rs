//! The sheet for the studio.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::names::file_name;
use super::shelf::Shelf;
use crate::catalogue::Prompt;

/// The sheet's columns.
const HEADER: [&str; 7] = [
    "prompt id",
    "language",
    "text",
    "where it is heard",
    "estimated seconds",
    "state",
    "file name to use",
];

/// Writes the sheet for the studio: one row a prompt, as CSV (RFC 4180) in UTF-8 with a byte order
/// mark, without which spreadsheet programs show Arabic as noise.
///
/// The state is `recorded`, `draft` (spoken by a machine) or `missing`; a prompt whose text was
/// changed since it was recorded is `missing`.
pub fn script(
    to: impl Write,
    shelf: &Shelf,
    prompts: &[Prompt],
    heard_at: impl Fn(&Prompt) -> String,
) -> io::Result<()> {
    let mut to = to;
    to.write_all("\u{feff}".as_bytes())?;
    let mut sheet = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(to);
    sheet.write_record(HEADER).map_err(cause)?;
    for prompt in prompts {
        let state = match shelf.recording_for(prompt) {
            Some(recording) if recording.draft => "draft",
            Some(_) => "recorded",
            None => "missing",
        };
        let heard_at = heard_at(prompt);
        let seconds = format!("{:.1}", prompt.estimated_seconds);
        let file = file_name(prompt);
        let row = [
            &prompt.id,
            &prompt.language,
            &prompt.text,
            &heard_at,
            &seconds,
            state,
            &file,
        ];
        let row = row.map(|cell| harmless(cell).into_owned());
        sheet.write_record(row).map_err(cause)?;
    }
    sheet.flush()
}

/// What the system said: the library's own wrapping would hide that a reader went away.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Keeps a spreadsheet program from taking a text for a formula: an apostrophe in front makes it a
/// text. The first characters that count are those of OWASP's page on CSV injection.
fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::super::convert::Converted;
    use super::super::fixtures::prompt;
    use super::super::shelf::Arrival;
    use super::*;

    #[test]
    fn the_sheet_has_a_row_for_each_prompt() {
        let folder = tempfile::tempdir().unwrap();
        let mut shelf = Shelf::open(folder.path()).unwrap();
        let prompts = [
            prompt("114.fee", "ar", "ثلاثون ريالا"),
            prompt("114.fee", "en", "Thirty, \"more or less\",\nriyals."),
            prompt("114.who", "en", "=HYPERLINK(\"http://example.org\")"),
        ];
        for (prompt, draft) in [(&prompts[0], false), (&prompts[1], true)] {
            let wav = vec![u8::from(draft)];
            let sound = Converted {
                wav,
                seconds: 1.0,
                gain_db: 0.0,
                concerns: Vec::new(),
            };
            shelf
                .put(&[Arrival {
                    prompt,
                    sound,
                    draft,
                }])
                .unwrap();
        }
        let mut sheet = Vec::new();
        script(&mut sheet, &shelf, &prompts, |prompt| {
            format!("in {}", prompt.id)
        })
        .unwrap();
        let sheet = String::from_utf8(sheet).unwrap().replace("\r\n", "\n");
        insta::assert_snapshot!(sheet.trim_start_matches('\u{feff}'), @r#"
        prompt id,language,text,where it is heard,estimated seconds,state,file name to use
        114.fee,ar,ثلاثون ريالا,in 114.fee,1.5,recorded,114.fee.ar.wav
        114.fee,en,"Thirty, ""more or less"",
        riyals.",in 114.fee,1.5,draft,114.fee.en.wav
        114.who,en,"'=HYPERLINK(""http://example.org"")",in 114.who,1.5,missing,114.who.en.wav
        "#);
    }

    #[test]
    fn spreadsheet_programs_know_the_encoding_and_the_lines() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let mut sheet = Vec::new();
        script(&mut sheet, &shelf, &[], |_| String::new()).unwrap();
        assert!(sheet.starts_with(b"\xef\xbb\xbfprompt id,"));
        assert!(sheet.ends_with(b"file name to use\r\n"));
    }

    #[test]
    fn no_cell_begins_a_formula() {
        for text in ["=1", "+1", "-1", "@a", "\ta", "\ra"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("1 - 1 = 0"), "1 - 1 = 0");
    }
}
