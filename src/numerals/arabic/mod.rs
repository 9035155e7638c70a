//! Modern standard Arabic.

mod counted;
mod dates;
mod endings;
mod nouns;
mod words;

pub(super) use counted::{cardinal, count, money};
pub(super) use dates::{date, time_of_day};

/// The word for "and", which is written together with the next word.
const AND: &str = " و";
