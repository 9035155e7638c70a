//! What several commands need.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::server::StartError;
use sila::server::config::{self, Config, Environment};

/// Where the configuration comes from.
pub struct Settings<'e> {
    /// The file that was asked for.
    pub file: Option<Utf8PathBuf>,
    /// The process's environment.
    pub environment: &'e Environment,
}

impl Settings<'_> {
    /// Reads the configuration.
    pub fn load(&self) -> anyhow::Result<Config> {
        Ok(config::load(self.file.as_deref(), self.environment)?)
    }
}

/// Says on the error stream why a command failed.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let mut out = io::stderr().lock();
    let _ = writeln!(out, "error: {error:#}");
    if let Some(StartError::Mistakes(mistakes)) = error.downcast_ref() {
        let colour = io::stderr().is_terminal();
        for mistake in mistakes {
            let _ = writeln!(out, "\n{}", mistake.render(colour));
        }
    }
    ExitCode::FAILURE
}

/// Whether whoever read our output went away: `sila calls | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Writes a text to standard output.
pub fn print(text: &str) -> anyhow::Result<ExitCode> {
    io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .context("the output can't be written")?;
    Ok(ExitCode::SUCCESS)
}

/// 32 bytes that nobody can guess.
pub fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(bytes)
}
