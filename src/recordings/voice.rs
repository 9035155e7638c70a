//! An outside program that speaks.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use thiserror::Error;
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, Command};

use super::Refusal;
use super::convert::MAX_BYTES;
use super::program::{complaint, gather};
use crate::catalogue::Prompt;
use crate::text::fill;

/// A command that speaks a text, as `espeak-ng -v {language} --stdout`.
///
/// Each word may hold `{text}`, `{language}` and `{out}`. Without `{text}` the text comes by standard
/// input; without `{out}` (a file that the program is to write) the sound is taken from standard
/// output. No shell is involved, so a text can never become a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    program: String,
    arguments: Vec<String>,
    limit: Duration,
}

/// A reason why a command is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VoiceError {
    #[error(
        "The command for drafts is empty. Give one, such as: espeak-ng -v {{language}} --stdout"
    )]
    Empty,
    #[error("A quotation mark in the command for drafts is not closed. Close it.")]
    OpenQuote,
}

/// A reason why a prompt was not spoken.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum DraftFailure {
    #[error("The program {program} cannot be started: {why}. Install it, or mend the command.")]
    NotStarted { program: String, why: String },
    #[error("The program was stopped after {seconds} seconds. Try it by hand with this text.")]
    TimedOut { seconds: u64 },
    #[error("The program failed ({status}): {complaint}")]
    Failed {
        status: String,
        /// The end of what it wrote to standard error.
        complaint: String,
    },
    #[error("The program gave no sound. It said: {complaint}")]
    NoSound {
        /// The end of what it wrote to standard error.
        complaint: String,
    },
    #[error("What the program gave is not taken. {0}")]
    Refused(#[from] Refusal),
    #[error("The program could not be run: {why}.")]
    Interrupted { why: String },
}

impl Voice {
    /// Reads a command: words between spaces, with quotation marks and backslashes as in a POSIX
    /// shell, and nothing else of a shell. A prompt that takes longer than `limit` is given up.
    pub fn parse(command: &str, limit: Duration) -> Result<Self, VoiceError> {
        let words = shlex::split(command).ok_or(VoiceError::OpenQuote)?;
        let (program, arguments) = words.split_first().ok_or(VoiceError::Empty)?;
        Ok(Self { program: program.clone(), arguments: arguments.to_vec(), limit })
    }

    /// The file that the program makes of a prompt, in whatever format it likes.
    pub async fn speak(&self, prompt: &Prompt) -> Result<Vec<u8>, DraftFailure> {
        let folder = tempfile::tempdir().map_err(|error| interrupted(&error))?;
        let out = folder.path().join("speech.wav");
        let mut child = self.command(prompt, &out).spawn().map_err(|error| {
            DraftFailure::NotStarted { program: self.program.clone(), why: error.to_string() }
        })?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let work = async {
            tokio::join!(
                feed(stdin, &prompt.text),
                gather(stdout, MAX_BYTES + 1),
                complaint(stderr),
                child.wait()
            )
        };
        // On time-out the child is dropped, and killed by that.
        let ((), spoken, complaint, status) = tokio::time::timeout(self.limit, work)
            .await
            .map_err(|_| DraftFailure::TimedOut { seconds: self.limit.as_secs() })?;
        let status = status.map_err(|error| interrupted(&error))?;
        let complaint = if complaint.is_empty() { "nothing".into() } else { complaint };
        if !status.success() {
            return Err(DraftFailure::Failed { status: status.to_string(), complaint });
        }
        let spoken = if self.mentions("{out}") {
            gather(tokio::fs::File::open(&out).await.ok(), MAX_BYTES + 1).await
        } else {
            spoken
        };
        if spoken.is_empty() {
            return Err(DraftFailure::NoSound { complaint });
        }
        Ok(spoken)
    }

    fn command(&self, prompt: &Prompt, out: &Path) -> Command {
        let out = out.to_string_lossy();
        let mut command = Command::new(&self.program);
        command
            .args(self.arguments.iter().map(|word| filled(word, prompt, &out)))
            .stdin(if self.mentions("{text}") { Stdio::null() } else { Stdio::piped() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    fn mentions(&self, placeholder: &str) -> bool {
        self.arguments.iter().any(|word| word.contains(placeholder))
    }
}

fn filled(word: &str, prompt: &Prompt, out: &str) -> String {
    let values =
        [("{text}", prompt.text.as_str()), ("{language}", &prompt.language), ("{out}", out)];
    let filled = fill(word, &values);
    // A text that begins with a dash must not be taken for an option.
    let is_option = word.starts_with("{text}") && filled.starts_with('-');
    if is_option { format!(" {filled}") } else { filled }
}

/// Gives the program the text. A program that does not read it is no fault here.
async fn feed(stdin: Option<ChildStdin>, text: &str) {
    if let Some(mut stdin) = stdin {
        let _ = stdin.write_all(format!("{text}\n").as_bytes()).await;
        let _ = stdin.shutdown().await;
    }
}

fn interrupted(error: &io::Error) -> DraftFailure {
    DraftFailure::Interrupted { why: error.to_string() }
}
