//! A live call: keys and words typed at a terminal.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::sandbox::Sandbox;

/// Far longer than anything takes: only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A pseudo terminal, seen by who sits at it.
struct Terminal {
    keyboard: File,
    printed: Receiver<Vec<u8>>,
    screen: Vec<u8>,
}

impl Terminal {
    /// A terminal, and the side of it that a program has.
    fn new() -> (Self, File) {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let ours = openpt(flags).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let keyboard = File::from(ours);
        let mut reader = keyboard.try_clone().unwrap();
        let (sender, printed) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The end of the last program that has it is an error for us.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let terminal = Self { keyboard, printed, screen: Vec::new() };
        (terminal, theirs)
    }

    fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this stands on the screen after what was waited for before, and gives everything up to it.
    fn until(&mut self, wanted: &str) -> String {
        loop {
            let screen = String::from_utf8_lossy(&self.screen).into_owned();
            if let Some(at) = screen.find(wanted) {
                let end = at + wanted.len();
                self.screen.drain(..end);
                return screen[..end].to_owned();
            }
            match self.printed.recv_timeout(PATIENCE) {
                Ok(bytes) => self.screen.extend(bytes),
                Err(error) => panic!("{wanted:?} did not come after {screen}: {error}"),
            }
        }
    }
}

#[test]
fn words_are_seen_while_they_are_typed_and_said_once() {
    let sandbox = Sandbox::new();
    let (mut terminal, theirs) = Terminal::new();
    let mut command = sandbox.command(&["call"]);
    let mut child = command.stdin(theirs.try_clone().unwrap()).stdout(theirs).spawn().unwrap();
    drop(command);

    terminal.until("h to hang up)\r\n");
    terminal.type_keys("2");
    terminal.until("→      2\r\n");
    terminal.until("\"words\"");
    terminal.until("h to hang up)\r\n");

    terminal.type_keys("\"wall permitx");
    let typed = terminal.until("x");
    assert_eq!(typed, "→      \"wall permitx");
    terminal.type_keys("\u{7f}\n");
    let heard = terminal.until("h to hang up)\r\n");
    assert!(heard.starts_with("\u{8} \u{8}\"\r\nen-GB  Wall permit."), "{heard}");

    terminal.type_keys("h");
    terminal.until("nothing wrong.\r\n");
    assert!(child.wait().unwrap().success());
}
