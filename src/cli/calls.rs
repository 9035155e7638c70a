//! `sila calls`

use std::fmt::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sila::dialogue::{EventKind, PlaceKind, RecordedPlace};
use sila::store::sqlite::SqliteOptions;
use sila::store::{CallSummary, Database, RecentCalls, TurnRecord};

use super::desk::{rows, zone_heard};
use super::shared::{CommandContext, columns, print, print_json, table};

/// Show what happened in calls.
#[derive(clap::Args)]
pub struct CallsArgs {
    /// The number of calls to list, the latest first.
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = rows())]
    last: u16,
    /// Only calls of this line.
    #[arg(long, value_name = "NAME")]
    line: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<CallsCommand>,
}

#[derive(clap::Subcommand)]
enum CallsCommand {
    /// Show the way that one call took.
    Show {
        /// The call's id, or its beginning.
        id: String,
    },
}

/// Lists recent calls, or shows the way of one.
pub async fn run(context: &CommandContext<'_>, options: CallsArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let store = Database::read_only(&config.database, &SqliteOptions::default()).await?;
    let zone = zone_heard(&config, &store).await;
    show(&store, options, &zone).await
}

async fn show(store: &Database, options: CallsArgs, zone: &TimeZone) -> anyhow::Result<ExitCode> {
    match options.command {
        Some(CallsCommand::Show { id }) => {
            let call = store.find(&id).await?;
            if options.json {
                let events = store.call_events(&call).await?;
                return print_json(&json!({ "call": call, "events": events_of(&events) }));
            }
            print(&way(&call, &store.call_events(&call).await?, zone))
        }
        None => {
            let query =
                RecentCalls { line: options.line.clone(), ..RecentCalls::newest(options.last) };
            let calls = store.recent(&query).await?;
            if options.json {
                return print_json(&calls.iter().map(machine).collect::<Vec<_>>());
            }
            match options.line {
                Some(line) if calls.is_empty() => print(&format!("No calls to a line `{line}`.\n")),
                _ => print(&list(&calls, zone)),
            }
        }
    }
}

fn machine(call: &CallSummary) -> Value {
    json!({
        "call": call.call,
        "began": call.started_at,
        "last_at": call.last_at,
        "seconds": call.seconds,
        "language": call.language,
        "line": call.line,
        "last_place": call.last_place.map(place_name),
        "ended": call.outcome.as_ref().map(ToString::to_string),
    })
}

/// The events of a call, in order, as JSON.
fn events_of(records: &[TurnRecord]) -> Vec<Value> {
    let events =
        records.iter().flat_map(|record| record.events.iter().map(move |event| (record, event)));
    events
        .map(|(record, event)| {
            json!({
                "at": record.at,
                "line": record.line,
                "edition": record.edition.map(|edition| edition.to_string()),
                "language": record.language,
                "event": event.kind.name(),
                "place": event.place.map(place_name),
                "details": details(event.kind),
            })
        })
        .collect()
}

fn list(calls: &[CallSummary], zone: &TimeZone) -> String {
    if calls.is_empty() {
        return "No calls yet.\n".to_owned();
    }
    let titles = ["began", "seconds", "language", "line", "last place", "ended", "call"];
    let rows = calls.iter().map(|call| {
        [
            time(call.started_at, zone),
            length(call),
            or_dash(call.language.as_ref()),
            call.line.clone(),
            or_dash(call.last_place.map(place_name)),
            or_dash(call.outcome),
            call.call.clone(),
        ]
    });
    table(titles, rows)
}

/// The call's seconds as the provider reports them; else, marked, those that we saw of it.
fn length(call: &CallSummary) -> String {
    match call.seconds {
        Some(seconds) => seconds.to_string(),
        None => format!("~{}", call.last_at.duration_since(call.started_at).as_secs().max(0)),
    }
}

fn way(call: &str, records: &[TurnRecord], zone: &TimeZone) -> String {
    let Some(first) = records.first() else {
        return format!("{call}\n");
    };
    let edition = records.iter().find_map(|record| record.edition);
    let rows: Vec<_> = records
        .iter()
        .flat_map(|record| {
            let after = record.at.duration_since(first.at).as_secs_f64();
            record.events.iter().map(move |event| {
                [
                    format!("{after:>8.1} s"),
                    event.kind.name().to_owned(),
                    or_dash(event.place.map(place_name)),
                    or_dash(record.language.as_ref()),
                    details(event.kind),
                ]
            })
        })
        .collect();
    format!(
        "{call}\nbegan {} on line {}, edition {}\n\n{}",
        time(first.at, zone),
        first.line,
        or_dash(edition),
        columns(&rows)
    )
}

/// A place in words: `service 114 fee`.
fn place_name(place: RecordedPlace) -> String {
    let kind = match place.kind {
        PlaceKind::Section => PlaceKind::Service,
        kind => kind,
    };
    let mut name = kind.name().to_owned();
    if !place.code.is_empty() {
        let _ = write!(name, " {}", place.code);
    }
    if let Some(section) = place.section {
        let _ = write!(name, " {}", section.name());
    }
    name
}

/// The data of an event in words.
fn details(kind: EventKind) -> String {
    let (what, seconds) = match kind {
        EventKind::LanguageChosen { key }
        | EventKind::PlaceEntered { key }
        | EventKind::NoMatch { key } => (key.map(|key| format!("key {key}")), None),
        EventKind::SpeechMatched { services } => (Some(services.to_string()), None),
        EventKind::Referred { to } => (Some(to.to_string()), None),
        EventKind::Rated { useful } => (Some(if useful { "yes" } else { "no" }.to_owned()), None),
        EventKind::TextRefused(why) => (Some(why.name().to_owned()), None),
        EventKind::InquiryAsked { told } => {
            (Some(if told { "told" } else { "not-told" }.to_owned()), None)
        }
        EventKind::TransferEnded { outcome, seconds } => (Some(outcome.name().to_owned()), seconds),
        EventKind::CallEnded(reason) => (Some(reason.name().to_owned()), None),
        EventKind::StatusReported { status, seconds } => (Some(status.name().to_owned()), seconds),
        _ => (None, None),
    };
    let after = seconds.map(|seconds| format!("after {seconds} s"));
    [what, after].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
