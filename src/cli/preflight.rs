//! `sila preflight`

use std::process::ExitCode;

use anyhow::Context as _;
use sila::clock;
use sila::config::{self, ConfigError, Purpose};
use sila::preflight::{self, Patience, Preflight, Report, Web};

use super::shared::{CommandContext, exit, print};

/// Check a deployment from outside before it goes live: each finding with its remedy.
#[derive(clap::Args)]
pub struct PreflightArgs {
    /// Only this line.
    #[arg(long, value_name = "NAME")]
    line: Option<String>,
    /// For machines: everything as JSON.
    #[arg(long)]
    json: bool,
}

/// Prints what was found, each with what to do; fails if anything would keep calls from being answered.
pub async fn run(context: &CommandContext<'_>, options: PreflightArgs) -> anyhow::Result<ExitCode> {
    let report = look(context, options.line.as_deref()).await?;
    print(&if options.json { report.json() } else { report.text() })?;
    Ok(exit(report.passed()))
}

async fn look(context: &CommandContext<'_>, line: Option<&str>) -> anyhow::Result<Report> {
    let loaded: Result<_, ConfigError> =
        config::load(context.file.as_deref(), context.environment, Purpose::Serve);
    let config = match loaded {
        Ok(config) => config,
        Err(error) => return Ok(preflight::unreadable(&error)),
    };
    let preflight = Preflight {
        config: &config,
        line,
        clock: clock::system(),
        web: Web::new(Patience::default()).context("no connection can be made")?,
    };
    Ok(preflight.run().await)
}
