//! `sila recordings copy`

use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::clock;
use sila::config::Config;
use sila::operate::recordings::copy;
use sila::store::{Authorship, Database, Location, PostgresUrl, StoreError, Via};

use super::super::shared::{
    CommandContext, ProgressLine, Reasoned, print, say_trouble, store_to_fill,
};
use super::NEXT;

const COPYING: &str = "copying recordings";

/// Copies the recordings of another store, byte for byte.
#[derive(clap::Args)]
pub struct CopyRecordingsArgs {
    /// The other store: its file, or the address of its PostgreSQL database.
    from: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Copies what is new in the other store.
pub async fn run(
    context: &CommandContext<'_>,
    config: &Config,
    options: CopyRecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let from = match options.from.split_once("://") {
        Some(_) => {
            let url = PostgresUrl::parse(&options.from);
            Location::Postgres(url.context("this is not the address of a PostgreSQL database")?)
        }
        None => Location::File(Utf8PathBuf::from(options.from)),
    };
    let from = Database::existing(&from, &config.store).await?;
    let (to, _lock) = store_to_fill(config).await?;
    let signed = options.author.signed(context);
    let progress = ProgressLine::begin(COPYING);
    let copied = copy(&from, &to, signed.by()).await;
    drop(progress);
    from.close().await;
    to.close().await;
    print(&match copied? {
        0 => "Nothing is new there.\n".to_owned(),
        copied => format!("Recordings copied: {copied}. {NEXT}"),
    })
}

/// Gives a store of a single call the recordings of the configured one. Without them, the provider's voice speaks.
pub async fn bring_recordings(configured: &Config, own: &Config) -> anyhow::Result<()> {
    let from = match Database::existing(&configured.database, &configured.store).await {
        Ok(from) => from,
        Err(StoreError::Missing { .. }) => return Ok(()),
        Err(error) => {
            say_trouble("recordings can't be heard in this call", &error.into());
            return Ok(());
        }
    };
    let to = Database::open(&own.database, &own.store).await?;
    let by = Authorship {
        author: "sila call",
        via: Via::Cli,
        uid: None,
        reason: "",
        at: clock::system()(),
    };
    let progress = ProgressLine::begin(COPYING);
    let copied = copy(&from, &to, by).await;
    drop(progress);
    from.close().await;
    to.close().await;
    copied?;
    Ok(())
}
