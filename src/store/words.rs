//! What people write for others to read: who they are, their notes and answers.

use crate::catalogue::is_invisible;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// The longest name of an author, in characters.
const LONGEST_AUTHOR: usize = 100;
/// The longest answer, in characters: more than anybody listens to.
const LONGEST_ANSWER: usize = 1000;

/// Why a note or an author's name is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There is nothing in it.
    #[error("The {0} is empty. Write one: others read it.")]
    Empty(&'static str),
    /// It is too long for a list.
    #[error(
        "The {what} has {found} characters, and at most {most} are taken. Write a shorter one."
    )]
    TooLong {
        /// What it is.
        what: &'static str,
        /// How many characters it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// It would change how the text around it is shown.
    #[error(
        "The {what} has the character U+{:04X}, which breaks lines or can't be seen. Write it as one line \
         without such characters.",
        u32::from(*found)
    )]
    Invisible {
        /// What it is.
        what: &'static str,
        /// The character.
        found: char,
    },
}

/// True if a note can be shown in a list.
pub(crate) fn check_note(note: &str) -> Result<(), WordsError> {
    check("note", note, LONGEST_NOTE)
}

/// True if an author's name can be shown in a list.
pub(crate) fn check_author(author: &str) -> Result<(), WordsError> {
    check("author's name", author, LONGEST_AUTHOR)
}

/// Fails if a reason can't be shown in a list. None need be given.
pub(crate) fn check_reason(reason: &str) -> Result<(), WordsError> {
    match reason {
        "" => Ok(()),
        reason => check("reason", reason, LONGEST_NOTE),
    }
}

/// True if the name of who is to do something can be shown in a list.
pub(crate) fn check_assignee(assignee: &str) -> Result<(), WordsError> {
    check("assignee's name", assignee, LONGEST_AUTHOR)
}

/// True if an answer can be spoken.
pub(crate) fn check_answer(answer: &str) -> Result<(), WordsError> {
    check("answer", answer, LONGEST_ANSWER)
}

fn check(what: &'static str, text: &str, most: usize) -> Result<(), WordsError> {
    if text.trim().is_empty() {
        return Err(WordsError::Empty(what));
    }
    let found = text.chars().count();
    if found > most {
        return Err(WordsError::TooLong { what, found, most });
    }
    match text.chars().find(|char| is_invisible(*char)) {
        Some(found) => Err(WordsError::Invisible { what, found }),
        None => Ok(()),
    }
}

/// A text from the store as it may be shown: earlier versions took any characters, also those that terminals
/// obey.
pub fn shown(text: &str) -> String {
    let visible = |char| {
        if is_invisible(char) { char::REPLACEMENT_CHARACTER } else { char }
    };
    text.chars().map(visible).collect()
}

/// A note that the program makes itself, in which a folder's name may be anything.
pub(crate) fn fitting_note(note: &str) -> String {
    shown(note).chars().take(LONGEST_NOTE).collect()
}

/// The name of an author whom a rule refused, as it may be written down.
pub(crate) fn fitting_author(author: &str) -> String {
    shown(author).chars().take(LONGEST_AUTHOR).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let note = fitting_note(&format!("The files in menus\n{}.", "x".repeat(600)));
        check_note(&note).unwrap();
    }
}
