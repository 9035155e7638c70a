//! Texts: as they are shown on a screen, and as they are written down.

use std::borrow::Cow;

/// Text that may run from right to left, set apart from the line it stands in, so that its full stop stays at its
/// end (Unicode's first-strong isolate). Characters that would turn or move other text are left out.
pub fn isolated(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !moves_others(*c)).collect();
    if shown.chars().any(is_right_to_left) { format!("\u{2068}{shown}\u{2069}") } else { shown }
}

fn moves_others(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// A number with a comma between thousands: `1,234`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text with its placeholders filled in; what is filled in is not looked at again.
pub fn fill(text: &str, values: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, here) = rest.split_at(start);
        let mut known = values.iter();
        let found = known.find_map(|(gap, value)| Some((value, here.strip_prefix(gap.as_ref())?)));
        let (value, after) =
            found.map_or(("{", &here[1..]), |(value, after)| (value.as_ref(), after));
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled + rest
}

/// A cell that no spreadsheet program takes for a formula: an apostrophe in front makes it a text. The first characters
/// that count are those of OWASP's page on CSV injection.
pub fn harmless_cell(cell: &str) -> Cow<'_, str> {
    if begins_a_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The text of a cell that [`harmless_cell`] wrote.
pub fn from_harmless_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| begins_a_formula(text)).unwrap_or(cell)
}

fn begins_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// An error in one text, with what caused it.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(" Cause: ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Writes types to JSON as they are displayed, and reads them back with their `parse`.
macro_rules! serde_as_text {
    ($($type:ty),+ $(,)?) => {$(
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                <$type>::parse(&text).ok_or_else(|| ::serde::de::Error::custom("not of the right form"))
            }
        }
    )+};
}
pub(crate) use serde_as_text;
