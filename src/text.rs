//! Text on a screen.

/// Text that may run from right to left, set apart from the line it stands in, so that its full stop stays at its
/// end (Unicode's first-strong isolate). Characters that would turn or move other text are left out.
pub fn isolated(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !moves_others(*c)).collect();
    if shown.chars().any(is_right_to_left) {
        format!("\u{2068}{shown}\u{2069}")
    } else {
        shown
    }
}

fn moves_others(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

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
}
