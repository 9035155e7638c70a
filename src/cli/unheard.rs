//! `sila unheard`

use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sila::clock;
use sila::store::shown;

use super::desk::{Desk, rows};
use super::shared::{CommandContext, print, print_json, table};

/// List what callers and readers of the website asked for in words that match no service.
#[derive(clap::Args)]
pub struct UnheardArgs {
    /// The number of days until now.
    #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
    /// The number of words to list.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = rows())]
    limit: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the words, each with how often and when last, the most frequent first.
pub async fn run(context: &CommandContext<'_>, options: &UnheardArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let days = SignedDuration::from_hours(24 * i64::from(options.days));
    let since = clock::system()().saturating_sub(days).unwrap_or(Timestamp::MIN);
    let words = desk.database.unheard(since, options.limit).await?;
    desk.database.close().await;
    if options.json {
        let list: Vec<_> = words
            .iter()
            .map(|words| {
                json!({
                    "times": words.times,
                    "website": words.website,
                    "last_at": words.last_at,
                    "language": words.language,
                    "words": words.said,
                })
            })
            .collect();
        return print_json(&list);
    }
    if words.is_empty() {
        return print(&format!(
            "Nothing was asked for in the last {} days that fits no service.\n",
            options.days
        ));
    }
    let rows = words.iter().map(|words| {
        let language = words.language.as_deref().unwrap_or("-");
        [
            words.times.to_string(),
            words.website.to_string(),
            desk.time(words.last_at),
            shown(language),
            shown(&words.said),
        ]
    });
    let mut said = table(["times", "web", "last", "language", "words"], rows);
    if words.len() == usize::from(options.limit) {
        said.push_str("There may be more: `--limit` lists them.\n");
    }
    print(&said)
}
