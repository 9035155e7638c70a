//! `sila operators add` and `sila operators invite`

use std::process::ExitCode;

use anyhow::Context as _;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret as _, SecretString};
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
    let page = InvitationPage::of(&config)?;
    let (database, _lock) = store_to_change(&config).await?;
    let new = (&*options.login, &*options.name, &roles);
    let added = operators::add(&database, new, &random, signed.by()).await;
    let zone = zone_heard(&config, &database).await;
    database.close().await;
    tell("was added", &added?, (&page, &zone), options.json)
}

/// Invites an operator anew.
pub async fn invite(
    context: &CommandContext<'_>,
    options: InviteOperatorArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let random = Randomness::new(random()?);
    let signed = options.author.signed(context);
    let page = InvitationPage::of(&config)?;
    let (database, _lock) = store_to_change(&config).await?;
    let invited = operators::invite(&database, &options.login, &random, signed.by()).await;
    let zone = zone_heard(&config, &database).await;
    database.close().await;
    tell("was invited", &invited?, (&page, &zone), options.json)
}

/// The page on which an invitation is accepted.
struct InvitationPage {
    address: String,
    /// True if no other machine can open it.
    is_local: bool,
}

impl InvitationPage {
    fn of(config: &Config) -> anyhow::Result<Self> {
        let here = || PublicUrl::of_this_machine(config.listen);
        let url = config.public_url.clone().map_or_else(here, Ok);
        let url = url.context("the server's address makes no link")?;
        let is_local = config.public_url.is_none();
        Ok(Self { address: url.join("/console/invitation"), is_local })
    }

    /// The link of an invitation. Its token stands where no browser sends it, so that no log of a proxy has it.
    fn link(&self, token: &SecretString) -> String {
        format!("{}#{}", self.address, token.expose_secret())
    }
}

/// Prints the link: the one place where its token ever stands.
fn tell(
    done: &str,
    invitation: &Invitation,
    (page, zone): (&InvitationPage, &TimeZone),
    json: bool,
) -> anyhow::Result<ExitCode> {
    let Invitation { login, token, expires_at } = invitation;
    let link = page.link(token);
    if json {
        return print_json(&json!({
            "login": login.as_str(),
            "invitation": link,
            "is_local": page.is_local,
            "until": expires_at,
        }));
    }
    let care = if page.is_local {
        "\nTake care: the link works on this machine alone, because the configuration has no public_url. Write public_url, \
         then invite anew.\n"
    } else {
        ""
    };
    print(&format!(
        "{login} {done}. This link is for that person alone, once, until {}:\n\n{link}\n\n\
         It is shown this once. Hand it over in person, or by a way on which nobody else reads it.\n{care}",
        time(*expires_at, zone)
    ))
}
