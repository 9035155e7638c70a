//! `sila counts`

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use csv::{Terminator, WriterBuilder};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use sila::catalogue::Code;
use sila::clock;
use sila::messages::english::counted;
use sila::store::CallCounts;
use sila::text::{grouped, harmless_cell};

use super::desk::Desk;
use super::shared::{CommandContext, columns, print, print_bytes, print_json, table};

/// Count the calls of each day, and those that came to each service.
#[derive(clap::Args)]
pub struct CountsArgs {
    /// The number of days, of which today is the last.
    #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    days: u16,
    /// Print CSV: a line a day and service.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Counts day by day, on the hotline's calendar.
pub async fn run(context: &CommandContext<'_>, options: &CountsArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let counted = count(&desk, options.days, clock::system()()).await;
    desk.database.close().await;
    let days = counted?;
    if options.json {
        let list: Vec<_> = days.iter().map(|(day, counts)| machine(&desk, *day, counts)).collect();
        return print_json(&list);
    }
    if options.csv {
        return print_bytes(&sheet(&desk, &days)?);
    }
    print(&listed(&desk, &days))
}

/// A statement a day, so that none of them reads more than a day's calls.
async fn count(desk: &Desk, days: u16, now: Timestamp) -> anyhow::Result<Vec<(Date, CallCounts)>> {
    let today = now.to_zoned(desk.zone.clone()).date();
    let midnight = |day: Date| Ok::<_, jiff::Error>(day.to_zoned(desk.zone.clone())?.timestamp());
    let mut counts = Vec::new();
    for ago in (0..days).rev() {
        let day =
            today.checked_sub(i32::from(ago).days()).context("--days: that is too long ago")?;
        let (from, until) = (midnight(day)?, midnight(day.tomorrow()?)?);
        counts.push((day, desk.database.call_counts(from, until).await?));
    }
    Ok(counts)
}

fn listed(desk: &Desk, days: &[(Date, CallCounts)]) -> String {
    let calls: u64 = days.iter().map(|(_, counts)| counts.calls).sum();
    let of_days = counted(days.len(), "day");
    if calls == 0 {
        return format!("No calls in {of_days}.\n");
    }
    let rows: Vec<_> = days
        .iter()
        .map(|(day, counts)| [day.to_string(), grouped(counts.calls)])
        .chain([[of_days, grouped(calls)]])
        .collect();
    let mut services: BTreeMap<Code, u64> = BTreeMap::new();
    for (service, calls) in days.iter().flat_map(|(_, counts)| &counts.services) {
        *services.entry(*service).or_default() += calls;
    }
    let mut services: Vec<_> = services.into_iter().collect();
    services.sort_by_key(|(service, calls)| (Reverse(*calls), *service));
    let services = services
        .iter()
        .map(|(service, calls)| [grouped(*calls), desk.service(&service.to_string())]);
    format!("{}\n{}", columns(&rows), table(["calls", "came to the service"], services))
}

fn machine(desk: &Desk, day: Date, counts: &CallCounts) -> Value {
    let services = counts.services.iter().map(|(service, calls)| {
        let service = service.to_string();
        json!({ "service": service, "service_name": desk.name_of(&service), "calls": calls })
    });
    json!({ "day": day, "calls": counts.calls, "services": services.collect::<Vec<_>>() })
}

/// A line a day for all calls, and below it one for each service, as CSV (RFC 4180) in UTF-8 with a byte order mark.
fn sheet(desk: &Desk, days: &[(Date, CallCounts)]) -> anyhow::Result<Vec<u8>> {
    let mut sheet = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    sheet.write_record(["day", "service", "name", "calls"])?;
    for (day, counts) in days {
        let day = day.to_string();
        sheet.write_record([&*day, "", "all calls", &counts.calls.to_string()])?;
        for (service, calls) in &counts.services {
            let service = service.to_string();
            let name = harmless_cell(desk.name_of(&service).unwrap_or_default());
            sheet.write_record([&*day, &service, &name, &calls.to_string()])?;
        }
    }
    Ok(sheet.into_inner()?)
}
