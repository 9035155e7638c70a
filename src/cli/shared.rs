//! The context, authors, output and errors of all commands.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::iter;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustix::process::getuid;
use serde::Serialize;
use sila::calls::editions::FirstError;
use sila::catalogue::{Diagnostic, Hotline};
use sila::clock;
use sila::config::{self, Config, Environment, Purpose};
use sila::messages::english;
use sila::operate::{Conflict, OperateError};
use sila::server::StartError;
use sila::store::sqlite::SqliteStore;
use sila::store::{Authorship, Database, Location, StoreLock, Via};

/// The sources of the configuration.
pub struct CommandContext<'e> {
    /// The file that was asked for.
    pub file: Option<Utf8PathBuf>,
    pub environment: &'e Environment,
}

impl CommandContext<'_> {
    /// Reads the configuration without its secrets.
    pub fn load(&self) -> anyhow::Result<Config> {
        self.load_for(Purpose::Tools)
    }

    /// True if a stream may be written to in colour: it is a terminal, and `NO_COLOR` is not set.
    pub fn colours(&self, stream: &impl IsTerminal) -> bool {
        let is_refused = self.environment.get("NO_COLOR").is_some_and(|value| !value.is_empty());
        stream.is_terminal() && !is_refused
    }

    pub fn load_for(&self, purpose: Purpose) -> anyhow::Result<Config> {
        Ok(config::load(self.file.as_deref(), self.environment, purpose)?)
    }
}

/// Says on the error stream why a command failed.
pub fn fail(context: &CommandContext<'_>, error: &anyhow::Error) -> ExitCode {
    if is_output_closed(error) {
        return ExitCode::SUCCESS;
    }
    let mut out = io::stderr().lock();
    let _ = writeln!(out, "error: {}", said(error));
    let colour = context.colours(&io::stderr());
    for mistake in mistakes(error) {
        let _ = writeln!(out, "\n{}", english::render(mistake, colour));
    }
    if let Some(OperateError::NoticeMistakes(mistakes)) = error.downcast_ref() {
        for mistake in mistakes {
            let _ = writeln!(out, "- {}", english::notice_mistake(mistake));
        }
    }
    if let Some(Overtaken { conflict, remedy }) = error.downcast_ref() {
        if let Some(changes) = &conflict.changes {
            let changes = english::operate::diff_in_short(changes);
            let _ = writeln!(out, "\nWhat changed meanwhile:\n\n{changes}");
        }
        if let Some(before) = conflict.before {
            let _ = writeln!(
                out,
                "\n`sila diff {before} {}` tells it in full.",
                conflict.edition.number
            );
        }
        let _ = writeln!(out, "\n{remedy}");
    }
    ExitCode::FAILURE
}

/// Says on the error stream what else went wrong where a command did what was asked of it.
pub fn say_trouble(what: &str, error: &anyhow::Error) {
    let _ = writeln!(io::stderr().lock(), "{what}: {}", said(error));
}

/// Our output can't be written.
#[derive(Debug, thiserror::Error)]
#[error("the output can't be written")]
struct OutputError(#[source] io::Error);

/// A folder's files have mistakes.
#[derive(Debug, thiserror::Error)]
#[error("the files in {folder} have mistakes: {}", mistakes.len())]
pub struct Mistaken {
    pub folder: Utf8PathBuf,
    pub mistakes: Vec<Diagnostic>,
}

/// Somebody else changed what is heard before us.
#[derive(Debug, thiserror::Error)]
#[error("{}", english::operate::conflict(conflict))]
pub struct Overtaken {
    pub conflict: Box<Conflict>,
    /// The way to do ours all the same.
    pub remedy: String,
}

/// The author of a change.
#[derive(clap::Args)]
pub struct Author {
    /// Your name, for the audit; without it, your user name on this machine. The number of your user is kept with it.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

/// The author of a change, with the reason.
#[derive(clap::Args)]
pub struct Reasoned {
    #[command(flatten)]
    author: Author,
    /// The reason, for the audit. It is kept for ever: name no caller in it.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
}

/// The author, reason and time of a change by the command line.
pub struct SignedChange {
    author: String,
    reason: String,
    at: Timestamp,
}

impl Author {
    /// The author at this time, with a reason.
    pub fn signed(self, context: &CommandContext<'_>, reason: String) -> SignedChange {
        let known = ["LOGNAME", "USER"].into_iter().find_map(|name| {
            context.environment.get(name).filter(|name| !name.is_empty()).map(str::to_owned)
        });
        let author = self.author.or(known);
        let author = author.unwrap_or_else(|| format!("uid {}", getuid().as_raw()));
        SignedChange { author, reason, at: clock::system()() }
    }
}

impl Reasoned {
    /// The author at this time.
    pub fn signed(self, context: &CommandContext<'_>) -> SignedChange {
        self.author.signed(context, self.reason)
    }
}

impl SignedChange {
    /// As the operations take it.
    pub fn by(&self) -> Authorship<'_> {
        let uid = Some(getuid().as_raw());
        Authorship { author: &self.author, via: Via::Cli, uid, reason: &self.reason, at: self.at }
    }
}

/// The time zone of a hotline.
pub fn zone_of(hotline: &Hotline) -> TimeZone {
    TimeZone::get(&hotline.time_zone).unwrap_or(TimeZone::UTC)
}

/// A moment on the clocks of a time zone.
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment as people write it: on the clocks of a time zone, or with an offset.
pub fn moment(text: &str, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let local = text.parse::<DateTime>().ok();
    let zoned = local.and_then(|local| local.to_zoned(zone.clone()).ok());
    let moment = zoned.map(|zoned| zoned.timestamp());
    moment.with_context(|| {
        format!("`{text}` is no time: write it as 2027-03-01 06:00, in the hotline's time zone")
    })
}

/// One of the written names in a hotline's languages: the English one, where there is one, as everything else
/// that is printed is in English.
pub fn said_name<'n>(names: &'n [String], hotline: &Hotline) -> &'n str {
    let english = hotline.language_by_code("en");
    let name = english.and_then(|english| names.get(english.position()));
    name.or(names.first()).map_or("", String::as_str)
}

/// The mistakes in the hotline's files that a command failed for.
fn mistakes(error: &anyhow::Error) -> &[Diagnostic] {
    if let Some(Mistaken { mistakes, .. }) = error.downcast_ref() {
        return mistakes;
    }
    if let Some(OperateError::Unspeakable(mistakes)) = error.downcast_ref() {
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

/// An error with its causes; not with those that it tells itself.
pub fn said(error: &anyhow::Error) -> String {
    let mut causes = error.chain().map(words);
    let mut said = causes.next().unwrap_or_default().trim_end().to_owned();
    for cause in causes {
        let cause = cause.trim_end();
        if !said.contains(cause.trim_end_matches('.')) {
            said = format!("{}: {cause}", said.trim_end_matches('.'));
        }
    }
    said
}

/// An error's own words.
fn words(error: &(dyn Error + 'static)) -> String {
    let operate = error.downcast_ref().map(english::operate::error);
    operate.unwrap_or_else(|| error.to_string())
}

/// A line on the error stream that shows that something is being done, and for how long; nothing where that is no
/// terminal. It is gone when it is dropped.
pub struct ProgressLine(ProgressBar);

impl ProgressLine {
    /// Begins to show what is being done.
    pub fn begin(what: &'static str) -> Self {
        let line = ProgressBar::new_spinner().with_message(what);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
            line.set_style(style);
        }
        line.tick();
        line.enable_steady_tick(Duration::from_millis(200));
        Self(line)
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The store that must be there already, and what keeps it from being replaced while we change it.
pub async fn store_to_change(config: &Config) -> anyhow::Result<(Database, Option<StoreLock>)> {
    match &config.database {
        Location::File(file) => {
            // A lock makes its folder: none is to come where the path is wrong.
            SqliteStore::check_there(file)?;
            store_to_fill(config).await
        }
        Location::Postgres(_) => {
            Ok((Database::existing(&config.database, &config.store).await?, None))
        }
    }
}

/// The store, made where there is none yet, and what keeps it from being replaced while we change it.
pub async fn store_to_fill(config: &Config) -> anyhow::Result<(Database, Option<StoreLock>)> {
    let lock = match &config.database {
        Location::File(_) => Some(StoreLock::shared(&config.data_dir)?),
        Location::Postgres(_) => None,
    };
    Ok((Database::open(&config.database, &config.store).await?, lock))
}

/// True if whoever read our output went away: `sila calls | head` is no failure.
fn is_output_closed(error: &anyhow::Error) -> bool {
    let output: Option<&OutputError> = error.downcast_ref();
    output.is_some_and(|OutputError(cause)| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Rows below a line of titles.
pub fn table<const N: usize>(titles: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    columns(&iter::once(titles.map(str::to_owned)).chain(rows).collect::<Vec<_>>())
}

/// Rows as columns that are as wide as their widest cell; nothing stands after the last of a row.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |cell: &String| cell.chars().filter(|char| takes_room(*char)).count();
    let mut widths = [0; N];
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        let mut missing = 0;
        for (cell, widest) in row.iter().zip(widths) {
            // Not by the formatter: it pads to no more than 65,535, and a cell may be longer.
            line.push_str(&" ".repeat(missing));
            line.push_str(cell);
            missing = widest - width(cell) + 2;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// True if a character takes room of its own: no mark over or under an Arabic letter does, and no character that
/// sets a text apart.
fn takes_room(char: char) -> bool {
    !matches!(char, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{2066}'..='\u{2069}')
}

/// Writes a text to standard output.
pub fn print(text: &str) -> anyhow::Result<ExitCode> {
    print_bytes(text.as_bytes())
}

/// Writes bytes to standard output.
pub fn print_bytes(bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let mut output = io::stdout().lock();
    output.write_all(bytes).and_then(|()| output.flush()).map_err(OutputError)?;
    Ok(ExitCode::SUCCESS)
}

/// Success, or the failure that an output has told already.
pub fn exit(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes JSON to standard output.
pub fn print_json(value: &impl Serialize) -> anyhow::Result<ExitCode> {
    print(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// 32 bytes that nobody can guess.
pub fn random() -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind};

    use anyhow::anyhow;

    use super::{OutputError, columns, is_output_closed, said};

    #[test]
    fn a_broken_pipe_is_no_failure_of_our_output_alone() {
        let error = |kind| anyhow::Error::from(OutputError(io::Error::from(kind)));
        assert!(is_output_closed(&error(ErrorKind::BrokenPipe).context("a list")));
        assert!(!is_output_closed(&error(ErrorKind::StorageFull)));
        let network = anyhow::Error::from(io::Error::from(ErrorKind::BrokenPipe));
        assert!(!is_output_closed(&network.context("The database does not answer.")));
    }

    #[test]
    fn a_cell_may_be_longer_than_the_formatter_pads() {
        let long = "x".repeat(70_000);
        let rows = [["a", &long, "b"], ["cc", "d", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), format!("a   {long}  b\ncc  d\n"));
    }

    #[test]
    fn what_takes_no_room_moves_no_column() {
        let rows = [["\u{2068}رَخصة\u{2069}", "a"], ["abcd", "b"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "\u{2068}رَخصة\u{2069}  a\nabcd  b\n");
    }

    #[test]
    fn an_error_is_joined_to_its_causes_and_says_nothing_twice() {
        let cause =
            anyhow!("the socket is closed").context("The driver failed: the socket is closed.");
        let error = cause.context("The database does not answer. Check that it runs.");
        assert_eq!(
            said(&error),
            "The database does not answer. Check that it runs: The driver failed: the socket is closed."
        );
    }
}
