//! The commands, one file each.

mod audit;
mod backup;
mod call;
mod calls;
mod check;
mod config;
mod desk;
mod diff;
mod editions;
mod export;
mod fallback;
mod forget;
mod hours;
mod inquiries;
mod logging;
mod notices;
mod preflight;
mod publish;
mod recordings;
mod restore;
mod rollback;
mod serve;
mod shared;
mod texts;
mod unheard;
mod useful;

use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand};
use sila::config::Environment;

/// Answers a hotline's calls: a phone-menu server for telephony providers.
#[derive(Parser)]
#[command(name = "sila", version, max_term_width = 100)]
pub struct CommandLine {
    /// The configuration; without it, sila.toml in this folder if there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<Utf8PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answers calls until it is told to stop.
    Serve,
    /// Calls the hotline from this terminal, as a caller hears it.
    Call(call::Options),
    /// Checks the hotline's files: every mistake with its line, then a summary.
    Check(check::Options),
    /// Makes the hotline's files heard, as a new edition.
    Publish(publish::Options),
    /// Lists the editions: which is heard, who published each, how many calls are on it.
    Editions(editions::Options),
    /// Says in words what callers would hear differently, and how many calls heard it of late.
    Diff(diff::Options),
    /// Goes back to an earlier edition, at once and on every machine.
    Rollback(rollback::Options),
    /// Writes an edition back as files, which load to the same.
    Export(export::Options),
    /// Shows when people answer, line by line, and takes holidays over from a calendar.
    Hours(hours::Options),
    /// Lists what is announced to callers, announces something, or ends that.
    Notices(notices::Options),
    /// Shows what happened in calls.
    Calls(calls::Options),
    /// Lists what callers asked for in words that fit no service.
    Unheard(unheard::Options),
    /// The questions that callers left: lists, shows, plays, assigns, answers and closes them.
    Inquiries(inquiries::Options),
    /// Lists the text messages that callers asked for, and what became of them.
    Texts(texts::Options),
    /// Says how many callers found the guidance useful, by service and edition.
    Useful(useful::Options),
    /// List what people changed or were refused.
    Audit(audit::Options),
    /// Removes everything that is kept of a caller.
    Forget(forget::Options),
    /// Writes the whole store into one file, while the server goes on.
    Backup(backup::Options),
    /// Puts a backup in the place of the store; the present store is put aside.
    Restore(restore::Options),
    /// The studio's sheet, and recordings in and out of it.
    Recordings(recordings::Options),
    /// Checks a deployment from outside, before it goes live: each finding with what to do.
    Preflight(preflight::Options),
    /// Prints the static apology of a line, to be kept where it works without this server.
    Fallback(fallback::Options),
    /// Prints the default configuration, which explains every key.
    Config,
}

/// Runs a command; a failure is said on the error stream and in the exit code.
pub async fn run(line: CommandLine, environment: &Environment) -> ExitCode {
    let settings = shared::Settings {
        file: line.config,
        environment,
    };
    let result = match line.command {
        Command::Serve => serve::run(&settings).await,
        Command::Call(options) => call::run(&settings, options).await,
        Command::Check(options) => check::run(&settings, &options),
        Command::Publish(options) => publish::run(&settings, options).await,
        Command::Editions(options) => editions::run(&settings, options).await,
        Command::Diff(options) => diff::run(&settings, options).await,
        Command::Rollback(options) => rollback::run(&settings, options).await,
        Command::Export(options) => export::run(&settings, options).await,
        Command::Hours(options) => hours::run(&settings, options),
        Command::Notices(options) => notices::run(&settings, options).await,
        Command::Calls(options) => calls::run(&settings, options).await,
        Command::Unheard(options) => unheard::run(&settings, &options).await,
        Command::Inquiries(options) => inquiries::run(&settings, options).await,
        Command::Texts(options) => texts::run(&settings, &options).await,
        Command::Useful(options) => useful::run(&settings, &options).await,
        Command::Audit(options) => audit::run(&settings, options).await,
        Command::Forget(options) => forget::run(&settings, options).await,
        Command::Backup(options) => backup::run(&settings, options).await,
        Command::Restore(options) => restore::run(&settings, options).await,
        Command::Recordings(options) => recordings::run(&settings, options).await,
        Command::Preflight(options) => preflight::run(&settings, options).await,
        Command::Fallback(options) => fallback::run(&settings, &options),
        Command::Config => config::run(),
    };
    result.unwrap_or_else(|error| shared::fail(&error))
}
