//! A folder to run the program in, and what it printed.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use crate::calls::play::{copy, small_menus};

/// A folder with a configuration and a copy of the small hotline in it.
pub struct Sandbox(TempDir);

impl Sandbox {
    /// A folder in which everything is well.
    pub fn new() -> Self {
        let sandbox = Self(tempfile::tempdir().unwrap());
        sandbox.configure("");
        copy(&small_menus(), &sandbox.path("menus"));
        sandbox
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.0.path()).unwrap().join(name)
    }

    /// Writes the configuration: the usual, and `more`.
    pub fn configure(&self, more: &str) {
        let usual = "listen = '127.0.0.1:0'\nmenus = 'menus'\n";
        fs::write(self.path("sila.toml"), format!("{usual}{more}")).unwrap();
    }

    /// A file of a broken hotline laid over the good one.
    pub fn break_menus(&self, rule: &str) {
        let broken = small_menus().with_file_name("broken").join(rule);
        copy(&broken, &self.path("menus"));
    }

    /// The program, to be run in the folder, with a user and a path alone in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sila"));
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("USER", "operator")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the server and returns once it listens.
    pub fn serve(&self) -> ServeProcess {
        let mut child =
            self.command(&["serve"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let mut process = ServeProcess { child, lines, log: String::new() };
        while !process.log.contains("the provider calls") {
            assert!(process.read_line(), "it ended: {}", process.log);
        }
        process
    }

    /// Transcript of a run: the command, what was printed, and the exit code.
    pub fn transcript(&self, arguments: &[&str]) -> String {
        self.told(arguments, &self.run(arguments))
    }

    /// The same of a run that is given this to read.
    pub fn transcript_with_input(&self, arguments: &[&str], input: &[u8]) -> String {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        self.told(arguments, &child.wait_with_output().unwrap())
    }

    fn told(&self, arguments: &[&str], output: &Output) -> String {
        let shown: Vec<_> = arguments.iter().map(|word| shlex::try_quote(word).unwrap()).collect();
        let mut transcript = format!("$ sila {}\n", shown.join(" "));
        transcript.push_str(&self.scrubbed(&output.stdout));
        for line in self.scrubbed(&output.stderr).lines() {
            let _ = writeln!(transcript, "stderr: {line}");
        }
        if let Some(code @ 1..) = output.status.code() {
            let _ = writeln!(transcript, "exit code {code}");
        } else {
            assert!(output.status.success(), "{output:?}");
        }
        transcript
    }

    /// Without what is different in each run or with each change of the small hotline: the folder's
    /// name, the log's times, the edition.
    pub fn scrubbed(&self, printed: &[u8]) -> String {
        let folder = self.path("").to_string();
        let text = str::from_utf8(printed).unwrap().replace(&folder, "");
        assert!(!text.contains('\u{1b}'), "no colours but on a terminal: {text}");
        let lines = text.split_inclusive('\n').map(|line| {
            let stamp = line.split(' ').next().unwrap_or_default();
            let is_time = stamp.len() == 27 && stamp.parse::<jiff::Timestamp>().is_ok();
            if is_time { line[stamp.len()..].trim_start() } else { line }
        });
        without_edition(lines.collect())
    }
}

/// `sila serve` at work, which ends with the test.
pub struct ServeProcess {
    child: Child,
    lines: Receiver<String>,
    log: String,
}

impl ServeProcess {
    /// Takes a line from the log; says whether there was another.
    fn read_line(&mut self) -> bool {
        match self.lines.recv_timeout(Duration::from_mins(2)) {
            Ok(line) => {
                self.log.push_str(&line);
                self.log.push('\n');
                true
            }
            Err(RecvTimeoutError::Disconnected) => false,
            Err(RecvTimeoutError::Timeout) => panic!("it says nothing more: {}", self.log),
        }
    }

    /// Sends it a signal, and gives its exit code and its log once it has ended.
    pub fn end_by(mut self, signal: &str) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(sent.unwrap().success());
        while self.read_line() {}
        let code = self.child.wait().unwrap().code();
        (code, std::mem::take(&mut self.log))
    }
}

impl Drop for ServeProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A transcript without what the clock showed; what is planned for a later century stays.
pub fn without_times(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_time = |at: usize| {
        let form = b"2000-00-00 00:00";
        bytes.get(at..at + form.len()).is_some_and(|text| {
            let alike = |(found, form): (&u8, &u8)| match form {
                b'0' => found.is_ascii_digit(),
                other => found == other,
            };
            text.starts_with(b"20") && text.iter().zip(form).skip(2).all(alike)
        })
    };
    let mut scrubbed = String::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if is_time(at) {
            scrubbed.push_str("DAY AND MINUTE  ");
            at += "2000-00-00 00:00".len();
        } else {
            scrubbed.push(letter);
            at += letter.len_utf8();
        }
    }
    scrubbed
}

/// Writes EDITION in place of the edition's sixteen digits.
fn without_edition(text: String) -> String {
    let Some(at) =
        ["edition=", "edition "].iter().find_map(|before| Some(text.find(before)? + before.len()))
    else {
        return text;
    };
    let id = text[at..].get(..16).filter(|id| hex::decode(id).is_ok());
    id.map(|id| text.replace(id, "EDITION")).unwrap_or(text)
}

/// Asserts a transcript against the snapshot of this name.
macro_rules! assert_transcript {
    ($name:expr, $transcript:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $transcript);
        })
    };
}
pub(crate) use assert_transcript;
