//! `sila completions`

use std::process::ExitCode;

use clap_complete::Shell;

use super::shared::print_bytes;

/// Print a script that completes commands and options in a shell.
#[derive(clap::Args)]
pub struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

/// Prints the script for a shell.
pub fn run(options: &CompletionsArgs) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut super::command(), "sila", &mut script);
    print_bytes(&script)
}
