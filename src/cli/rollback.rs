//! `sila rollback`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use jiff::Timestamp;
use sila::catalogue::EditionNumber;
use sila::messages::english::operate::{diff_in_short, not_compared};
use sila::operate::{OperateError, changes_since, roll_back};

use super::shared::{CommandContext, Overtaken, Reasoned, print, store_to_change, time, zone_of};

/// Go back to an earlier edition, at once and on every machine.
#[derive(clap::Args)]
pub struct RollbackArgs {
    /// The number of the edition.
    number: u32,
    #[command(flatten)]
    author: Reasoned,
}

/// Goes back, and says what callers hear differently now.
pub async fn run(context: &CommandContext<'_>, options: RollbackArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let (database, _lock) = store_to_change(&config).await?;
    let active = database.active().await?.context("nothing is heard yet")?;
    let number = EditionNumber::new(options.number);
    let signed = options.author.signed(context);
    let activations = database.activations(Timestamp::MIN).await?;
    let again = if activations.iter().any(|heard| heard.edition == number) { " again" } else { "" };
    let done = match roll_back(&database, number, signed.by(), active.revision).await {
        Err(OperateError::Conflict(conflict)) => {
            let remedy = "If you want to go back all the same, give the command again.".to_owned();
            return Err(Overtaken { conflict, remedy }.into());
        }
        done => done?,
    };
    let changes = changes_since(&database, done.from, &done.to.hotline).await;
    database.close().await;
    let changes = match changes {
        Ok(changes) => format!("\n{}\n", diff_in_short(&changes)),
        Err(error) => not_compared(&error),
    };
    let mut said =
        format!("Edition {number} is heard{again}, in place of edition {}.\n{changes}", done.from);
    let zone = zone_of(&done.to.hotline);
    for scheduled in &done.replaced_by {
        let _ = writeln!(
            said,
            "\nTake care: edition {} takes its place on {}; `sila editions cancel {0}` prevents that.",
            scheduled.edition,
            time(scheduled.at, &zone)
        );
    }
    print(&said)
}
