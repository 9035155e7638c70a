//! `sila useful`

use std::cmp::Reverse;
use std::process::ExitCode;

use anyhow::Context as _;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sila::clock;
use sila::messages::english::counted;
use sila::store::Rating;

use super::desk::{Desk, or_dash};
use super::shared::{CommandContext, print, print_json, table};

/// Show how many callers found the guidance useful, by service and edition.
#[derive(clap::Args)]
pub struct UsefulArgs {
    /// The number of days until now.
    #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists what callers think of the guidance, the worst first.
pub async fn run(context: &CommandContext<'_>, options: &UsefulArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let kept = SignedDuration::from_hours(24 * i64::from(options.days));
    let since = clock::system()().checked_sub(kept).context("--days: that is too long ago")?;
    let mut ratings = desk.database.ratings(since).await?;
    ratings.sort_by_key(|rating| Reverse(badness(rating)));
    if options.json {
        let list: Vec<_> = ratings.iter().map(|rating| machine(&desk, rating)).collect();
        return print_json(&list);
    }
    let days = counted(options.days, "day");
    if ratings.is_empty() {
        return print(&format!("No caller said within {days} whether anything was useful.\n"));
    }
    print(&listed(&desk, &ratings))
}

/// The share of callers who said no, as if one more had said yes and one more no: so that a single no does not
/// outweigh many. In millionths.
fn badness(rating: &Rating) -> u64 {
    let asked = rating.yes.saturating_add(rating.no).saturating_add(2);
    rating.no.saturating_add(1).saturating_mul(1_000_000) / asked
}

fn listed(desk: &Desk, ratings: &[Rating]) -> String {
    let titles = ["no", "yes", "useful", "edition", "service"];
    let rows = ratings.iter().map(|rating| {
        let asked = rating.yes.saturating_add(rating.no).max(1);
        [
            rating.no.to_string(),
            rating.yes.to_string(),
            format!("{} %", rating.yes.saturating_mul(100) / asked),
            or_dash(rating.edition.map(|edition| edition.to_string()).as_deref()),
            desk.service(&rating.service.to_string()),
        ]
    });
    table(titles, rows)
}

fn machine(desk: &Desk, rating: &Rating) -> Value {
    json!({
        "service": rating.service.to_string(),
        "service_name": desk.name_of(&rating.service.to_string()),
        "edition": rating.edition.map(|edition| edition.to_string()),
        "yes": rating.yes,
        "no": rating.no,
    })
}

#[cfg(test)]
mod tests {
    use sila::catalogue::Code;

    use super::*;

    #[test]
    fn a_single_no_does_not_outweigh_many() {
        let rating =
            |no, yes| Rating { service: Code::parse("111").unwrap(), edition: None, yes, no };
        let mut ratings = [rating(0, 9), rating(1, 0), rating(40, 4), rating(0, 0)];
        ratings.sort_by_key(|rating| Reverse(badness(rating)));
        let order: Vec<_> = ratings.iter().map(|rating| rating.no).collect();
        assert_eq!(order, [40, 1, 0, 0]);
        assert!(badness(&rating(u64::MAX, u64::MAX)) < 1_000_000);
    }
}
