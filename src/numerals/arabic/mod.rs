//! Modern standard Arabic.

mod dates;
mod nouns;
mod words;

pub(super) use dates::{date, time_of_day};
pub(super) use nouns::counted;
pub(super) use words::cardinal;

/// The word for "and", which is written together with the next word.
const AND: &str = " و";
