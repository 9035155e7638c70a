//! `sila fallback`

use std::process::ExitCode;

use anyhow::bail;
use sila::calls::editions::load_hotline;

use super::shared::{CommandContext, print_bytes};

/// Print a line's static apology, to be kept where it works without this server.
#[derive(clap::Args)]
pub struct FallbackArgs {
    /// The line; without it, the first.
    line: Option<String>,
}

/// Prints the static apology of a line.
pub fn run(context: &CommandContext<'_>, options: &FallbackArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let hotline = load_hotline(config.menus.as_deref())?;
    let line = match &options.line {
        Some(name) => config.lines.iter().find(|line| line.name == *name),
        None => config.lines.first(),
    };
    let Some(line) = line else {
        let known: Vec<&str> = config.lines.iter().map(|line| line.name.as_str()).collect();
        bail!(
            "there is no line `{}`; the configuration has: {}",
            options.line.as_deref().unwrap_or_default(),
            known.join(", ")
        );
    };
    let document = sila::web::fallback_document(line.dialect, &hotline);
    print_bytes(&document)
}
