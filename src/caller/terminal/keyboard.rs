//! Single keys from the terminal, without Enter.

use std::{
    io::{self, IsTerminal as _, Read as _},
    thread,
};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use tokio::sync::mpsc;

use super::entry::{Entry, typed};

/// The terminal with line editing and echo off. Dropping it, also in a panic, restores the terminal.
///
/// Ctrl-C keeps its meaning and the screen its line ends.
#[derive(Debug)]
pub struct Keyboard {
    typed: mpsc::Receiver<Entry>,
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
        live.local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO);
        live.special_codes[SpecialCodeIndex::VMIN] = 1;
        live.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&stdin, OptionalActions::Now, &live)?;
        let (sender, typed) = mpsc::channel(1);
        // A thread of its own: a read of the terminal cannot be called off, and one of tokio's
        // threads would keep the program from ending until a last key is pressed.
        thread::spawn(move || read(&sender));
        Ok(Some(Self { typed, before }))
    }

    /// The next key that means something; [`Entry::HangUp`] if the terminal is gone.
    ///
    /// Can be dropped while it waits without losing a key.
    pub(super) async fn next(&mut self) -> Entry {
        self.typed.recv().await.unwrap_or(Entry::HangUp)
    }
}

fn read(sender: &mpsc::Sender<Entry>) {
    let mut spoken: Option<Vec<u8>> = None;
    for byte in io::stdin().lock().bytes() {
        let Ok(byte) = byte else { return };
        let entry = match (&mut spoken, byte) {
            // Words begin with a double quote, and end with another or with the line.
            (Some(words), b'"' | b'\n' | b'\r') => {
                let said = String::from_utf8_lossy(words).trim().to_owned();
                spoken = None;
                Entry::Say(said)
            }
            (Some(words), byte) => {
                words.push(byte);
                continue;
            }
            (None, b'"') => {
                spoken = Some(Vec::new());
                continue;
            }
            (None, byte) => match typed(byte) {
                Some(entry) => entry,
                None => continue,
            },
        };
        if sender.blocking_send(entry).is_err() {
            return;
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}
