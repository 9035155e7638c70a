//! Differences between editions.

use std::fmt::Write as _;

use crate::operate::{Change, Diff, Different, Heard, Recorded};
use crate::text::grouped;

/// The language in which names are told, if the hotline has it.
const NAMES_IN: &str = "en";

/// How many places the short form names.
const FEW: usize = 10;

/// The differences in full.
pub fn diff(diff: &Diff) -> String {
    if diff.is_empty() {
        return "Callers would hear no difference.\n".to_owned();
    }
    let places: Vec<_> = diff.places.iter().map(place).collect();
    places.join("\n")
}

/// The places that are different, one a line, and how many more there are.
pub fn diff_in_short(diff: &Diff) -> String {
    if diff.is_empty() {
        return "Callers hear no difference: only what is never spoken is another.".to_owned();
    }
    let mut lines: Vec<_> = diff.places.iter().take(FEW).map(short).collect();
    if let more @ 1.. = diff.places.len().saturating_sub(FEW) {
        lines.push(format!("and {} more", grouped(more as u64)));
    }
    lines.join("\n")
}

/// The place as people know it: `service 114 Demolition permit`.
fn title(place: &Different) -> String {
    let name = place.name.get(NAMES_IN).or(place.name.values().next());
    match name {
        Some(name) => format!("{} {name}", place.place),
        None => place.place.clone(),
    }
}

fn short(place: &Different) -> String {
    let mut words: Vec<String> = Vec::new();
    for change in &place.changes {
        let word = word(change);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if place.changes.first() == Some(&Change::Added) {
        words.truncate(1);
    }
    format!("{}: {}", title(place), words.join(", "))
}

fn place(place: &Different) -> String {
    let mut text = format!("{}\n", title(place));
    for change in &place.changes {
        let _ = writeln!(text, "  {}", line(change).replace('\n', "\n    "));
    }
    for count in &place.heard {
        let _ = writeln!(text, "  {}", heard(count));
    }
    text
}

/// What a change is about, in a word or two.
fn word(change: &Change) -> String {
    match change {
        Change::Added => "new".to_owned(),
        Change::Removed => "gone".to_owned(),
        Change::Keys { .. } => "keys".to_owned(),
        Change::Name { .. } => "name".to_owned(),
        Change::Also { .. } => "what it is also called".to_owned(),
        Change::Moved { after: Some(to), .. } => format!("moved to {to}"),
        Change::Moved { after: None, .. } => "back".to_owned(),
        Change::Confirmed { .. } => "confirmed or not".to_owned(),
        Change::Link { .. } => "link".to_owned(),
        Change::Section { section, .. } => section.clone(),
        Change::Text { part, .. } | Change::Recording { part, .. } => part.clone(),
        Change::Setting { setting, .. } => setting.clone(),
    }
}

/// A change in a line, and what was said before and is said now below it.
fn line(change: &Change) -> String {
    match change {
        Change::Added => "is new".to_owned(),
        Change::Removed => "is gone".to_owned(),
        Change::Keys { before, after } => format!("is reached by {after} instead of {before}"),
        Change::Name { language, before, after } => {
            changed(&format!("written name ({language})"), Some(before), Some(after))
        }
        Change::Also { language, gone, new } => {
            let gone = gone.iter().map(|entry| format!("\n- {entry}"));
            let new = new.iter().map(|entry| format!("\n+ {entry}"));
            let entries: String = gone.chain(new).collect();
            format!("what callers also call it ({language}){entries}")
        }
        Change::Moved { after: Some(after), .. } => format!("has moved to {after}"),
        Change::Moved { after: None, .. } => "is here again".to_owned(),
        Change::Confirmed { after: true } => {
            "is confirmed: callers are no longer told that it is not".to_owned()
        }
        Change::Confirmed { after: false } => "is not confirmed: callers are told so".to_owned(),
        Change::Link { language, before, after } => {
            changed(&format!("link ({language})"), before.as_ref(), after.as_ref())
        }
        Change::Section { section, before, after } => match (before, after) {
            (None, Some(key)) => format!("{section} is offered now, on key {key}"),
            (Some(before), Some(after)) => {
                format!("{section} is on key {after} instead of {before}")
            }
            _ => format!("{section} is not offered any more"),
        },
        Change::Text { part, language, before, after } => {
            changed(&format!("{part} ({language})"), before.as_ref(), after.as_ref())
        }
        Change::Recording { part, language, after } => {
            format!("{part} ({language}) {}", recorded(*after))
        }
        Change::Setting { setting, before, after } => {
            let or_none = |value: &Option<String>| value.clone().unwrap_or("none".to_owned());
            format!("{setting}: {} instead of {}", or_none(after), or_none(before))
        }
    }
}

fn changed(name: &str, before: Option<&String>, after: Option<&String>) -> String {
    let mut text = name.to_owned();
    for line in before.into_iter().flat_map(|before| before.lines()) {
        let _ = write!(text, "\n- {line}");
    }
    for line in after.into_iter().flat_map(|after| after.lines()) {
        let _ = write!(text, "\n+ {line}");
    }
    text
}

fn recorded(after: Recorded) -> &'static str {
    match after {
        Recorded::New => "is recorded now",
        Recorded::Changed => "is recorded anew",
        Recorded::Gone => "is not recorded any more: the provider's voice speaks",
    }
}

fn heard(heard: &Heard) -> String {
    let place = match &heard.section {
        Some(section) => format!("its {section}"),
        None => "this place".to_owned(),
    };
    let calls = match heard.last_7_days {
        1 => "1 call".to_owned(),
        calls => format!("{} calls", grouped(calls)),
    };
    let month = grouped(heard.last_30_days);
    format!("{calls} heard {place} in the last 7 days, {month} in the last 30.")
}
