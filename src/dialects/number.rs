//! Telephone numbers of callers.

use std::fmt;

use phonenumber::Type;

/// A telephone number in E.164: `+` and 7 to 15 digits. Not shown by `{:?}`, so that it stays out of logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Numbers in place of withheld ones, words spelt on a telephone's keys: ANONYMOUS,
/// RESTRICTED, UNAVAILABLE, UNKNOWN, BLOCKED (Twilio support, "Why am I getting calls from these
/// strange numbers?", which spells the second in two ways).
const WITHHELD: [&str; 6] =
    ["266696687", "7378742833", "7378742883", "86282452253", "8656696", "2562533"];

/// A text that is no telephone number as it is written across borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no international telephone number: write + (or 00), the country's code and the number, such as \
     +97317000000"
)]
pub struct NumberError;

impl PhoneNumber {
    /// Reads the number of a caller as providers tell it: `+97317000000`.
    ///
    /// A `+` that an unescaped query turned into a space, or `00` in its place, is taken for one. `None` for everything else: names,
    /// addresses of internet telephones, which anybody may write as they like, numbers without their
    /// country's code, and what stands for a withheld number.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['+', ' ']).or_else(|| text.strip_prefix("00"))?.trim_end();
        let in_america = digits.strip_prefix('1').unwrap_or(digits);
        let withheld = WITHHELD.contains(&digits) || WITHHELD.contains(&in_america);
        (is_international(digits) && !withheld).then(|| Self(format!("+{digits}")))
    }

    /// Reads a number as a person writes it: with `+` or `00`, and with spaces, hyphens, dots and brackets
    /// between the digits. What comes along with a pasted number, and can't be seen, does no harm.
    pub fn written(text: &str) -> Result<Self, NumberError> {
        let between = |c: char| {
            c.is_whitespace()
                || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}')
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let text: String = text.chars().filter(|c| !between(*c)).collect();
        let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
        match digits {
            Some(digits) if is_international(digits) => Ok(Self(format!("+{digits}"))),
            _ => Err(NumberError),
        }
    }

    /// Says if it is a mobile telephone's, by the numbering plan of its country: text messages arrive there. Where the
    /// number does not tell, it is none.
    pub fn is_mobile(&self) -> bool {
        let number = phonenumber::parse(None, &self.0);
        number.is_ok_and(|number| {
            number.number_type(&phonenumber::metadata::DATABASE) == Type::Mobile
        })
    }

    /// Reads the numbering plans, which takes a moment the first time that a number's kind is asked for.
    pub fn get_ready() {
        Self("+97300000000".to_owned()).is_mobile();
    }

    /// The number in clear, to hash it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Says if these digits can follow the `+`: no country's code begins with 0.
fn is_international(digits: &str) -> bool {
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(not shown)")
    }
}
