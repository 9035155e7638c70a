//! Names, notes and answers, as people write them for others to read.

use crate::catalogue::is_invisible;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// The longest name of an author, in characters.
const LONGEST_AUTHOR: usize = 100;
/// The longest answer, in characters: more than anybody listens to.
const LONGEST_ANSWER: usize = 1000;

/// A reason for which a note or a name is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("The {0} is empty. Write one: others read it.")]
    Empty(&'static str),
    #[error(
        "The {what} has {found} characters, and at most {most} are taken. Write a shorter one."
    )]
    TooLong { what: &'static str, found: usize, most: usize },
    /// It would change how the text around it is shown.
    #[error(
        "The {what} has the character U+{:04X}, which breaks lines or can't be seen. Write it as one line \
         without such characters.",
        u32::from(*found)
    )]
    Invisible { what: &'static str, found: char },
}

/// Fails if a note can't be shown in a list.
pub fn check_note(note: &str) -> Result<(), WordsError> {
    check("note", note, LONGEST_NOTE)
}

/// Fails if an author's name can't be shown in a list.
pub fn check_author(author: &str) -> Result<(), WordsError> {
    check("author's name", author, LONGEST_AUTHOR)
}

/// Fails if a reason can't be shown in a list. None need be given.
pub fn check_reason(reason: &str) -> Result<(), WordsError> {
    match reason {
        "" => Ok(()),
        reason => check("reason", reason, LONGEST_NOTE),
    }
}

/// Fails if the name of who is to do something can't be shown in a list.
pub fn check_assignee(assignee: &str) -> Result<(), WordsError> {
    check("assignee's name", assignee, LONGEST_AUTHOR)
}

/// Fails if an operator's name can't be shown in a list.
pub fn check_name(name: &str) -> Result<(), WordsError> {
    check("operator's name", name, LONGEST_AUTHOR)
}

/// Fails if an answer can't be spoken.
pub fn check_answer(answer: &str) -> Result<(), WordsError> {
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
pub fn fitting_note(note: &str) -> String {
    shown(note).chars().take(LONGEST_NOTE).collect()
}

/// The name of an author whom a rule refused, as it may be written down.
pub fn fitting_author(author: &str) -> String {
    shown(author).chars().take(LONGEST_AUTHOR).collect()
}
