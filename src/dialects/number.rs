//! Telephone numbers of callers and lines.

use std::fmt;

/// A telephone number in E.164: `+` and 7 to 15 digits. Not shown by `{:?}`, so that it stays out
/// of logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// What a caller who withholds the number has in its place, spelt on a telephone's keys: ANONYMOUS,
/// RESTRICTED, UNAVAILABLE, UNKNOWN, BLOCKED (Twilio support, "Why am I getting calls from these
/// strange numbers?", which spells the second in two ways).
const WITHHELD: [&str; 6] = [
    "266696687",
    "7378742833",
    "7378742883",
    "86282452253",
    "8656696",
    "2562533",
];

impl PhoneNumber {
    /// Reads a number as providers write it: `+97317000000`, `97317000000`, `sip:+97317000000@host`.
    ///
    /// A `+` that an unescaped query turned into a space is taken for one. `None` for everything
    /// else: names, short numbers, and what stands for a withheld number.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = ["sip:", "sips:", "tel:"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        let user = text.split(['@', ';']).next()?.trim();
        let digits = user.strip_prefix('+').unwrap_or(user);
        let is_number =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let in_america = digits.strip_prefix('1').unwrap_or(digits);
        let withheld = WITHHELD.contains(&digits) || WITHHELD.contains(&in_america);
        (is_number && !withheld).then(|| Self(format!("+{digits}")))
    }

    /// The number in clear, to call back or to hash.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(not shown)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for text in [
            "+97317000000",
            "97317000000",
            " 97317000000",
            "sip:+97317000000@pbx.example.bh:5060",
            "sips:97317000000@pbx.example.bh;transport=tls",
            "tel:+97317000000;phone-context=bh",
        ] {
            let number = PhoneNumber::parse(text).unwrap();
            assert_eq!(number.reveal(), "+97317000000", "{text}");
        }
    }

    #[test]
    fn a_withheld_number_is_none() {
        for text in [
            "",
            "+",
            "anonymous",
            "Anonymous",
            "Restricted",
            "sip:anonymous@anonymous.invalid",
            "client:alice",
            "+266696687",
            "+7378742833",
            "+17378742833",
            "+86282452253",
            "+8656696",
            "+2562533",
            "+12",
            "999",
            "+1234567890123456",
            "+973 1700 000O",
            "+٩٧٣١٧٠٠٠٠٠٠",
        ] {
            assert_eq!(PhoneNumber::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_not_shown() {
        let number = PhoneNumber::parse("+97317000000");
        assert_eq!(format!("{number:?}"), "Some(PhoneNumber(not shown))");
    }
}
