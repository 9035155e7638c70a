//! The versions of an event: of those with the same UID, the newest holds (RFC 5546, section 2.1.5).

use super::calendar::Component;
use super::event::{CalendarEvent, LeftOut};

/// The number of an event and of its version.
pub(super) struct EventVersion {
    /// Its UID and the one of its repetitions that it is; none for an event without a number.
    key: Option<(String, String)>,
    rank: VersionRank,
}

/// The order of versions; a version that cancels is the last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct VersionRank {
    sequence: u32,
    /// `20261101T000000Z`, or empty.
    stamped: String,
    modified: String,
    cancels: bool,
}

/// The version that an event is; `cancels` says that its whole calendar calls events off.
pub(super) fn of(event: &Component, cancels: bool) -> EventVersion {
    let value = |name| event.value(name).unwrap_or_default().to_owned();
    let uid = value("UID");
    EventVersion {
        key: (!uid.is_empty()).then(|| (uid, value("RECURRENCE-ID"))),
        rank: VersionRank {
            sequence: value("SEQUENCE").parse().unwrap_or(0),
            stamped: value("DTSTAMP"),
            modified: value("LAST-MODIFIED"),
            cancels: cancels || event.says("STATUS", "CANCELLED"),
        },
    }
}

/// The events, of which those that are cancelled or replaced say so.
pub(super) fn latest(read: Vec<(EventVersion, CalendarEvent)>) -> Vec<CalendarEvent> {
    let (versions, mut events): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let mut newest = std::collections::HashMap::new();
    for (version, event) in versions.iter().zip(&events) {
        let Some(key) = &version.key else { continue };
        let (rank, line) = newest.entry(key).or_insert((&version.rank, event.line));
        if *rank < &version.rank {
            (*rank, *line) = (&version.rank, event.line);
        }
    }
    for (version, event) in versions.iter().zip(&mut events) {
        let by = version.key.as_ref().and_then(|key| newest.get(key));
        // Two versions of the same rank tell nothing about which of them holds: both do.
        event.left_out = match by {
            Some((rank, line)) if **rank > version.rank => Some(LeftOut::Replaced { by: *line }),
            _ if version.rank.cancels => Some(LeftOut::Cancelled),
            _ => None,
        };
        event.changed = version.rank.sequence > 0;
    }
    events
}
