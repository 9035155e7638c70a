//! Prints an answer as lines of a terminal or as JSON.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;
use sila::catalogue::Segments;
use sila::dialects::{NextStep, Utterance};
use sila::text::isolated;
use url::Url;

use super::telephone::{Ended, FetchedRecording, PhoneState, Progress, TurnHeard};
use sila::messages::english::counted;

/// One utterance on a line of its own: what it is, then what is heard.
pub fn utterance(utterance: &Utterance, recording: Option<&FetchedRecording>) -> String {
    match utterance {
        Utterance::Said { text, language } => {
            let tag = language.as_deref().unwrap_or("say");
            format!("{tag:<6} {}", isolated(text))
        }
        Utterance::Played { address } => {
            let mut line = format!("play   {}", isolated(path(address)));
            if let Some(FetchedRecording { bytes, seconds, text }) = recording {
                if let Some(seconds) = seconds {
                    let _ = write!(line, "  {seconds:.1} s");
                }
                let _ = write!(line, "  {} KiB", bytes.len().div_ceil(1024));
                if let Some(text) = text {
                    let _ = write!(line, "\n       {}", isolated(text));
                }
            }
            line
        }
    }
}

/// An address without its host.
fn path(address: &str) -> &str {
    match Url::parse(address) {
        Ok(url) => &address[address.len() - url[url::Position::BeforePath..].len()..],
        Err(_) => address,
    }
}

/// The line for a wait; `live` adds the meaning of the keyboard's keys.
pub fn waiting(waiting: &PhoneState, live: bool) -> Option<String> {
    let PhoneState::For(step) = waiting else {
        return None;
    };
    let (what, keys) = match step {
        NextStep::Collect { keys, seconds, listen } => {
            let wanted = match (listen, keys) {
                (true, _) => "keys or speech".to_owned(),
                (false, 1) => "a key".to_owned(),
                (false, number) => format!("{number} keys"),
            };
            let finish = if *keys == 1 { "" } else { ", finished with #" };
            let what = format!("{wanted}, {seconds} s{finish}");
            match listen {
                true => (what, "0-9 * #, \"words\", Enter for silence"),
                false => (what, "0-9 * #, Enter for silence"),
            }
        }
        NextStep::Transfer { number, ring_seconds } => {
            let what = format!("calling {number} for {ring_seconds} s");
            (what, "a answered, b busy, n no answer, f failed")
        }
        NextStep::Record { longest, .. } => {
            let what = format!("recording {longest} s at most, finished with *#");
            (what, "s speak, a key to finish, Enter for silence")
        }
        NextStep::Redirect | NextStep::HangUp => return None,
    };
    let keys = if live { format!("  ({keys}, h to hang up)") } else { String::new() };
    Some(format!("…      {what}{keys}"))
}

/// The summary of a call, on a line.
pub fn summary(ended: Ended, progress: Progress) -> String {
    let Progress { turns, seconds, faults } = progress;
    let ended = match ended {
        Ended::ByHotline => "The menu hung up.",
        Ended::ByCaller => "You hung up.",
        Ended::Failed => "The call failed; a caller hears the provider's apology.",
        Ended::Looped => "The menu goes round without end.",
    };
    let turns = counted(turns, "turn");
    let wrong = match faults {
        0 => "nothing".to_owned(),
        number => counted(number, "thing"),
    };
    format!("{ended} {turns}, {seconds:.0} s, {wrong} wrong.")
}

/// A text message that the caller asked for.
#[derive(Debug, Clone, Serialize)]
pub struct ShownText {
    pub to: String,
    pub body: String,
}

/// A text message on lines of its own.
pub fn text(text: &ShownText) -> String {
    let ShownText { to, body } = text;
    let segments = Segments::of(body);
    let count = counted(segments.count, "segment");
    let encoding = segments.encoding.name();
    let mut shown = format!("text   to {to}: {count} ({encoding}), shown here and not sent");
    for line in body.lines() {
        let _ = write!(shown, "\n       {}", isolated(line));
    }
    shown
}

/// The answer to one turn, as JSON on a line.
pub fn json(heard: &TurnHeard, texts: &[ShownText]) -> String {
    let mut turn = json!({ "heard": heard.utterances });
    match &heard.waiting {
        PhoneState::For(step) => turn["then"] = json!(step),
        PhoneState::Ended(ended) => turn["ended"] = json!(ended),
    }
    if !heard.to_person.is_empty() {
        turn["to_person"] = json!(heard.to_person);
    }
    if !texts.is_empty() {
        turn["texts"] = json!(texts);
    }
    if !heard.faults.is_empty() {
        turn["faults"] = json!(heard.faults);
    }
    turn.to_string()
}
