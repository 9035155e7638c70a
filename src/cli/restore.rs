//! `sila restore`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::config::Config;
use sila::operate::put_back;
use sila::store::sqlite::Restored;
use sila::store::{Location, StoreLock};

use super::backup::{elsewhere, for_shell, in_words};
use super::shared::{CommandContext, ProgressLine, Reasoned, print};

/// Put a backup in the place of the store; the present store is put aside.
#[derive(clap::Args)]
pub struct RestoreArgs {
    /// The backup.
    file: Utf8PathBuf,
    #[command(flatten)]
    author: Reasoned,
}

/// Puts a backup in the place of the store, and says what is there now.
pub async fn run(context: &CommandContext<'_>, options: RestoreArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let store = match &config.database {
        Location::File(file) => file,
        Location::Postgres(url) => {
            let shown =
                shlex::try_quote(options.file.as_str()).context("the file's name is odd")?;
            let command = format!(
                "pg_restore --clean --if-exists --single-transaction -d {} {shown}",
                for_shell(url)?
            );
            return elsewhere(url, &command, &around(&config));
        }
    };
    let _lock = StoreLock::alone(&config.data_dir)?;
    let signed = options.author.signed(context);
    let progress = ProgressLine::begin("putting the backup back");
    let restored = put_back(&options.file, (store, &config.data_dir), signed.by()).await?;
    drop(progress);
    let now_there = in_words(&restored.contents, store)?;
    print(&report(&restored, store, &now_there))
}

/// The steps before and after another tool restores the database.
fn around(config: &Config) -> String {
    format!(
        "Before: stop the servers.\n\
         After, before they start: remove {}/editions on each machine with a server, for the numbers of editions may \
         be given anew; and forget again, with `sila forget`, the callers who have asked for it since the backup: pg_restore brings them \
         back.",
        config.data_dir
    )
}

fn report(restored: &Restored, store: &Utf8PathBuf, now_there: &str) -> String {
    let mut text = format!("{store} is the backup now: {now_there}.\n");
    if let Some(aside) = &restored.aside {
        let _ = writeln!(text, "What was there before is {aside}; remove it when all is well.");
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
            "Which callers have asked to be forgotten since the backup is not known, for there is no store from \
             before that tells it: forget them again.\n",
        ),
    }
    text
}
