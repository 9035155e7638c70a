//! `sila editions`

use std::collections::HashMap;
use std::process::ExitCode;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::json;
use sila::catalogue::EditionNumber;
use sila::clock;
use sila::operate;
use sila::store::{Active, Database, EditionRecord, Scheduled, shown};

use super::desk::zone_heard;
use super::shared::{CommandContext, Reasoned, print, print_json, store_to_change, table, time};

/// A call of which nothing was heard for longer than this is over, whether its end was told or not.
const SILENCE: SignedDuration = SignedDuration::from_mins(15);

/// List the editions: which is heard, who published each, how many calls are on it.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct EditionsArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<EditionsCommand>,
}

#[derive(clap::Subcommand)]
enum EditionsCommand {
    /// Take an edition off the schedule.
    Cancel {
        /// Its number.
        number: u32,
        #[command(flatten)]
        author: Reasoned,
    },
}

/// Lists the editions, or takes one off the schedule.
pub async fn run(context: &CommandContext<'_>, options: EditionsArgs) -> anyhow::Result<ExitCode> {
    let Some(EditionsCommand::Cancel { number, author }) = options.command else {
        return list(context, options.json).await;
    };
    let (database, _lock) = store_to_change(&context.load()?).await?;
    let number = EditionNumber::new(number);
    let cancelled = operate::cancel(&database, number, author.signed(context).by()).await;
    database.close().await;
    cancelled?;
    print(&format!("Edition {number} will not be heard. It stays in the list of editions.\n"))
}

async fn list(context: &CommandContext<'_>, json: bool) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let database = Database::existing(&config.database, &config.store).await?;
    let zone = zone_heard(&config, &database).await;
    let active = database.active().await?;
    let scheduled = database.schedule().await?;
    let calls = database.in_progress(clock::system()() - SILENCE).await?;
    let calls: HashMap<EditionNumber, u64> = calls.into_iter().collect();
    let editions = database.editions().await?;
    database.close().await;
    if json {
        let list: Vec<_> = editions
            .iter()
            .map(|edition| {
                let active = active.as_ref().filter(|active| active.edition == edition.number);
                let scheduled = scheduled.iter().find(|one| one.edition == edition.number);
                json!({
                    "edition": edition.number.to_string(),
                    "heard_since": active.map(|active| active.at),
                    "scheduled_for": scheduled.map(|scheduled| scheduled.at),
                    "retired_at": edition.retired_at,
                    "calls_now": calls.get(&edition.number).copied().unwrap_or_default(),
                    "published_at": edition.published_at,
                    "author": edition.author,
                    "note": edition.note,
                    "content": edition.content.to_string(),
                })
            })
            .collect();
        return print_json(&list);
    }
    if editions.is_empty() {
        return print(
            "No editions yet: the server's first start makes the shipped menus the first.\n",
        );
    }
    let rows = editions.iter().map(|edition| {
        let calls = calls.get(&edition.number);
        [
            edition.number.to_string(),
            state(&zone, edition, active.as_ref(), &scheduled),
            calls.map_or_else(|| "-".to_owned(), u64::to_string),
            time(edition.published_at, &zone),
            shown(&edition.author),
            shown(&edition.note),
        ]
    });
    print(&table(["edition", "", "calls now", "published", "by", "note"], rows))
}

fn state(
    zone: &TimeZone,
    edition: &EditionRecord,
    active: Option<&Active>,
    scheduled: &[Scheduled],
) -> String {
    let scheduled = scheduled.iter().find(|scheduled| scheduled.edition == edition.number);
    match (active, scheduled, edition.retired_at) {
        (Some(active), ..) if active.edition == edition.number => {
            format!("heard since {}", time(active.at, zone))
        }
        (_, Some(scheduled), _) => format!("from {}", time(scheduled.at, zone)),
        (.., Some(retired)) => format!("retired {}", time(retired, zone)),
        _ => String::new(),
    }
}
