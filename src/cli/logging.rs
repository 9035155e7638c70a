//! The log, on the error stream, for people or for machines.

use std::io::{self, IsTerminal as _};

use anyhow::Context as _;
use sila::config::Config;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

/// Starts the log.
pub fn start(config: &Config) -> anyhow::Result<()> {
    // The database driver tells of every notice; whoever wants them names it later in the list.
    let levels: Targets =
        format!("sqlx=warn,{}", config.log_level).parse().context("log_level can't be used")?;
    let lines = fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr);
    let lines = if config.log_json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_target(false).boxed()
    };
    registry().with(lines.with_filter(levels)).init();
    Ok(())
}
