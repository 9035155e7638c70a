//! `sila operators roles` and `sila operators end`

use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use sila::catalogue::MenuKey;
use sila::operate::operators;
use sila::store::{Grant, Role, Roles};

use crate::cli::shared::{CommandContext, Reasoned, print, store_to_change};

/// The roles that somebody is given.
#[derive(clap::Args)]
pub struct RolesArgs {
    /// A part of the work that the person has; once for each, or several with commas between.
    #[arg(long = "role", value_name = "ROLE", required = true, value_delimiter = ',', value_parser = role())]
    roles: Vec<Role>,
    /// The key of a sector to which editor and answerer are limited; once for each. Without it, they are not.
    #[arg(long = "sector", value_name = "KEY", value_parser = sector)]
    sectors: Vec<MenuKey>,
}

fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::name))
        .try_map(|name| Role::parse(&name).ok_or("there is no such role"))
}

fn sector(text: &str) -> Result<MenuKey, String> {
    let key = text.parse().ok().and_then(MenuKey::new);
    key.ok_or_else(|| "a sector's key is one of the digits 1 to 8".to_owned())
}

impl RolesArgs {
    /// Each role, in each sector where it can be limited to one. Where none of them can, the sector stands with all, and is
    /// refused.
    pub fn roles(&self) -> Roles {
        let none_limited = !self.roles.iter().any(|role| role.may_be_limited());
        let grants = self.roles.iter().flat_map(|role| {
            let is_limited = !self.sectors.is_empty() && (role.may_be_limited() || none_limited);
            let sectors: Vec<_> = if is_limited {
                self.sectors.iter().copied().map(Some).collect()
            } else {
                vec![None]
            };
            sectors.into_iter().map(|sector| Grant { role: *role, sector })
        });
        grants.collect()
    }
}

/// Give somebody these roles in place of those from before, at once.
#[derive(clap::Args)]
pub struct SetRolesArgs {
    /// The login of the person.
    login: String,
    #[command(flatten)]
    roles: RolesArgs,
    #[command(flatten)]
    author: Reasoned,
}

/// Gives an operator other roles.
pub async fn set_roles(
    context: &CommandContext<'_>,
    options: SetRolesArgs,
) -> anyhow::Result<ExitCode> {
    let roles = options.roles.roles();
    let signed = options.author.signed(context);
    let (database, _lock) = store_to_change(&context.load()?).await?;
    let set = operators::set_roles(&database, &options.login, &roles, signed.by()).await;
    database.close().await;
    print(&format!("The roles of {} are now: {roles}.\n", set?))
}

/// End somebody's work here, at once: all sessions end, and nothing signs in any more. The login stays taken.
#[derive(clap::Args)]
pub struct EndOperatorArgs {
    /// The login of the person.
    login: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Ends an operator's work here.
pub async fn end(
    context: &CommandContext<'_>,
    options: EndOperatorArgs,
) -> anyhow::Result<ExitCode> {
    let signed = options.author.signed(context);
    let (database, _lock) = store_to_change(&context.load()?).await?;
    let ended = operators::end(&database, &options.login, signed.by()).await;
    database.close().await;
    print(&format!("{} does not work here any more. All sessions have ended.\n", ended?))
}
