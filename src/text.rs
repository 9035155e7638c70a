//! Texts: as they are shown on a screen, and as they are written down.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_stands_in_an_isolate_and_english_does_not() {
        assert_eq!(isolated("أهلاً."), "\u{2068}أهلاً.\u{2069}");
        assert_eq!(isolated("Hello."), "Hello.");
    }

    #[test]
    fn nothing_in_a_text_turns_the_rest_of_the_screen() {
        assert_eq!(isolated("a\u{202e}b\u{9b}31mc"), "ab31mc");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
