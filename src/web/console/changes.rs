//! Differences between two editions, as callers would hear them, in words and side by side.

use super::visitor::OperatorVisit;
use crate::operate::{Change, ChangeKind, Diff, Different};
use crate::web::pages::Ui;

/// A place at which something is different.
pub struct ChangedPlace {
    /// The code of a service, or the keys of a group or a sector; empty where there are none.
    pub code: String,
    pub name: String,
    pub changes: Vec<ShownChange>,
}

/// One difference, with what was and what will be.
pub struct ShownChange {
    pub what: String,
    /// The language of both texts, where they have one.
    pub language: Option<Ui>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The differences, place by place in the order of the menus.
pub fn changed_places(visit: &OperatorVisit, diff: &Diff) -> Vec<ChangedPlace> {
    diff.places.iter().map(|place| changed(visit.ui, place)).collect()
}

fn changed(ui: Ui, place: &Different) -> ChangedPlace {
    let (kind, code) = place.place.split_once(' ').unwrap_or((place.place.as_str(), ""));
    let name = place.name.get(ui.code()).or_else(|| place.name.values().next());
    ChangedPlace {
        code: code.to_owned(),
        name: name.cloned().unwrap_or_else(|| ui.named("place", kind).to_owned()),
        changes: place.changes.iter().map(|change| shown(ui, change)).collect(),
    }
}

fn shown(ui: Ui, change: &Change) -> ShownChange {
    let kind = match change.what {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Keys => "keys",
        ChangeKind::Name => "name",
        ChangeKind::Also => "also",
        ChangeKind::Moved => "moved",
        ChangeKind::Confirmed => "confirmed",
        ChangeKind::Body => "body",
        ChangeKind::Link => "link",
        ChangeKind::Section => "section",
        ChangeKind::Text => "text",
        ChangeKind::Recording => "recording",
        ChangeKind::Setting => "setting",
    };
    let what = ui.named("differs", kind);
    let what = match change.part.as_str() {
        "" => what.to_owned(),
        part => format!("{what}{} {}", ui.t("colon"), part_name(ui, part)),
    };
    let language = change.language.as_deref().and_then(Ui::of);
    let what = match language {
        Some(language) => format!("{what} ({})", language.t("language")),
        None => what,
    };
    // What a recording is known by says nothing to anybody.
    let is_shown = change.what != ChangeKind::Recording;
    ShownChange {
        what,
        language,
        before: change.before.clone().filter(|_| is_shown),
        after: change.after.clone().filter(|_| is_shown),
    }
}

/// The name of a part of what is said: a section's heading, with its number where it has several pieces.
fn part_name(ui: Ui, part: &str) -> String {
    let (section, piece) = part.split_once(' ').unwrap_or((part, ""));
    let heading = match ui.named("part", section) {
        "" => section,
        heading => heading,
    };
    format!("{heading} {piece}").trim_end().to_owned()
}
