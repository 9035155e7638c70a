//! A call written down for a person to read: the texts heard, the events awaited, and the rows of the store.

use std::fmt::Write as _;

use sila::dialogue::RecordedPlace;
use sila::store::{Source, TurnRecord};

use crate::providers::twilio::heard::{Ended, Heard, Utterance, Waiting};

/// The text that was heard and the event that is awaited, in lines.
pub fn tell(heard: &Heard) -> String {
    let mut told = String::new();
    for utterance in &heard.utterances {
        match utterance {
            Utterance::Beeped => told.push_str("      (a tone)\n"),
            Utterance::ToPerson(heard) => {
                let (language, text) = said(heard);
                let _ = writeln!(told, "      to the person:  {language}  {text}");
            }
            _ => {
                let (language, text) = said(utterance);
                let _ = writeln!(told, "      {language}  {text}");
            }
        }
    }
    let _ = match &heard.waiting {
        Waiting::Key {
            num_digits: Some(1),
            finish_on_key: None,
            keys: true,
            speech,
            timeout,
            ..
        } => {
            let what = if *speech { "a key or words" } else { "a key" };
            writeln!(told, "      … {what}, {timeout} s")
        }
        Waiting::Key {
            num_digits: Some(keys),
            finish_on_key: Some('#'),
            keys: true,
            speech,
            timeout,
            ..
        } => {
            let words = if *speech { " or words" } else { "" };
            writeln!(told, "      … {keys} keys or #{words}, {timeout} s")
        }
        Waiting::Recording { max_seconds, silence, finish_on_key } => writeln!(
            told,
            "      … it is recorded, {max_seconds} s, until {finish_on_key} or {silence} s of silence"
        ),
        Waiting::Dial { numbers, ring_timeout, .. } => {
            writeln!(told, "      … {} is called, {ring_timeout} s", numbers.join(", "))
        }
        Waiting::Ended(Ended::MenuHungUp) => writeln!(told, "      the menu hangs up"),
        Waiting::Ended(Ended::CallerHungUp) => writeln!(told, "      the call is over"),
        other => panic!("nothing else is ever awaited: {other:?}"),
    };
    told
}

/// The languages that were heard, one after another, and what is awaited.
pub fn tell_structure(heard: &Heard) -> String {
    let mut languages: Vec<_> = heard.utterances.iter().map(|one| said(one).0).collect();
    languages.dedup();
    match heard.waiting {
        Waiting::Key { .. } => format!("      {}\n      … a key\n", languages.join(", ")),
        Waiting::Ended(_) => "      the call is over\n".to_owned(),
        _ => panic!("{heard:?}"),
    }
}

/// The language and the text of something that was said.
fn said(utterance: &Utterance) -> (&str, &str) {
    let Utterance::Said { text, language, .. } = utterance else {
        panic!("nothing is recorded: {utterance:?}");
    };
    (language.as_deref().expect("a language"), text)
}

/// The rows of the store, in columns, with a line for each event.
pub fn table(records: &[TurnRecord]) -> String {
    let mut lives = vec![0];
    let mut rows: Vec<[String; 5]> = Vec::new();
    for record in records {
        let turn = match &record.id.source {
            Source::Turn { restart, turn } => {
                if !lives.contains(restart) {
                    lives.push(*restart);
                }
                match lives.iter().position(|life| life == restart) {
                    Some(0) | None => turn.to_string(),
                    Some(life) => format!("{}+{turn}", "again ".repeat(life).trim()),
                }
            }
            Source::Status(_) => "status".to_owned(),
        };
        let place = |place: Option<RecordedPlace>| {
            place.map_or_else(|| "-".to_owned(), |place| place.to_string())
        };
        for (number, event) in record.events.iter().enumerate() {
            let of_turn = |text: String| if number == 0 { text } else { String::new() };
            let language = record.language.clone().unwrap_or_else(|| "-".to_owned());
            let at = if event.place == record.place {
                String::new()
            } else {
                format!("at {}", place(event.place))
            };
            rows.push([
                of_turn(turn.clone()),
                of_turn(place(record.place)),
                of_turn(language),
                serde_json::to_string(&event.kind).unwrap(),
                at,
            ]);
        }
    }
    let widths: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    let mut table = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(table, "      {}", cells.join("  ").trim_end());
    }
    table
}
