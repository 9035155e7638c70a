//! A pseudo terminal, as who sits at it sees it.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// Far longer than anything takes: only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A pseudo terminal, seen by who sits at it.
pub struct Terminal {
    keyboard: File,
    printed: Receiver<Vec<u8>>,
    screen: Vec<u8>,
}

impl Terminal {
    /// A terminal, and the side of it that a program has.
    pub fn new() -> (Self, File) {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let ours = openpt(flags).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&ours, size).unwrap();
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

    pub fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this stands on the screen after what was waited for before, and gives everything up to it.
    pub fn until(&mut self, wanted: &str) -> String {
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

    /// Gives what came after what was waited for last, once no program has the terminal any more.
    pub fn rest(mut self) -> String {
        loop {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(bytes) => self.screen.extend(bytes),
                Err(RecvTimeoutError::Disconnected) => {
                    return String::from_utf8(self.screen).unwrap();
                }
                Err(RecvTimeoutError::Timeout) => panic!("a program still has the terminal"),
            }
        }
    }
}
