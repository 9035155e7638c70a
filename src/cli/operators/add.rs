//! `sila operators add` and `sila operators invite`

use std::process::ExitCode;

use anyhow::Context as _;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret as _;
use serde_json::json;
use sila::config::Config;
use sila::dialects::PublicUrl;
use sila::operate::operators::{self, Invitation, Randomness};

use super::act::RolesArgs;
use crate::cli::desk::zone_heard;
use crate::cli::shared::{
    CommandContext, Reasoned, print, print_json, random, store_to_change, time,
};

/// Add somebody, and print the link by which that person sets a password and a second factor.
#[derive(clap::Args)]
pub struct AddOperatorArgs {
    /// The login of the person: Latin letters, digits, and . - _ @.
    login: String,
    /// The person's name, as others read it.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    roles: RolesArgs,
    #[command(flatten)]
    author: Reasoned,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Print a new link for somebody who has not accepted the first, or has lost the password or the second factor.
#[derive(clap::Args)]
pub struct InviteOperatorArgs {
    /// The login of the person.
    login: String,
    #[command(flatten)]
    author: Reasoned,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Adds an operator.
pub async fn add(
    context: &CommandContext<'_>,
    options: AddOperatorArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let roles = options.roles.roles();
    let random = Randomness::new(random()?);
    let signed = options.author.signed(context);
    let (database, _lock) = store_to_change(&config).await?;
    let new = (&*options.login, &*options.name, &roles);
    let added = operators::add(&database, new, &random, signed.by()).await;
    let zone = zone_heard(&config, &database).await;
    database.close().await;
    tell("was added", &added?, (&config, &zone), options.json)
}

/// Invites an operator anew.
pub async fn invite(
    context: &CommandContext<'_>,
    options: InviteOperatorArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let random = Randomness::new(random()?);
    let signed = options.author.signed(context);
    let (database, _lock) = store_to_change(&config).await?;
    let invited = operators::invite(&database, &options.login, &random, signed.by()).await;
    let zone = zone_heard(&config, &database).await;
    database.close().await;
    tell("was invited", &invited?, (&config, &zone), options.json)
}

/// Prints the link: the one place where its token ever stands.
fn tell(
    done: &str,
    invitation: &Invitation,
    (config, zone): (&Config, &TimeZone),
    json: bool,
) -> anyhow::Result<ExitCode> {
    let Invitation { login, token, expires_at } = invitation;
    let path = format!("/console/invitation/{}", token.expose_secret());
    let address = if let Some(url) = &config.public_url {
        url.join(&path)
    } else {
        let here = PublicUrl::of_this_machine(config.listen);
        here.context("the server's address makes no link")?.join(&path)
    };
    if json {
        return print_json(&json!({
            "login": login.as_str(),
            "invitation": address,
            "until": expires_at,
        }));
    }
    print(&format!(
        "{login} {done}. This link is for that person alone, once, until {}:\n\n{address}\n\n\
         It is shown this once. Hand it over in person, or by a way on which nobody else reads it.\n",
        time(*expires_at, zone)
    ))
}
