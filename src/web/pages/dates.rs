//! Dates as people read them.

use jiff::Zoned;

use super::{Markup, Ui};

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

const WEEKDAYS: [&str; 7] =
    ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];

/// A day with its weekday, in the time zone that it comes with.
pub(super) fn day(ui: Ui, at: &Zoned) -> Markup {
    let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).ok();
    let weekday = weekday.and_then(|weekday| WEEKDAYS.get(weekday)).map_or("", |day| ui.t(day));
    let day = at.day().to_string();
    ui.with("day", &[("weekday", weekday), ("day", &day), ("month", month(ui, at))])
}

fn month(ui: Ui, at: &Zoned) -> &'static str {
    let month = usize::try_from(at.month() - 1).ok().and_then(|month| MONTHS.get(month));
    month.map_or("", |month| ui.t(month))
}

/// A moment as a date and a time of day, in the time zone that it comes with.
pub(super) fn moment(ui: Ui, at: &Zoned) -> Markup {
    let (day, year) = (at.day().to_string(), at.year().to_string());
    let time = at.strftime("%H:%M").to_string();
    ui.with("moment", &[("day", &day), ("month", month(ui, at)), ("year", &year), ("time", &time)])
}
