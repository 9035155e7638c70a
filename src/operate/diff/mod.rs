//! What callers would hear differently if one edition were heard in place of another.
//!
//! Sectors, groups and services are the same if they have the same id, wherever they are: a service with another
//! code has moved, and is not one that went and one that came. What is said at a place is compared prompt by prompt.

mod change;
mod heard;
mod places;
mod settings;

use std::collections::BTreeMap;

use serde::Serialize;

use self::places::{Pair, Place};
use crate::catalogue::Hotline;
use crate::dialogue::RecordedPlace;

pub use change::{Change, Recorded};
pub use heard::{Heard, Often};

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
    /// How often callers heard it until now, if that was asked for.
    pub heard: Vec<Heard>,
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
    let mut places = Vec::new();
    let settings = settings::changes(before, after);
    if !settings.is_empty() {
        places.push(Different {
            place: "hotline".to_owned(),
            name: BTreeMap::new(),
            changes: settings,
            heard: Vec::new(),
            was: None,
        });
    }
    let pair = Pair { before, after };
    let olds = places::all(before);
    let news = places::all(after);
    for new in &news {
        let old = olds.iter().find(|old| old.is_same(new));
        let changes = match old {
            Some(old) => pair.changes(old, new),
            None => pair.added(new),
        };
        places.extend(different(after, old, new, changes));
    }
    // What is gone stands where it was.
    for old in &olds {
        if !news.iter().any(|new| old.is_same(new)) {
            let gone = different(before, Some(old), old, vec![Change::Removed]);
            let position = places.iter().position(|place| old.stands_before(place));
            let position = position.unwrap_or(places.len());
            places.splice(position..position, gone);
        }
    }
    Diff { places }
}

fn different(
    hotline: &Hotline,
    old: Option<&Place<'_>>,
    place: &Place<'_>,
    changes: Vec<Change>,
) -> Option<Different> {
    let codes = hotline.languages.iter().map(|language| language.code.clone());
    (!changes.is_empty()).then(|| Different {
        place: place.title(),
        name: codes.zip(place.name.iter().cloned()).collect(),
        changes,
        heard: Vec::new(),
        was: old.and_then(Place::recorded),
    })
}
