//! `sila audit`

use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sila::operate::inquiries::InquiryAddress;
use sila::store::{Act, ActKind, AuditEntry, AuditQuery, Database, ObjectKind, shown};

use super::desk::{rows, zone_heard};
use super::shared::{CommandContext, moment, print, print_json, table, time};

/// List what people changed or were refused.
#[derive(clap::Args)]
pub struct AuditArgs {
    /// Only acts from this time on: `2027-03-01 06:00` in the hotline's time zone, or with an offset.
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only acts of this author.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only acts of this kind; several with commas between.
    #[arg(long, value_name = "ACT", value_delimiter = ',', value_parser = kinds())]
    act: Vec<ActKind>,
    /// The number of acts to list.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = rows())]
    limit: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn kinds() -> impl clap::builder::TypedValueParser<Value = ActKind> {
    PossibleValuesParser::new(ActKind::ALL.iter().map(|kind| kind.name()))
        .try_map(|word| ActKind::parse(&word).ok_or("there is no such act"))
}

/// Lists acts, the newest first.
pub async fn run(context: &CommandContext<'_>, options: AuditArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let database = Database::existing(&config.database, &config.store).await?;
    let zone = zone_heard(&config, &database).await;
    let since = options.since.as_deref().map(|since| moment(since, &zone));
    let query = AuditQuery {
        since: since.transpose()?,
        author: options.author,
        kinds: options.act,
        limit: options.limit,
        before: None,
    };
    let entries = database.acts(&query).await?;
    database.close().await;
    if options.json {
        let list: Vec<_> = entries.iter().map(machine).collect();
        return print_json(&list);
    }
    if entries.is_empty() {
        return print("No act matches.\n");
    }
    print(&listed(&zone, &entries))
}

fn listed(zone: &TimeZone, entries: &[AuditEntry]) -> String {
    let titles = ["time", "author", "act", "on", "reason"];
    let rows = entries.iter().map(|AuditEntry { act, .. }| {
        [
            time(act.at, zone),
            match act.uid {
                Some(uid) => format!("{} ({}, uid {uid})", shown(&act.author), act.via.name()),
                None => format!("{} ({})", shown(&act.author), act.via.name()),
            },
            match &act.refused {
                Some(rule) => format!("{} refused: {rule}", act.kind.name()),
                None => act.kind.name().to_owned(),
            },
            object(act),
            shown(&act.reason),
        ]
    });
    table(titles, rows)
}

fn object(act: &Act) -> String {
    let kind = act.kind.object();
    let id = match kind {
        ObjectKind::Inquiry => InquiryAddress::parse(&act.id)
            .map_or_else(|_| shown(&act.id), |address| address.to_string()),
        _ => shown(&act.id),
    };
    format!("{} {id}", kind.name()).trim_end().to_owned()
}

fn machine(AuditEntry { number, act }: &AuditEntry) -> Value {
    json!({
        "number": number,
        "at": act.at.to_string(),
        "author": act.author,
        "via": act.via.name(),
        "uid": act.uid,
        "act": act.kind.name(),
        "object": act.kind.object().name(),
        "id": act.id,
        "reason": act.reason,
        "refused": act.refused,
        "detail": act.detail,
    })
}
