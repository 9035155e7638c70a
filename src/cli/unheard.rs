//! `sila unheard`

use std::iter;
use std::process::ExitCode;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sila::clock;
use sila::config::Purpose;
use sila::operate::notices;
use sila::store::{Database, Unheard, shown};

use super::shared::{Settings, columns, print, time, zone_of};

/// List what callers asked for in words that match no service, the most frequent first.
#[derive(clap::Args)]
pub struct Options {
    /// The number of days until now.
    #[arg(long, default_value_t = 30, value_name = "N")]
    days: u16,
    /// The number of words to list.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
}

/// Lists the words, each with how often and when last.
pub async fn run(settings: &Settings<'_>, options: &Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let database = Database::existing(&config.database, &config.store).await?;
    let days = SignedDuration::from_hours(24 * i64::from(options.days));
    let since = clock::system()().saturating_sub(days);
    let since = since.unwrap_or(Timestamp::MIN);
    let words = database.unheard(since, options.limit).await?;
    let zone = notices::heard(&database).await.map_or(TimeZone::UTC, |hotline| zone_of(&hotline));
    database.close().await;
    print(&list(&words, options, &zone))
}

fn list(words: &[Unheard], options: &Options, zone: &TimeZone) -> String {
    if words.is_empty() {
        return format!(
            "Nothing was asked for in the last {} days that fits no service.\n",
            options.days
        );
    }
    let titles = ["times", "last", "language", "words"].map(str::to_owned);
    let rows = words.iter().map(|words| {
        let language = words.language.as_deref().unwrap_or("-");
        [words.times.to_string(), time(words.last_at, zone), shown(language), shown(&words.said)]
    });
    let mut said = columns(&iter::once(titles).chain(rows).collect::<Vec<_>>());
    if words.len() == usize::from(options.limit) {
        said.push_str("There may be more: `--limit` lists them.\n");
    }
    said
}
