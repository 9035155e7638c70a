//! `sila operators list` and `sila operators show`

use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sila::clock;
use sila::operate::operators;
use sila::store::{Database, Operator};
use sila::text::isolated;

use crate::cli::desk::zone_heard;
use crate::cli::shared::{CommandContext, columns, print, print_json, table, time};

/// List the people who work here, and those who did.
#[derive(clap::Args)]
pub struct ListOperatorsArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Show one person: the roles, the invitation, the recovery codes that are left.
#[derive(clap::Args)]
pub struct ShowOperatorArgs {
    /// The login of the person.
    login: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists all operators.
pub async fn list(
    context: &CommandContext<'_>,
    options: &ListOperatorsArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let now = clock::system()();
    let database = Database::existing(&config.database, &config.store).await?;
    let zone = zone_heard(&config, &database).await;
    let operators = database.operators().await?;
    database.close().await;
    if options.json {
        return print_json(&operators.iter().map(machine).collect::<Vec<_>>());
    }
    if operators.is_empty() {
        return print("Nobody works at the console yet. `sila operators add` adds somebody.\n");
    }
    let rows = operators.iter().map(|operator| {
        [
            operator.login.clone(),
            isolated(&operator.name),
            operator.roles.to_string(),
            state(operator, &zone, now),
        ]
    });
    print(&table(["login", "name", "roles", ""], rows))
}

/// Shows one operator.
pub async fn show(
    context: &CommandContext<'_>,
    options: &ShowOperatorArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let now = clock::system()();
    let database = Database::existing(&config.database, &config.store).await?;
    let zone = zone_heard(&config, &database).await;
    let operator = operators::find(&database, &options.login).await;
    database.close().await;
    let operator = operator?;
    if options.json {
        return print_json(&machine(&operator));
    }
    let rows = [
        ["login", &operator.login].map(str::to_owned),
        ["name".to_owned(), isolated(&operator.name)],
        ["roles".to_owned(), operator.roles.to_string()],
        ["added".to_owned(), time(operator.created_at, &zone)],
        ["state".to_owned(), state(&operator, &zone, now)],
        ["recovery codes left".to_owned(), operator.recovery_codes.to_string()],
    ];
    print(&columns(&rows))
}

fn state(operator: &Operator, zone: &TimeZone, now: Timestamp) -> String {
    let invited = operator.invited_until.filter(|until| now < *until);
    match (operator.ended_at, invited) {
        (Some(ended), _) => format!("ended {}", time(ended, zone)),
        (None, Some(until)) => format!("invited until {}", time(until, zone)),
        (None, None) if operator.has_password => "works here".to_owned(),
        (None, None) => "the invitation is too old: `sila operators invite`".to_owned(),
    }
}

fn machine(operator: &Operator) -> Value {
    json!({
        "login": operator.login,
        "name": operator.name,
        "roles": operator.roles.iter().map(|grant| json!({
            "role": grant.role.name(),
            "sector": grant.sector.map(|key| key.to_string()),
        })).collect::<Vec<_>>(),
        "added_at": operator.created_at,
        "ended_at": operator.ended_at,
        "has_password": operator.has_password,
        "invited_until": operator.invited_until,
        "recovery_codes": operator.recovery_codes,
    })
}
