//! `sila texts`

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};
use sila::messages::english::counted;
use sila::store::{TextQuery, TextState, TextSummary};
use sila::text::isolated;

use super::desk::{Desk, or_dash, rows};
use super::shared::{CommandContext, print, print_json, table};

/// List the text messages that callers asked for, and their outcome.
#[derive(clap::Args)]
pub struct TextsArgs {
    /// Only those that have not reached a telephone: failed, undelivered, unsubscribed, refused, or waiting after a failure.
    #[arg(long)]
    failed: bool,
    /// The number of text messages to list, the newest first.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = rows())]
    limit: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists text messages, the newest first.
pub async fn run(context: &CommandContext<'_>, options: &TextsArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let found = found(&desk, options).await?;
    if options.json {
        let list: Vec<_> = found.iter().map(machine).collect();
        return print_json(&list);
    }
    if found.is_empty() {
        return print(if options.failed {
            "No text message has failed.\n"
        } else {
            "No text messages.\n"
        });
    }
    print(&format!("{}{}", listed(&desk, &found), outage(&desk, &found)))
}

async fn found(desk: &Desk, options: &TextsArgs) -> anyhow::Result<Vec<TextSummary>> {
    let mut query = TextQuery::newest(options.limit);
    if !options.failed {
        return Ok(desk.database.texts(&query).await?);
    }
    query.states = vec![
        TextState::Waiting,
        TextState::Undelivered,
        TextState::Failed,
        TextState::Unsubscribed,
        TextState::Refused,
    ];
    let limit = usize::from(options.limit);
    let mut failed = Vec::new();
    loop {
        let page = desk.database.texts(&query).await?;
        query.before = page.last().map(TextSummary::cursor);
        failed.extend(page.into_iter().filter(has_failed));
        if query.before.is_none() || failed.len() >= limit {
            failed.truncate(limit);
            return Ok(failed);
        }
    }
}

/// True if sending has failed at least once: one that only just came waits for its first time.
fn has_failed(text: &TextSummary) -> bool {
    text.state != TextState::Waiting || text.trouble.is_some()
}

fn listed(desk: &Desk, found: &[TextSummary]) -> String {
    let titles = ["asked for", "state", "since", "tries", "to", "line", "language", "about", "why"];
    let rows = found.iter().map(|text| {
        let since = text.finished_at.or(text.sent_at).unwrap_or(text.asked_at);
        [
            desk.time(text.asked_at),
            text.state.name().to_owned(),
            desk.time(since),
            text.attempts.to_string(),
            or_dash(text.number.as_deref()),
            isolated(&text.line),
            or_dash(text.language.as_deref()),
            desk.service(&text.service),
            text.trouble.as_deref().map_or_else(String::new, isolated),
        ]
    });
    table(titles, rows)
}

/// The number of those that wait because the provider does not take them.
fn outage(desk: &Desk, found: &[TextSummary]) -> String {
    let waits = |text: &&TextSummary| text.state == TextState::Waiting && text.trouble.is_some();
    let Some(oldest) = found.iter().filter(waits).map(|text| text.asked_at).min() else {
        return String::new();
    };
    let count = found.iter().filter(waits).count();
    let mut said = String::new();
    let _ = writeln!(
        said,
        "\nTried without success and to be tried again: {}, the oldest asked for at {}.",
        counted(count, "text message"),
        desk.time(oldest)
    );
    said
}

fn machine(text: &TextSummary) -> Value {
    json!({
        "asked_for": text.asked_at.to_string(),
        "state": text.state.name(),
        "tries": text.attempts,
        "trouble": text.trouble,
        "sent": text.sent_at.map(|at| at.to_string()),
        "finished": text.finished_at.map(|at| at.to_string()),
        "number": text.number,
        "line": text.line,
        "language": text.language,
        "service": text.service,
        "call": text.call,
        "body": text.body,
    })
}
