//! `sila calls`

use std::iter;
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::calls::editions::load_hotline;
use sila::config::Purpose;
use sila::store::sqlite::SqliteOptions;
use sila::store::{CallSummary, Database, Event, RecentCalls};

use super::shared::{Settings, columns, print};

/// Show what happened in calls.
#[derive(clap::Args)]
pub struct Options {
    /// The number of calls to list, the latest first.
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
    /// Show the way that one call took.
    Show {
        /// The call's id, or its beginning.
        id: String,
    },
}

/// Lists recent calls, or shows the way of one.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let zone = load_hotline(config.menus.as_deref())
        .ok()
        .and_then(|hotline| TimeZone::get(&hotline.time_zone).ok())
        .unwrap_or(TimeZone::UTC);
    let store = Database::read_only(&config.database, &SqliteOptions::default()).await?;
    show(&store, options, &zone).await
}

async fn show(store: &Database, options: Options, zone: &TimeZone) -> anyhow::Result<ExitCode> {
    match options.what {
        Some(What::Show { id }) => {
            let call = store.find(&id).await?;
            print(&way(&call, &store.call_events(&call).await?, zone))
        }
        None => {
            let query = RecentCalls {
                line: options.line.clone(),
                ..RecentCalls::newest(options.last)
            };
            let calls = store.recent(&query).await?;
            match options.line {
                Some(line) if calls.is_empty() => print(&format!("No calls to a line `{line}`.\n")),
                _ => print(&list(&calls, zone)),
            }
        }
    }
}

fn list(calls: &[CallSummary], zone: &TimeZone) -> String {
    if calls.is_empty() {
        return "No calls yet.\n".to_owned();
    }
    let titles = [
        "began",
        "seconds",
        "language",
        "line",
        "last place",
        "ended",
        "call",
    ];
    let rows = calls.iter().map(|call| {
        [
            time(call.started_at, zone),
            length(call),
            or_dash(call.language.as_ref()),
            call.line.clone(),
            or_dash(call.last_place.as_ref()),
            or_dash(call.outcome.as_ref()),
            call.call.clone(),
        ]
    });
    let rows: Vec<_> = iter::once(titles.map(str::to_owned)).chain(rows).collect();
    columns(&rows)
}

/// The call's seconds as the provider reports them; else, marked, those that we saw of it.
fn length(call: &CallSummary) -> String {
    match call.seconds {
        Some(seconds) => seconds.to_string(),
        None => format!(
            "~{}",
            call.last_at
                .duration_since(call.started_at)
                .as_secs()
                .max(0)
        ),
    }
}

fn way(call: &str, events: &[Event], zone: &TimeZone) -> String {
    let Some(first) = events.first() else {
        return format!("{call}\n");
    };
    let edition = events.iter().find_map(|event| event.edition.as_deref());
    let rows: Vec<_> = events
        .iter()
        .map(|event| {
            let after = event.at.duration_since(first.at).as_secs_f64();
            let by_key = event.key.as_ref().map(|key| format!("key {key}"));
            let how = event.outcome.clone();
            let seconds = event.seconds.map(|seconds| format!("after {seconds} s"));
            let more: Vec<String> = [by_key, how, seconds].into_iter().flatten().collect();
            [
                format!("{after:>8.1} s"),
                event.kind.to_string(),
                or_dash(event.place.as_ref()),
                or_dash(event.language.as_ref()),
                more.join("  "),
            ]
        })
        .collect();
    format!(
        "{call}\nbegan {} on line {}, edition {}\n\n{}",
        time(first.at, zone),
        first.line,
        edition.unwrap_or("-"),
        columns(&rows)
    )
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
