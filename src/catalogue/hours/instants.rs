//! Moments at which the clocks on the wall say something, also on the days on which the clocks change.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// The first moment at which so many minutes of a day have gone by on the clocks.
///
/// A time that the clocks skip is the moment of the change; of a time that comes twice, the first counts.
pub(super) fn first(zone: &TimeZone, date: Date, minutes: u16) -> Option<Timestamp> {
    let wanted = clock(date, minutes)?;
    match zone.to_ambiguous_timestamp(wanted).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wanted).ok(),
        AmbiguousOffset::Gap { after, .. } => change(zone, after.to_timestamp(wanted).ok()?),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wanted).ok(),
    }
}

/// The moment from which on the clocks never again say less.
///
/// Of a minute that comes twice, the second counts, so that nobody is sent away while it lasts.
pub(super) fn last(zone: &TimeZone, date: Date, minutes: u16) -> Option<Timestamp> {
    let before = clock(date, minutes)?.checked_sub(1.minute()).ok()?;
    let begins = match zone.to_ambiguous_timestamp(before).offset() {
        AmbiguousOffset::Gap { after, .. } => {
            return change(zone, after.to_timestamp(before).ok()?);
        }
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Fold { after, .. } => after,
    };
    let begins = begins.to_timestamp(before).ok()?;
    begins.checked_add(1.minute()).ok()
}

fn clock(date: Date, minutes: u16) -> Option<DateTime> {
    let midnight = date.at(0, 0, 0, 0);
    midnight.checked_add(i64::from(minutes).minutes()).ok()
}

/// The change of the clocks after a moment shortly before it.
fn change(zone: &TimeZone, before: Timestamp) -> Option<Timestamp> {
    zone.following(before).next().map(|change| change.timestamp())
}
