//! Words that people write and read: notes, names, numbers.

use sila::store::{ClearNumber, check_author, check_note, fitting_author, fitting_note, shown};

#[test]
fn a_note_is_one_visible_line_of_some_length() {
    check_note("الرسم ستة دنانير, from March on").unwrap();
    check_note(&"ع".repeat(500)).unwrap();
    let table = [
        (String::new(), "is empty"),
        ("  ".to_owned(), "is empty"),
        ("ع".repeat(501), "501 characters, and at most 500"),
        ("one\ntwo".to_owned(), "U+000A"),
        ("\u{1b}[2J".to_owned(), "U+001B"),
        ("a\u{202e}b".to_owned(), "U+202E"),
        ("a\u{2028}b".to_owned(), "U+2028"),
    ];
    for (note, said) in table {
        let refused = check_note(&note).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
    let long = check_author(&"a".repeat(101)).unwrap_err();
    assert!(long.to_string().starts_with("The author's name has 101"));
}

#[test]
fn nothing_that_a_terminal_obeys_is_shown() {
    assert_eq!(shown("ستة \u{1b}[2J\n\u{202e}x"), "ستة \u{fffd}[2J\u{fffd}\u{fffd}x");
}

#[test]
fn what_the_program_says_itself_always_fits() {
    let note = fitting_note(&format!("The files in menus\n{}.", "ع".repeat(600)));
    check_note(&note).unwrap();
    assert_eq!(note, format!("The files in menus\u{fffd}{}", "ع".repeat(481)));
    assert_eq!(fitting_note("The files in menus."), "The files in menus.");
    let author = fitting_author(&format!("Huda\u{1b}{}", "ع".repeat(200)));
    check_author(&author).unwrap();
    assert_eq!(author, format!("Huda\u{fffd}{}", "ع".repeat(95)));
}

#[test]
fn a_number_is_shown_by_its_last_digits_alone() {
    for (number, masked) in [("+97317001234", "…234"), ("+99999", "…"), ("", "…")] {
        let clear = ClearNumber::new(number);
        assert_eq!(clear.masked(), masked);
        assert_eq!(format!("{clear:?}"), "ClearNumber(not shown)");
    }
}
