//! `sila calls`

use std::fmt::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::server;
use sila::store::sqlite::{SqliteOptions, SqliteReader};
use sila::store::{CallSummary, Calls as _, Event, RecentCalls};

use super::shared::{Settings, print};

/// Shows what happened in calls.
#[derive(clap::Args)]
pub struct Options {
    /// How many of the latest calls to list.
    #[arg(long, default_value_t = 20, value_name = "N")]
    last: u16,
    /// Only calls of this line.
    #[arg(long, value_name = "NAME")]
    line: Option<String>,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Shows the way that one call took.
    Show {
        /// The call's id, or its beginning.
        id: String,
    },
}

/// Lists recent calls, or shows the way of one.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load()?;
    let store = SqliteReader::open(&config.database, &SqliteOptions::default()).await?;
    let zone = server::load_hotline(config.menus.as_deref())
        .ok()
        .and_then(|(hotline, _)| TimeZone::get(&hotline.time_zone).ok())
        .unwrap_or(TimeZone::UTC);
    match options.what {
        Some(What::Show { id }) => {
            let call = store.find(&id).await?;
            print(&way(&call, &store.way(&call).await?, &zone))
        }
        None => {
            let query = RecentCalls {
                line: options.line,
                ..RecentCalls::newest(options.last)
            };
            print(&list(&store.recent(&query).await?, &zone))
        }
    }
}

fn list(calls: &[CallSummary], zone: &TimeZone) -> String {
    if calls.is_empty() {
        return "No calls yet.\n".to_owned();
    }
    let mut text = format!(
        "{:<19}  {:>7}  {:<8}  {:<4}  {:<12}  {:<12}  {}\n",
        "began", "seconds", "language", "line", "last place", "ended", "call"
    );
    for call in calls {
        let _ = writeln!(
            text,
            "{:<19}  {:>7}  {:<8}  {:<4}  {:<12}  {:<12}  {}",
            time(call.started_at, zone),
            call.seconds
                .map_or_else(|| "-".to_owned(), |seconds| seconds.to_string()),
            call.language.as_deref().unwrap_or("-"),
            call.line,
            call.last_place.as_deref().unwrap_or("-"),
            call.outcome.as_deref().unwrap_or("-"),
            call.call,
        );
    }
    text
}

fn way(call: &str, events: &[Event], zone: &TimeZone) -> String {
    let mut text = format!("{call}\n");
    let Some(first) = events.first() else {
        return text;
    };
    let edition = first.edition.as_deref().unwrap_or("-");
    let _ = writeln!(
        text,
        "began {} on line {}, edition {edition}\n",
        time(first.at, zone),
        first.line
    );
    for event in events {
        let after = event.at.duration_since(first.at).as_secs_f64();
        let mut words = vec![event.kind.to_string()];
        words.extend(event.place.clone());
        words.extend(
            event
                .language
                .as_ref()
                .map(|language| format!("in {language}")),
        );
        words.extend(event.key.as_ref().map(|key| format!("by key {key}")));
        words.extend(event.outcome.clone());
        words.extend(event.seconds.map(|seconds| format!("after {seconds} s")));
        let _ = writeln!(text, "{after:>8.1} s  {}", words.join("  "));
    }
    text
}

fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
