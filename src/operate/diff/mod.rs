//! Differences that callers would hear if one edition were heard in place of another.
//!
//! Sectors, groups and services are the same if they have the same id, wherever they are: a service with another
//! code has moved, and is not one that went and one that came. What is said at a place is compared prompt by prompt.

mod change;
mod heard;
mod place;
mod settings;

use std::collections::BTreeMap;

use serde::Serialize;

use self::place::{ComparedPlace, places};
use crate::catalogue::Hotline;
use crate::dialogue::RecordedPlace;

pub use change::{Change, ChangeKind};
pub use heard::{CallsHeard, Often};

/// The differences that callers would hear, place by place in the order of the menus.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diff {
    pub places: Vec<Different>,
}

/// A place at which something is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Different {
    /// As people say it: `main`, `sector 1`, `group 11`, `service 114`. What belongs to no place
    /// is at `hotline`, and what is said at many places is at `everywhere`.
    pub place: String,
    /// Its written name by language; that of before if it is gone.
    pub name: BTreeMap<String, String>,
    pub changes: Vec<Change>,
    /// The calls that heard it until now, if they were counted.
    pub heard: Vec<CallsHeard>,
    /// The place before; none if it is new.
    #[serde(skip)]
    was: Option<RecordedPlace>,
}

impl Diff {
    /// True if callers would hear no difference at all.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// Compares two hotlines.
pub fn diff(before: &Hotline, after: &Hotline) -> Diff {
    let mut different = Vec::new();
    let (olds, news) = (places(before), places(after));
    let is_common = |code: &str| {
        before.language_by_code(code).is_some() && after.language_by_code(code).is_some()
    };
    for new in &news {
        let old = olds.iter().find(|old| old.is_same(new));
        let changes = match old {
            Some(old) => new.changes(old, is_common),
            None => new.added(is_common),
        };
        different.extend(at_place(after, old, new, changes));
    }
    // What is gone stands where it was.
    for old in &olds {
        if !news.iter().any(|new| old.is_same(new)) {
            let gone = vec![Change::of_place(ChangeKind::Removed)];
            let gone = at_place(before, Some(old), old, gone);
            let position = different.iter().position(|place| old.stands_before(place));
            let position = position.unwrap_or(different.len());
            different.splice(position..position, gone);
        }
    }
    Diff { places: different }
}

fn at_place(
    hotline: &Hotline,
    old: Option<&ComparedPlace<'_>>,
    place: &ComparedPlace<'_>,
    changes: Vec<Change>,
) -> Option<Different> {
    let codes = hotline.languages.iter().map(|language| language.code.clone());
    (!changes.is_empty()).then(|| Different {
        place: place.title(),
        name: codes.zip(place.name.iter().cloned()).collect(),
        changes,
        heard: Vec::new(),
        was: old.and_then(ComparedPlace::recorded),
    })
}
