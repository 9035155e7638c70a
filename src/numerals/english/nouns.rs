//! The forms of what is counted.

use crate::numerals::Noun;

/// One, and any other number of it.
pub(super) fn forms(noun: Noun) -> (&'static str, &'static str) {
    match noun {
        Noun::Day => ("day", "days"),
        Noun::WorkingDay => ("working day", "working days"),
        Noun::Week => ("week", "weeks"),
        Noun::Hour => ("hour", "hours"),
        Noun::Minute => ("minute", "minutes"),
        Noun::Second => ("second", "seconds"),
        Noun::Month => ("month", "months"),
        Noun::Year => ("year", "years"),
        Noun::Document => ("document", "documents"),
        Noun::Copy => ("copy", "copies"),
        Noun::Service => ("service", "services"),
        Noun::Choice => ("choice", "choices"),
        Noun::Step => ("step", "steps"),
        Noun::Question => ("question", "questions"),
        Noun::Notice => ("notice", "notices"),
        Noun::Message => ("message", "messages"),
        Noun::Call => ("call", "calls"),
        Noun::Attempt => ("attempt", "attempts"),
        Noun::Person => ("person", "people"),
        Noun::Dinar => ("dinar", "dinars"),
        Noun::Fils => ("fils", "fils"),
    }
}
