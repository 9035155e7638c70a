//! The sheet for the studio.

use sila::catalogue::{Prompt, Recording, RecordingHash};
use sila::recordings::sheet;

use super::prompt;

#[test]
fn the_sheet_has_a_row_for_each_text() {
    let prompts = [
        prompt("114.fee", "ar", "ثلاثون ريالا"),
        prompt("114.fee", "en", "Thirty, \"more or less\",\nriyals."),
        prompt("114.who", "en", "=HYPERLINK(\"http://example.org\")"),
        prompt("115.fee", "ar", "ثلاثون ريالا"),
        prompt("115.fee", "en", "ثلاثون ريالا"),
    ];
    let find = |prompt: &Prompt| {
        (prompt.id == "114.fee").then(|| Recording {
            hash: RecordingHash::of(b"a sound"),
            seconds: 1.0,
            draft: prompt.language == "en",
        })
    };
    let mut written = Vec::new();
    sheet(&mut written, &prompts, find, |prompt| format!("in {}", prompt.id)).unwrap();
    let written = String::from_utf8(written).unwrap().replace("\r\n", "\n");
    insta::assert_snapshot!(written.trim_start_matches('\u{feff}'), @r#"
    prompt id,language,text,where it is heard,estimated seconds,state,file name to use
    114.fee,ar,ثلاثون ريالا,in 114.fee; in 115.fee,1.5,recorded,114.fee.ar.wav
    114.fee,en,"Thirty, ""more or less"",
    riyals.",in 114.fee,1.5,draft,114.fee.en.wav
    114.who,en,"'=HYPERLINK(""http://example.org"")",in 114.who,1.5,missing,114.who.en.wav
    115.fee,en,ثلاثون ريالا,in 115.fee,1.5,missing,115.fee.en.wav
    "#);
}

#[test]
fn spreadsheet_programs_know_the_encoding_and_the_lines() {
    let mut written = Vec::new();
    sheet(&mut written, &[], |_| None, |_| String::new()).unwrap();
    assert!(written.starts_with(b"\xef\xbb\xbfprompt id,"));
    assert!(written.ends_with(b"file name to use\r\n"));
}

#[test]
fn no_cell_begins_a_formula() {
    for text in ["=1", "+1", "-1", "@a", "\ta", "\ra"] {
        let mut written = Vec::new();
        sheet(&mut written, &[prompt("114.fee", "en", text)], |_| None, |_| String::new()).unwrap();
        let row = csv::Reader::from_reader(&written[..]).into_records().next().unwrap().unwrap();
        assert_eq!(&row[2], format!("'{text}"));
    }
}
