//! Limits of what strangers can make us pay for.

use crate::dialects::PhoneNumber;

/// Text messages that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLimits {
    /// To one caller in 24 hours.
    pub a_day: u16,
    /// From one line in 24 hours, whoever asks.
    pub line_a_day: u16,
    /// The codes of the countries to whose numbers they go: `973`.
    pub countries: Vec<String>,
}

impl TextLimits {
    /// True if messages may go to the number's country.
    pub fn may_go_to(&self, number: &PhoneNumber) -> bool {
        let digits = number.reveal().trim_start_matches('+');
        self.countries.iter().any(|country| digits.starts_with(country))
    }
}
