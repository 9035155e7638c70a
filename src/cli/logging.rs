//! Where the log goes: the error stream, for people or for machines.

use std::io::{self, IsTerminal as _};

use anyhow::Context as _;
use sila::config::Config;
use tracing_subscriber::EnvFilter;

/// Starts the log.
pub fn start(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::builder()
        // The database driver tells of every notice; whoever wants them names it later in the list.
        .parse(format!("sqlx=warn,{}", config.log_level))
        .context("log_level can't be used")?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    if config.log_json {
        log.json().flatten_event(true).init();
    } else {
        log.with_target(false).init();
    }
    Ok(())
}
