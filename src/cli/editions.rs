//! `sila editions`

use std::collections::HashMap;
use std::iter;
use std::process::ExitCode;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use sila::catalogue::EditionNumber;
use sila::clock;
use sila::config::{Config, Purpose};
use sila::operate;
use sila::store::{Active, Authorship, Database, EditionRecord, Scheduled, shown};

use super::shared::{Reasoned, Settings, columns, print, store_to_change, time, zone_of};

/// A call of which nothing was heard for longer than this is over, whether its end was told or not.
const SILENCE: SignedDuration = SignedDuration::from_mins(15);

/// List the editions: which is heard, who published each, how many calls are on it.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Take an edition off the schedule.
    Cancel {
        /// Its number.
        number: u32,
        #[command(flatten)]
        author: Reasoned,
    },
}

/// Lists the editions, or takes one off the schedule.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let said = match options.what {
        Some(What::Cancel { number, author }) => {
            let signed = author.signed(settings.environment, clock::system()());
            cancel(&config, EditionNumber::new(number), signed.by()).await?
        }
        None => list(&config).await?,
    };
    print(&said)
}

async fn cancel(
    config: &Config,
    number: EditionNumber,
    by: Authorship<'_>,
) -> anyhow::Result<String> {
    let (database, _lock) = store_to_change(config).await?;
    let cancelled = operate::cancel(&database, number, by).await;
    database.close().await;
    cancelled?;
    Ok(format!("Edition {number} will not be heard. It stays in the list of editions.\n"))
}

/// What is known of all editions.
struct Known {
    active: Option<Active>,
    scheduled: Vec<Scheduled>,
    in_progress: HashMap<EditionNumber, u64>,
    zone: TimeZone,
}

async fn list(config: &Config) -> anyhow::Result<String> {
    let database = Database::existing(&config.database, &config.store).await?;
    let active = database.active().await?;
    let zone = match &active {
        Some(active) => operate::open(&database, active.edition)
            .await
            .map_or(TimeZone::UTC, |edition| zone_of(&edition.hotline)),
        None => TimeZone::UTC,
    };
    let since = clock::system()() - SILENCE;
    let known = Known {
        active,
        scheduled: database.schedule().await?,
        in_progress: database.in_progress(since).await?.into_iter().collect(),
        zone,
    };
    let editions = database.editions().await?;
    database.close().await;
    if editions.is_empty() {
        return Ok(
            "No editions yet: the server's first start makes the shipped menus the first.\n"
                .to_owned(),
        );
    }
    let titles = ["edition", "", "calls now", "published", "by", "note"].map(str::to_owned);
    let rows = editions.iter().map(|edition| known.row(edition));
    Ok(columns(&iter::once(titles).chain(rows).collect::<Vec<_>>()))
}

impl Known {
    fn row(&self, edition: &EditionRecord) -> [String; 6] {
        let calls = self.in_progress.get(&edition.number);
        [
            edition.number.to_string(),
            self.state(edition),
            calls.map_or_else(|| "-".to_owned(), u64::to_string),
            time(edition.published_at, &self.zone),
            shown(&edition.author),
            shown(&edition.note),
        ]
    }

    fn state(&self, edition: &EditionRecord) -> String {
        let scheduled = self.scheduled.iter().find(|scheduled| scheduled.edition == edition.number);
        match (&self.active, scheduled, edition.retired_at) {
            (Some(active), ..) if active.edition == edition.number => {
                format!("heard since {}", time(active.at, &self.zone))
            }
            (_, Some(scheduled), _) => format!("from {}", time(scheduled.at, &self.zone)),
            (.., Some(retired)) => format!("retired {}", time(retired, &self.zone)),
            _ => String::new(),
        }
    }
}
