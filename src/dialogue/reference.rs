//! References: the short numbers by which callers name their inquiries.

use std::fmt;

/// A reference: seven digits and a check digit, so that a mistake in keying is noticed (Luhn, ISO/IEC 7812-1,
/// annex B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(u32);

/// The first seven digits of the first reference: never with a zero in front, which people leave out.
const FIRST: u32 = 1_000_000;
/// The number of all references.
const COUNT: u64 = 9_000_000;

impl Reference {
    pub const DIGITS: u8 = 8;

    /// The reference that stands for a number, of which only what fits is used.
    pub fn of(number: u64) -> Self {
        let body = u32::try_from(number % COUNT).unwrap_or_default() + FIRST;
        Self(body * 10 + check_digit(body))
    }

    /// The reference so many places on, of all that there are, and again from the beginning.
    #[must_use]
    pub fn shifted(self, places: u64) -> Self {
        Self::of(u64::from(self.0 / 10 - FIRST) + places % COUNT)
    }

    /// The reference of which this one is the [shifted](Self::shifted).
    #[must_use]
    pub fn shifted_back(self, places: u64) -> Self {
        self.shifted(COUNT - places % COUNT)
    }

    /// Reads the eight digits; none where there are not eight, or they don't fit together.
    pub fn parse(digits: &str) -> Option<Self> {
        let eight = digits.len() == usize::from(Self::DIGITS)
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number: u32 = eight.then(|| digits.parse().ok())??;
        let body = number / 10;
        (body >= FIRST && check_digit(body) == number % 10).then_some(Self(number))
    }
}

/// The digit that makes the sum of all, every second one doubled, a multiple of ten.
fn check_digit(body: u32) -> u32 {
    let (mut rest, mut sum, mut doubled) = (body, 0, true);
    while rest > 0 {
        let digit = (rest % 10) * if doubled { 2 } else { 1 };
        sum += digit / 10 + digit % 10;
        doubled = !doubled;
        rest /= 10;
    }
    (10 - sum % 10) % 10
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}
