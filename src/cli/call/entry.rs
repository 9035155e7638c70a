//! Entries: by hand, on a line, or in the list behind `--keys`.

use std::{collections::VecDeque, fmt, str::FromStr};

use sila::dialogue::{Key, TransferOutcome};

/// One thing that the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerEntry {
    /// Presses keys, one after another.
    Keys(Vec<Key>),
    Silence,
    /// Speaks for a few seconds, where something is recorded.
    Speak,
    /// Says words to a menu that listens.
    Say(String),
    HangUp,
    /// Says how a connection went.
    Outcome(TransferOutcome),
}

impl fmt::Display for CallerEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keys(keys) => return keys.iter().try_for_each(|key| key.fmt(f)),
            Self::Silence => "silence",
            Self::Speak => "speak",
            Self::Say(words) => return write!(f, "\"{words}\""),
            Self::HangUp => "hang up",
            Self::Outcome(outcome) => outcome.name(),
        })
    }
}

/// A word that is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is nothing that a caller can do; write keys (0 to 9, * and #), . for silence, h to hang \
     up, speak where something is recorded, words in double quotes where the menu listens, or answered, busy, no-answer or failed for a connection"
)]
pub struct BadEntry(String);

impl FromStr for CallerEntry {
    type Err = BadEntry;

    fn from_str(word: &str) -> Result<Self, BadEntry> {
        match word {
            "" | "-" | "." => Ok(Self::Silence),
            "h" | "hang-up" => Ok(Self::HangUp),
            "s" | "speak" => Ok(Self::Speak),
            "a" | "answered" => Ok(Self::Outcome(TransferOutcome::Answered)),
            "b" | "busy" => Ok(Self::Outcome(TransferOutcome::Busy)),
            "n" | "no-answer" => Ok(Self::Outcome(TransferOutcome::NoAnswer)),
            "f" | "failed" => Ok(Self::Outcome(TransferOutcome::Failed)),
            said if said.starts_with('"') && said.len() > 2 => {
                Ok(Self::Say(said.trim_matches('"').to_owned()))
            }
            other => {
                let keys: Option<Vec<Key>> = other.chars().map(Key::from_char).collect();
                keys.map(Self::Keys).ok_or_else(|| BadEntry(other.to_owned()))
            }
        }
    }
}

/// Reads a list such as `2,1,1,4` or `1,.,busy`. A comma in quoted words parts nothing.
pub fn list(text: &str) -> Result<VecDeque<CallerEntry>, BadEntry> {
    let mut quoted = false;
    let words = text.split(|char| {
        quoted ^= char == '"';
        char == ',' && !quoted
    });
    words.map(|word| word.trim().parse()).collect()
}

/// The meaning of a single key of the keyboard; other keys mean nothing.
pub fn typed(byte: u8) -> Option<CallerEntry> {
    match byte {
        b'\n' | b'\r' => Some(CallerEntry::Silence),
        0x04 => Some(CallerEntry::HangUp), // Ctrl-D
        b'-' | b'.' => None,
        printable @ b'!'..=b'~' => char::from(printable).to_string().parse().ok(),
        _ => None,
    }
}
