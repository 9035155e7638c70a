//! Dates as people read them.

use jiff::Zoned;

use super::{Markup, Ui};

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

/// A moment as a date and a time of day, in the time zone that it comes with.
pub(super) fn moment(ui: Ui, at: &Zoned) -> Markup {
    let month = usize::try_from(at.month() - 1).ok().and_then(|month| MONTHS.get(month));
    let (day, year) = (at.day().to_string(), at.year().to_string());
    let time = at.strftime("%H:%M").to_string();
    let month = month.map_or("", |month| ui.t(month));
    ui.with("moment", &[("day", &day), ("month", month), ("year", &year), ("time", &time)])
}
