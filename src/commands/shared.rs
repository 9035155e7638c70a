//! What several commands need.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::catalogue::{Diagnostic, Hotline};
use sila::editions::{Diff, PublishError, RollbackError};
use sila::server::StartError;
use sila::server::config::{self, Config, Environment, Purpose};
use sila::server::editions::FirstError;

/// Where the configuration comes from.
pub struct Settings<'e> {
    /// The file that was asked for.
    pub file: Option<Utf8PathBuf>,
    /// The process's environment.
    pub environment: &'e Environment,
}

impl Settings<'_> {
    /// Reads the configuration; its secrets are read to serve alone.
    pub fn load(&self, purpose: Purpose) -> anyhow::Result<Config> {
        Ok(config::load(
            self.file.as_deref(),
            self.environment,
            purpose,
        )?)
    }
}

/// Says on the error stream why a command failed.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let mut out = io::stderr().lock();
    let _ = writeln!(out, "error: {}", said(error));
    let colour = io::stderr().is_terminal();
    for mistake in mistakes(error) {
        let _ = writeln!(out, "\n{}", mistake.render(colour));
    }
    if let Some(changes) = raced(error) {
        let _ = write!(out, "\nWhat changed meanwhile:\n\n{changes}");
    }
    ExitCode::FAILURE
}

/// Who does something that others will want to know of.
#[derive(clap::Args)]
pub struct Author {
    /// Who you are, for the list of editions; without it, your name on this machine.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

impl Author {
    /// The name.
    pub fn name(&self, environment: &Environment) -> String {
        let known = ["LOGNAME", "USER"]
            .into_iter()
            .find_map(|name| environment.get(name));
        let name = self.author.as_deref().or(known);
        name.unwrap_or("unknown").to_owned()
    }
}

/// The time zone of a hotline.
pub fn zone_of(hotline: &Hotline) -> TimeZone {
    TimeZone::get(&hotline.time_zone).unwrap_or(TimeZone::UTC)
}

/// A moment on the clocks of a time zone.
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// The mistakes in the hotline's files that a command failed for.
fn mistakes(error: &anyhow::Error) -> &[Diagnostic] {
    if let Some(PublishError::Mistakes(mistakes)) = error.downcast_ref() {
        return mistakes;
    }
    let first = match error.downcast_ref() {
        Some(StartError::First(first)) => Some(first),
        _ => error.downcast_ref(),
    };
    match first {
        Some(FirstError::Mistakes(mistakes)) => mistakes,
        _ => &[],
    }
}

/// What somebody else changed before us.
fn raced(error: &anyhow::Error) -> Option<&Diff> {
    if let Some(PublishError::Raced(raced)) = error.downcast_ref() {
        return raced.changes.as_ref();
    }
    match error.downcast_ref() {
        Some(RollbackError::Raced(raced)) => raced.changes.as_ref(),
        _ => None,
    }
}

/// An error with its causes; not with those that it tells itself.
fn said(error: &anyhow::Error) -> String {
    let mut said = error.to_string().trim_end().to_owned();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !said.contains(cause.trim_end()) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

/// Whether whoever read our output went away: `sila calls | head` is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Rows as columns that are as wide as their widest cell; nothing stands after the last of a row.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |cell: &String| cell.chars().count();
    let mut widths = [0; N];
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
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
