//! Lets recordings be heard, by a command of the user's.

use std::{io::Write, process::Stdio};

use tempfile::NamedTempFile;
use tokio::process::{Child, Command};

/// A recording that is being played. Dropping it stops the command.
#[derive(Debug)]
pub struct Playing {
    child: Child,
    /// The file lives as long as the command.
    _file: NamedTempFile,
}

impl Playing {
    /// Starts `command`, a program and its arguments with spaces between, without a shell. `{file}`
    /// in it becomes the file's name; without `{file}` the name follows as the last argument.
    pub fn start(command: &str, wav: &[u8]) -> std::io::Result<Self> {
        let mut file = tempfile::Builder::new().prefix("sila-").suffix(".wav").tempfile()?;
        file.write_all(wav)?;
        let words = words(command, &file.path().to_string_lossy());
        let child = Command::new(words.first().map_or("", String::as_str))
            .args(words.iter().skip(1))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { child, _file: file })
    }

    /// Waits until it has been heard; whether the command succeeded.
    pub async fn finish(&mut self) -> std::io::Result<bool> {
        Ok(self.child.wait().await?.success())
    }
}

fn words(command: &str, file: &str) -> Vec<String> {
    let mut words: Vec<_> = command.split_whitespace().map(str::to_owned).collect();
    if !command.contains("{file}") {
        words.push("{file}".into());
    }
    words.iter().map(|word| word.replace("{file}", file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_stands_where_the_command_says_or_at_its_end() {
        assert_eq!(words("play {file} rate 8k", "/a b.wav"), ["play", "/a b.wav", "rate", "8k"]);
        assert_eq!(words("aplay -q", "/a.wav"), ["aplay", "-q", "/a.wav"]);
    }
}
