//! `sila config`

use std::process::ExitCode;

use sila::config::DEFAULT;

use super::shared::print;

/// Prints the default configuration.
pub fn run() -> anyhow::Result<ExitCode> {
    print(DEFAULT)
}
