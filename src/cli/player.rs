//! Lets recordings be heard, by a command of the user's.

use std::fmt;
use std::io::Write;
use std::process::Stdio;
use std::str::FromStr;

use sila::text::fill;
use tempfile::NamedTempFile;
use tokio::process::{Child, Command};

/// A command that plays recordings, as `aplay -q {file}`. `{file}` in it becomes the file's name; without `{file}` the
/// name follows as the last argument. No shell is involved.
#[derive(Debug, Clone)]
pub struct Player {
    written: String,
    program: String,
    arguments: Vec<String>,
}

/// A reason why a command can't be one that plays recordings.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub enum PlayerError {
    #[error("it is empty: give a program and its arguments, such as \"aplay -q {{file}}\"")]
    Empty,
    #[error("a quotation mark in it is not closed: close it")]
    OpenQuote,
}

impl FromStr for Player {
    type Err = PlayerError;

    fn from_str(written: &str) -> Result<Self, PlayerError> {
        let words = shlex::split(written).ok_or(PlayerError::OpenQuote)?;
        let (program, arguments) = words.split_first().ok_or(PlayerError::Empty)?;
        let mut arguments = arguments.to_vec();
        if !arguments.iter().any(|word| word.contains(FILE)) {
            arguments.push(FILE.to_owned());
        }
        Ok(Self { written: written.to_owned(), program: program.clone(), arguments })
    }
}

impl fmt::Display for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

const FILE: &str = "{file}";

impl Player {
    /// Starts the command with a recording.
    pub fn play(&self, wav: &[u8]) -> std::io::Result<Playing> {
        let mut file = tempfile::Builder::new().prefix("sila-").suffix(".wav").tempfile()?;
        file.write_all(wav)?;
        let child = Command::new(&self.program)
            .args(self.filled(&file.path().to_string_lossy()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Playing { child, _file: file })
    }

    fn filled(&self, file: &str) -> Vec<String> {
        self.arguments.iter().map(|word| fill(word, &[(FILE, file)])).collect()
    }
}

/// A recording that is being played. Dropping it stops the command.
#[derive(Debug)]
pub struct Playing {
    child: Child,
    /// The file lives as long as the command.
    _file: NamedTempFile,
}

impl Playing {
    /// Waits until it has been heard; whether the command succeeded.
    pub async fn finish(&mut self) -> std::io::Result<bool> {
        Ok(self.child.wait().await?.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str, file: &str) -> Vec<String> {
        let player: Player = command.parse().unwrap();
        let mut words = vec![player.program.clone()];
        words.extend(player.filled(file));
        words
    }

    #[test]
    fn the_file_stands_where_the_command_says_or_at_its_end() {
        assert_eq!(words("play {file} rate 8k", "/a b.wav"), ["play", "/a b.wav", "rate", "8k"]);
        assert_eq!(words("aplay -q", "/a.wav"), ["aplay", "-q", "/a.wav"]);
    }

    #[test]
    fn quotation_marks_keep_words_together() {
        let spoken = words("'/opt/my player' --title \"A question\" {file}", "/a.wav");
        assert_eq!(spoken, ["/opt/my player", "--title", "A question", "/a.wav"]);
        assert!(matches!("play 'a".parse::<Player>(), Err(PlayerError::OpenQuote)));
        assert!(matches!(" ".parse::<Player>(), Err(PlayerError::Empty)));
    }
}
