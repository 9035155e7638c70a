//! The command line.

mod cli;

use std::process::ExitCode;

use sila::config::Environment;

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
async fn main() -> ExitCode {
    let environment =
        Environment::new(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }));
    cli::run(cli::CommandLine::read(), &environment).await
}
