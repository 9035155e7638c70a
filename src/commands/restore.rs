//! `sila restore`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::clock;
use sila::server::config::Purpose;
use sila::store::sqlite::{Restored, restore};
use sila::store::{Location, StoreLock};

use super::backup::{elsewhere, in_words};
use super::shared::{Settings, print};

/// Puts a backup in the place of the store; the present store is put aside.
#[derive(clap::Args)]
pub struct Options {
    /// The backup.
    file: Utf8PathBuf,
}

/// Puts a backup in the place of the store, and says what is there now.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let store = match &config.database {
        Location::File(file) => file,
        Location::Postgres(url) => {
            let shown =
                shlex::try_quote(options.file.as_str()).context("the file's name is odd")?;
            let command =
                format!("pg_restore --clean --if-exists --single-transaction -d '{url}' {shown}");
            return elsewhere(url, &command);
        }
    };
    let _lock = StoreLock::alone(&config.data_dir)?;
    let restored = restore(&options.file, store, clock::system()()).await?;
    let now_there = in_words(&restored.contents, store)?;
    print(&report(&restored, store, &now_there))
}

fn report(restored: &Restored, store: &Utf8PathBuf, now_there: &str) -> String {
    let mut text = format!("{store} is the backup now: {now_there}.\n");
    if let Some(aside) = &restored.aside {
        let _ = writeln!(
            text,
            "The store from before is {aside}; remove it when all is well."
        );
    }
    match &restored.forgotten {
        Some(erased) if erased.calls > 0 => {
            let _ = writeln!(
                text,
                "{} calls in it were of callers who have asked to be forgotten since, and were removed again.",
                erased.calls
            );
        }
        Some(_) => {}
        None => text.push_str(
            "Which callers have asked to be forgotten since the backup can't be read from the store from before: \
             forget them again.\n",
        ),
    }
    text
}
