//! `sila useful`

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sila::catalogue::{Code, EditionNumber};
use sila::clock;
use sila::messages::english::counted;
use sila::store::{PageRating, PageRemark, Rating, shown};

use super::desk::{Desk, or_dash, rows};
use super::shared::{CommandContext, print, print_json, table};

/// Show how many callers and readers of the website found the guidance useful, by service and edition.
#[derive(clap::Args)]
pub struct UsefulArgs {
    /// The number of days until now.
    #[arg(long, default_value_t = 30, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
    /// List what readers of the website say is wrong, the newest first.
    #[arg(long)]
    remarks: bool,
    /// The number of remarks to list.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = rows(), requires = "remarks")]
    limit: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Opinions of the guidance about a service.
#[derive(Default)]
struct Opinions {
    /// Callers' no and yes.
    callers: [u64; 2],
    /// Readers' no and yes, and how many say that something is wrong.
    readers: [u64; 2],
    wrong: u64,
}

/// A service, in the edition that was heard or read if that is known.
type Rated = (Code, Option<EditionNumber>);

/// Lists what people think of the guidance, the worst first, or what readers say is wrong.
pub async fn run(context: &CommandContext<'_>, options: &UsefulArgs) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let kept = SignedDuration::from_hours(24 * i64::from(options.days));
    let since = clock::system()().checked_sub(kept).context("--days: that is too long ago")?;
    if options.remarks {
        return list_remarks(&desk, since, options).await;
    }
    let ratings = desk.database.ratings(since).await?;
    let opinions = together(ratings, desk.database.page_ratings(since).await?);
    let mut opinions: Vec<_> = opinions.into_iter().collect();
    opinions.sort_by_key(|(_, opinions)| Reverse(opinions.badness()));
    if options.json {
        let list = opinions.iter().map(|(rated, opinions)| machine(&desk, *rated, opinions));
        return print_json(&list.collect::<Vec<_>>());
    }
    if opinions.is_empty() {
        let days = counted(options.days, "day");
        return print(&format!("Nobody said within {days} whether anything was useful.\n"));
    }
    print(&listed(&desk, &opinions))
}

fn together(callers: Vec<Rating>, readers: Vec<PageRating>) -> BTreeMap<Rated, Opinions> {
    let mut opinions: BTreeMap<Rated, Opinions> = BTreeMap::new();
    for rating in callers {
        let of_page = opinions.entry((rating.service, rating.edition)).or_default();
        of_page.callers = [rating.no, rating.yes];
    }
    for rating in readers {
        let of_page = opinions.entry((rating.service, Some(rating.edition))).or_default();
        (of_page.readers, of_page.wrong) = ([rating.no, rating.yes], rating.wrong);
    }
    opinions
}

impl Opinions {
    /// The numbers of those whom it did not help, and whom it did.
    fn no_and_yes(&self) -> (u64, u64) {
        let ([no, yes], [readers_no, readers_yes]) = (self.callers, self.readers);
        let no = no.saturating_add(readers_no).saturating_add(self.wrong);
        (no, yes.saturating_add(readers_yes))
    }

    /// The share of those who said no, as if one more had said yes and one more no: so that a single no does not
    /// outweigh many. In millionths.
    fn badness(&self) -> u64 {
        let (no, yes) = self.no_and_yes();
        let asked = yes.saturating_add(no).saturating_add(2);
        no.saturating_add(1).saturating_mul(1_000_000) / asked
    }
}

fn listed(desk: &Desk, opinions: &[(Rated, Opinions)]) -> String {
    let titles = ["no", "yes", "web no", "web yes", "wrong", "useful", "edition", "service"];
    let rows = opinions.iter().map(|((service, edition), opinions)| {
        let (no, yes) = opinions.no_and_yes();
        let ([calls_no, calls_yes], [web_no, web_yes]) = (opinions.callers, opinions.readers);
        [
            calls_no.to_string(),
            calls_yes.to_string(),
            web_no.to_string(),
            web_yes.to_string(),
            opinions.wrong.to_string(),
            format!("{} %", yes.saturating_mul(100) / yes.saturating_add(no).max(1)),
            or_dash(edition.map(|edition| edition.to_string()).as_deref()),
            desk.service(&service.to_string()),
        ]
    });
    table(titles, rows)
}

fn machine(desk: &Desk, (service, edition): Rated, opinions: &Opinions) -> Value {
    let ([no, yes], [web_no, web_yes]) = (opinions.callers, opinions.readers);
    json!({
        "service": service.to_string(),
        "service_name": desk.name_of(&service.to_string()),
        "edition": edition.map(|edition| edition.to_string()),
        "yes": yes,
        "no": no,
        "website": { "yes": web_yes, "no": web_no, "wrong": opinions.wrong },
    })
}

async fn list_remarks(
    desk: &Desk,
    since: Timestamp,
    options: &UsefulArgs,
) -> anyhow::Result<ExitCode> {
    let remarks = desk.database.page_remarks(since, options.limit).await?;
    if options.json {
        return print_json(&remarks.iter().map(machine_remark).collect::<Vec<_>>());
    }
    if remarks.is_empty() {
        let days = counted(options.days, "day");
        return print(&format!("No reader said within {days} what is wrong on a page.\n"));
    }
    let rows = remarks.iter().map(|remark| {
        [
            desk.time(remark.at),
            remark.edition.to_string(),
            shown(&remark.language),
            desk.service(&remark.service),
            or_dash(Some(&shown(&remark.text))),
        ]
    });
    let mut said = table(["said", "edition", "language", "service", "remark"], rows);
    if remarks.len() == usize::from(options.limit) {
        said.push_str("There may be more: `--limit` lists them.\n");
    }
    print(&said)
}

fn machine_remark(remark: &PageRemark) -> Value {
    json!({
        "at": remark.at,
        "service": remark.service,
        "edition": remark.edition.to_string(),
        "language": remark.language,
        "remark": remark.text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_no_does_not_outweigh_many() {
        let said = |no, yes| Opinions { callers: [no, yes], ..Opinions::default() };
        let mut opinions = [said(0, 9), said(1, 0), said(40, 4), said(0, 0)];
        opinions.sort_by_key(|opinions| Reverse(opinions.badness()));
        let order: Vec<_> = opinions.iter().map(|opinions| opinions.callers[0]).collect();
        assert_eq!(order, [40, 1, 0, 0]);
        assert!(said(u64::MAX, u64::MAX).badness() < 1_000_000);
    }

    #[test]
    fn a_reader_who_finds_a_mistake_counts_as_one_whom_it_did_not_help() {
        let useful = Opinions { callers: [0, 3], ..Opinions::default() };
        let wrong = Opinions { callers: [0, 3], wrong: 1, ..Opinions::default() };
        assert!(wrong.badness() > useful.badness());
    }
}
