//! Modern standard Arabic.

mod calendar;
mod clock;
mod counted;
mod endings;
mod nouns;
mod ordinals;
mod words;

pub(super) use calendar::{date, date_with_year, weekday};
pub(super) use clock::time_of_day;
pub(super) use counted::{cardinal, count, money};
pub(super) use ordinals::ordinal;
pub(super) use words::digit;

/// The word for "and", which is written together with the next word.
const AND: &str = " و";

/// Several things, all joined by "and" as Arabic does.
pub(super) fn list(items: &[String]) -> String {
    let long = items.len() > 2 && items.iter().any(|item| item.contains(' '));
    items.join(if long { "، و" } else { AND })
}
