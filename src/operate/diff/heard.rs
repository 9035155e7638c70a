//! Numbers of the calls that a difference would reach.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{ChangeKind, Diff, Different};
use crate::catalogue::SectionKind;
use crate::dialogue::{PlaceKind, RecordedPlace};
use crate::store::{Database, StoreError};

/// The number of calls that heard a place until now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallsHeard {
    /// The section of the service; none: the place itself.
    pub section: Option<String>,
    pub last_7_days: u64,
    pub last_30_days: u64,
}

/// The numbers of calls that heard each place lately.
#[derive(Debug, Clone, Default)]
pub struct Often {
    last_7_days: HashMap<RecordedPlace, u64>,
    last_30_days: HashMap<RecordedPlace, u64>,
}

impl Often {
    /// Counts the calls up to now.
    pub async fn count(database: &Database, now: Timestamp) -> Result<Self, StoreError> {
        let days = |days: i64| now - SignedDuration::from_hours(24 * days);
        Ok(Self {
            last_7_days: database.heard_since(days(7)).await?.into_iter().collect(),
            last_30_days: database.heard_since(days(30)).await?.into_iter().collect(),
        })
    }

    fn heard(&self, mut place: RecordedPlace, section: Option<SectionKind>) -> CallsHeard {
        if section.is_some() {
            (place.kind, place.section) = (PlaceKind::Section, section);
        }
        let count =
            |calls: &HashMap<RecordedPlace, u64>| calls.get(&place).copied().unwrap_or_default();
        CallsHeard {
            section: section.map(|section| section.name().to_owned()),
            last_7_days: count(&self.last_7_days),
            last_30_days: count(&self.last_30_days),
        }
    }
}

impl Diff {
    /// The same with how often callers heard each place until now, and each section that is different.
    #[must_use]
    pub fn with_heard(mut self, often: &Often) -> Self {
        for place in &mut self.places {
            place.heard = place.count(often);
        }
        self
    }
}

impl Different {
    fn count(&self, often: &Often) -> Vec<CallsHeard> {
        let Some(was) = self.was else {
            return Vec::new();
        };
        let mut heard = vec![often.heard(was, None)];
        for change in &self.changes {
            let section = match change.what {
                ChangeKind::Text | ChangeKind::Section if change.before.is_none() => continue,
                ChangeKind::Text | ChangeKind::Section | ChangeKind::Recording => {
                    change.part.split(' ').next().unwrap_or(&change.part)
                }
                _ => continue,
            };
            let is_told = heard.iter().any(|told| told.section.as_deref() == Some(section));
            if let Some(section) = SectionKind::parse(section).filter(|_| !is_told) {
                heard.push(often.heard(was, Some(section)));
            }
        }
        heard
    }
}
