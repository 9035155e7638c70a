//! Texts as they are shown, written and filled in.

use sila::text::{fill, grouped, isolated};

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

#[test]
fn what_is_filled_in_is_not_filled_in_again() {
    let values = [("{name}", "{hours} & {"), ("{hours}", "today")];
    let filled = fill("For {name}: {hours}, {key} {hours}{", &values);
    assert_eq!(filled, "For {hours} & {: today, {key} today{");
}
