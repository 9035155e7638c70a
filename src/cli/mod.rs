//! The commands, one file each.

mod audit;
mod backup;
mod call;
mod calls;
mod check;
mod completions;
mod config;
mod counts;
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
mod operators;
mod player;
mod preflight;
mod publish;
mod recordings;
mod restore;
mod rollback;
mod serve;
mod shared;
mod texts;
mod translations;
mod unheard;
mod useful;

use std::fmt::Write as _;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use sila::config::Environment;

/// Answer a hotline's calls: a phone-menu server for telephony providers.
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
    /// Answer calls until told to stop.
    Serve,
    Call(call::CallArgs),
    Check(check::CheckArgs),
    Publish(publish::PublishArgs),
    Editions(editions::EditionsArgs),
    Diff(diff::DiffArgs),
    Rollback(rollback::RollbackArgs),
    Export(export::ExportArgs),
    Hours(hours::HoursArgs),
    Notices(notices::NoticesArgs),
    Calls(calls::CallsArgs),
    Unheard(unheard::UnheardArgs),
    Inquiries(inquiries::InquiriesArgs),
    Operators(operators::OperatorsArgs),
    Texts(texts::TextsArgs),
    Useful(useful::UsefulArgs),
    Audit(audit::AuditArgs),
    Forget(forget::ForgetArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Recordings(recordings::RecordingsArgs),
    Translations(translations::TranslationsArgs),
    Counts(counts::CountsArgs),
    Preflight(preflight::PreflightArgs),
    Fallback(fallback::FallbackArgs),
    Completions(completions::CompletionsArgs),
    /// Print the default configuration, which explains every key.
    Config,
}

/// The commands as the help lists them.
const GROUPS: [(&str, &str); 3] = [
    (
        "The menus",
        "check publish diff rollback export editions hours notices recordings translations",
    ),
    ("Callers and operators", "inquiries texts unheard useful counts calls operators audit"),
    ("The server", "serve call preflight backup restore forget config completions fallback help"),
];

impl CommandLine {
    /// Reads the process's arguments; prints the help, or what is wrong with them, and exits where that is asked for.
    pub fn read() -> Self {
        let matches = command().get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The commands with a help in groups.
fn command() -> clap::Command {
    let mut command = CommandLine::command();
    command.build();
    let width =
        command.get_subcommands().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut groups = String::new();
    for (heading, names) in GROUPS {
        let _ = writeln!(groups, "{heading}:");
        for name in names.split(' ') {
            let about = command.find_subcommand(name).and_then(clap::Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(groups, "  {name:width$}  {about}");
        }
        groups.push('\n');
    }
    CommandLine::command().help_template(format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{groups}Options:\n{{options}}"
    ))
}

/// Runs a command; a failure is printed on the error stream and given as the exit code.
pub async fn run(line: CommandLine, environment: &Environment) -> ExitCode {
    let context = shared::CommandContext { file: line.config, environment };
    let result = match line.command {
        Command::Serve => serve::run(&context).await,
        Command::Call(options) => Box::pin(call::run(&context, options)).await,
        Command::Check(options) => check::run(&context, &options).await,
        Command::Publish(options) => publish::run(&context, options).await,
        Command::Editions(options) => editions::run(&context, options).await,
        Command::Diff(options) => diff::run(&context, options).await,
        Command::Rollback(options) => rollback::run(&context, options).await,
        Command::Export(options) => export::run(&context, options).await,
        Command::Hours(options) => hours::run(&context, options),
        Command::Notices(options) => Box::pin(notices::run(&context, options)).await,
        Command::Calls(options) => calls::run(&context, options).await,
        Command::Unheard(options) => unheard::run(&context, &options).await,
        Command::Inquiries(options) => inquiries::run(&context, options).await,
        Command::Operators(options) => operators::run(&context, options).await,
        Command::Texts(options) => texts::run(&context, &options).await,
        Command::Useful(options) => useful::run(&context, &options).await,
        Command::Audit(options) => audit::run(&context, options).await,
        Command::Forget(options) => forget::run(&context, options).await,
        Command::Backup(options) => backup::run(&context, options).await,
        Command::Restore(options) => restore::run(&context, options).await,
        Command::Recordings(options) => recordings::run(&context, options).await,
        Command::Translations(options) => translations::run(&context, options),
        Command::Counts(options) => counts::run(&context, &options).await,
        Command::Preflight(options) => preflight::run(&context, options).await,
        Command::Fallback(options) => fallback::run(&context, &options),
        Command::Completions(options) => completions::run(&options),
        Command::Config => config::run(),
    };
    result.unwrap_or_else(|error| shared::fail(&context, &error))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use camino::Utf8Path;
    use clap::error::ErrorKind;

    use super::{GROUPS, command};

    #[test]
    fn each_command_is_in_one_group_of_the_help() {
        let mut command = command();
        command.build();
        let mut commands: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
        let mut grouped: Vec<_> = GROUPS.iter().flat_map(|(_, names)| names.split(' ')).collect();
        commands.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(commands, grouped);
    }

    /// The README and the pages of the docs.
    fn pages() -> String {
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
        let docs = root.join("docs").read_dir_utf8().unwrap();
        let docs = docs.map(|entry| entry.unwrap().into_path());
        let pages = docs.chain([root.join("README.md")]);
        let pages = pages.filter(|path| path.extension() == Some("md"));
        pages.map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    /// The words of each command line that is shown, without what the shell does with them.
    fn shown(pages: &str) -> Vec<Vec<String>> {
        let lines = pages.split('`').flat_map(str::lines).filter_map(|line| {
            let line = line.trim_start().replace("cargo run --release -- ", "sila ");
            let words = shlex::split(&line)?.into_iter().skip_while(|word| word.contains('='));
            let words: Vec<_> = words.take_while(|word| word != ">").collect();
            (words.len() > 1 && words[0] == "sila").then_some(words)
        });
        lines.collect()
    }

    #[test]
    fn every_command_line_that_the_docs_show_is_taken() {
        let shown = shown(&pages());
        assert!(shown.len() > 50, "{}", shown.len());
        for words in shown {
            let Err(error) = command().try_get_matches_from(&words) else { continue };
            // A sentence may name a command without what it needs.
            let is_name_alone = !words.iter().any(|word| word.starts_with('-'));
            let named = is_name_alone && error.kind() == ErrorKind::MissingRequiredArgument;
            assert!(named, "{words:?}: {error}");
        }
    }

    #[test]
    fn every_command_and_every_option_is_in_the_docs() {
        let mut command = command();
        command.build();
        assert_named(&command, "sila", &pages());
    }

    fn assert_named(command: &clap::Command, path: &str, pages: &str) {
        let is_named = |name: &str| {
            let mut after = pages.split(name).skip(1);
            after.any(|rest| !rest.starts_with(|next: char| next == '-' || next.is_alphanumeric()))
        };
        assert!(is_named(path), "the docs have no `{path}`");
        let options = command.get_arguments().filter_map(clap::Arg::get_long);
        for option in options.filter(|option| !["help", "version"].contains(option)) {
            assert!(is_named(&format!("--{option}")), "the docs have no --{option} of `{path}`");
        }
        let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
        for command in commands {
            assert_named(command, &format!("{path} {}", command.get_name()), pages);
        }
    }
}
