//! Single keys from the terminal, without Enter.

use std::{
    io::{self, IsTerminal as _, Read as _, Write as _},
    thread,
};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use tokio::sync::mpsc;

use super::entry::{CallerEntry, typed};

/// The terminal with line editing and echo off. Dropping it, also in a panic, restores the terminal.
///
/// Ctrl-C keeps its meaning and the screen its line ends.
#[derive(Debug)]
pub struct Keyboard {
    typed: mpsc::Receiver<CallerEntry>,
    before: Termios,
}

impl Keyboard {
    /// Takes the keyboard for the rest of the program, if standard input is a terminal.
    pub fn take() -> io::Result<Option<Self>> {
        let stdin = io::stdin();
        if !stdin.is_terminal() {
            return Ok(None);
        }
        let before = tcgetattr(&stdin)?;
        let mut live = before.clone();
        live.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        live.special_codes[SpecialCodeIndex::VMIN] = 1;
        live.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&stdin, OptionalActions::Now, &live)?;
        let (sender, typed) = mpsc::channel(1);
        // A thread of its own: a read of the terminal cannot be called off, and one of tokio's
        // threads would keep the program from ending until a last key is pressed.
        thread::spawn(move || read(&sender));
        Ok(Some(Self { typed, before }))
    }

    /// The next key that means something; [`CallerEntry::HangUp`] if the terminal is gone.
    ///
    /// Can be dropped while it waits without losing a key.
    pub async fn next(&mut self) -> CallerEntry {
        self.typed.recv().await.unwrap_or(CallerEntry::HangUp)
    }
}

fn read(sender: &mpsc::Sender<CallerEntry>) {
    let mut words = None;
    for byte in io::stdin().lock().bytes() {
        let Ok(byte) = byte else { return };
        if let Some(entry) = take(&mut words, byte)
            && sender.blocking_send(entry).is_err()
        {
            return;
        }
    }
}

/// The entry that a byte completes. Words begin with a double quote, and end with another or with the line.
fn take(words: &mut Option<TypedWords>, byte: u8) -> Option<CallerEntry> {
    let Some(begun) = words else {
        if byte != b'"' {
            return typed(byte);
        }
        *words = Some(TypedWords::begin());
        return None;
    };
    match byte {
        b'"' | b'\n' | b'\r' | END => {
            show(b"\"\n");
            let said = String::from_utf8_lossy(&begun.0).trim().to_owned();
            *words = None;
            if byte == END {
                return Some(CallerEntry::HangUp);
            }
            (!said.is_empty()).then_some(CallerEntry::Say(said))
        }
        BACKSPACE | DELETE => {
            begun.take_back();
            None
        }
        byte if byte.is_ascii_control() => None,
        byte => {
            begun.0.push(byte);
            show(&[byte]);
            None
        }
    }
}

/// Ctrl-D.
const END: u8 = 0x04;
/// Terminals send the one or the other for the key that takes back a letter.
const BACKSPACE: u8 = 0x08;
const DELETE: u8 = 0x7f;

/// Words that are being typed, in UTF-8. They are shown here, because the terminal's own echo is off.
struct TypedWords(Vec<u8>);

impl TypedWords {
    fn begin() -> Self {
        show("→      \"".as_bytes());
        Self(Vec::new())
    }

    /// Takes back the last letter.
    fn take_back(&mut self) {
        while let Some(byte) = self.0.pop() {
            let begins_a_letter = byte & 0b1100_0000 != 0b1000_0000;
            if begins_a_letter {
                show(b"\x08 \x08");
                return;
            }
        }
    }
}

/// Shows bytes; if the screen is gone, the call's own output fails.
fn show(bytes: &[u8]) {
    let mut screen = io::stdout().lock();
    let _ = screen.write_all(bytes).and_then(|()| screen.flush());
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
