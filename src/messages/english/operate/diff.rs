//! Differences between editions.

use std::fmt::Write as _;

use crate::operate::{CallsHeard, Change, ChangeKind, Diff, Different};
use crate::text::grouped;

/// The language in which names are told, if the hotline has it.
const NAMES_IN: &str = "en";

/// Places in the short form.
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
    if place.changes.first().is_some_and(|change| change.what == ChangeKind::Added) {
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

/// The thing that is different, in a word or two.
fn word(change: &Change) -> String {
    let word: &str = match change.what {
        ChangeKind::Added => "new",
        ChangeKind::Removed => "gone",
        ChangeKind::Keys => "keys",
        ChangeKind::Name => "name",
        ChangeKind::Also => "what it is also called",
        ChangeKind::Moved => {
            let to = change.after.as_ref();
            return to.map_or_else(|| "back".to_owned(), |to| format!("moved to {to}"));
        }
        ChangeKind::Confirmed => "confirmed or not",
        ChangeKind::Body => "body",
        ChangeKind::Link => "link",
        ChangeKind::Section | ChangeKind::Text | ChangeKind::Recording | ChangeKind::Setting => {
            &change.part
        }
    };
    word.to_owned()
}

/// A change in a line, and what was said before and is said now below it.
fn line(change: &Change) -> String {
    let Change { what, part, language, before, after } = change;
    let or_none = |value: &Option<String>| value.clone().unwrap_or("none".to_owned());
    let (new, old) = (or_none(after), or_none(before));
    let said = |name: &str| format!("{name} ({})", or_none(language));
    match what {
        ChangeKind::Added => "is new".to_owned(),
        ChangeKind::Removed => "is gone".to_owned(),
        ChangeKind::Keys => format!("is reached by {new} instead of {old}"),
        ChangeKind::Name => said("written name") + &lines(change),
        ChangeKind::Also => said("what callers also call it") + &lines(change),
        ChangeKind::Link => said("link") + &lines(change),
        ChangeKind::Text => said(part) + &lines(change),
        ChangeKind::Moved if after.is_some() => format!("has moved to {new}"),
        ChangeKind::Moved => "is here again".to_owned(),
        ChangeKind::Confirmed if after.is_some() => {
            "is confirmed: callers are no longer told that it is not".to_owned()
        }
        ChangeKind::Confirmed => "is not confirmed: callers are told so".to_owned(),
        ChangeKind::Body => match (before, after) {
            (None, Some(body)) => format!("is given by {body}"),
            (Some(before), Some(body)) => format!("is given by {body} instead of {before}"),
            _ => "names no body that gives it any more".to_owned(),
        },
        ChangeKind::Section => match (before, after) {
            (None, Some(key)) => format!("{part} is offered now, on key {key}"),
            (Some(before), Some(key)) => format!("{part} is on key {key} instead of {before}"),
            _ => format!("{part} is not offered any more"),
        },
        ChangeKind::Recording => {
            let how = match (before, after) {
                (None, _) => "is recorded now",
                (Some(_), Some(_)) => "is recorded anew",
                _ => "is not recorded any more: the provider's voice speaks",
            };
            format!("{} {how}", said(part))
        }
        ChangeKind::Setting => format!("{part}: {new} instead of {old}"),
    }
}

/// Each line of before and after.
fn lines(Change { before, after, .. }: &Change) -> String {
    let old = before.iter().flat_map(|before| before.lines()).map(|line| format!("\n- {line}"));
    let new = after.iter().flat_map(|after| after.lines()).map(|line| format!("\n+ {line}"));
    old.chain(new).collect()
}

fn heard(heard: &CallsHeard) -> String {
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
