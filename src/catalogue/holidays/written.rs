//! Dates and times as a calendar writes them, and on the hotline's clocks.

use jiff::Span;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::NoHoliday;
use super::line::Property;
use super::zone::{Zones, civil};
use crate::catalogue::without_invisible;

/// A date or a time, and an hour so much later.
#[derive(Clone, Copy)]
pub(super) struct Written<'c> {
    local: DateTime,
    place: Place<'c>,
    /// Hours and less.
    later: Span,
}

/// The zone of a time.
#[derive(Clone, Copy)]
enum Place<'c> {
    /// It is a date.
    Day,
    /// The clocks of whoever reads it.
    Reader,
    Utc,
    /// The zone of this name.
    Zone(&'c str),
}

impl<'c> Written<'c> {
    pub(super) fn read(property: &'c Property, name: &'static str) -> Result<Self, NoHoliday> {
        let written = property.value.as_str();
        let is_day = !written.contains(['T', 't']);
        let is_utc = written.ends_with(['Z', 'z']);
        // A year far away is a slip of the keys.
        let sound = |local: &DateTime| (2000..2100).contains(&local.year());
        let local = civil(written).filter(sound).filter(|_| !(is_day && is_utc));
        let place = match property.parameter("TZID") {
            _ if is_day => Place::Day,
            _ if is_utc => Place::Utc,
            None => Place::Reader,
            Some(name) => Place::Zone(name),
        };
        let local = local.ok_or_else(|| bad_date(name, written))?;
        Ok(Self { local, place, later: Span::new() })
    }

    /// So much later: days are counted on the clocks, and hours as they pass (RFC 5545, section 3.8.2.5).
    pub(super) fn after(self, duration: &str) -> Option<Self> {
        let span: Span = duration.parse().ok()?;
        let days = Span::new().try_weeks(span.get_weeks()).ok()?.try_days(span.get_days()).ok()?;
        let later = span.weeks(0).days(0);
        let is_sound = later.get_years() == 0 && later.get_months() == 0;
        let local = self.local.checked_add(days).ok().filter(|_| is_sound)?;
        Some(Self { local, later, ..self })
    }

    pub(super) fn is_day(&self) -> bool {
        matches!(self.place, Place::Day)
    }

    /// The time on the clocks on which it is written.
    pub(super) fn as_written(&self) -> DateTime {
        self.local.saturating_add(self.later)
    }

    /// The time on the hotline's clocks.
    pub(super) fn on_clocks(&self, zones: &Zones<'_>) -> Result<DateTime, NoHoliday> {
        let moment = match self.place {
            Place::Day | Place::Reader => return Ok(self.as_written()),
            Place::Utc => TimeZone::UTC.to_timestamp(self.local).ok(),
            Place::Zone(name) => {
                let (unknown, known) = (|| NoHoliday::UnknownZone(shown(name)), Zones::known(name));
                // A midnight that the clocks skip stays one for those who have the same clocks.
                if self.later.is_zero() && known.is_some_and(|zone| zone == zones.own) {
                    return Ok(self.local);
                }
                Some(zones.timestamp(self.local, name).ok_or_else(unknown)?)
            }
        };
        let moment = moment.and_then(|moment| moment.checked_add(self.later).ok());
        let moment = moment.ok_or_else(|| bad_date("DURATION", &self.later.to_string()))?;
        Ok(moment.to_zoned(zones.own.clone()).datetime())
    }
}

pub(super) fn bad_date(property: &'static str, written: &str) -> NoHoliday {
    let written = shown(written);
    NoHoliday::BadDate { property, written }
}

/// A word of the calendar without anything that a terminal obeys.
pub(super) fn shown(word: &str) -> String {
    without_invisible(word).chars().take(60).collect()
}
