//! `sila operators`

mod act;
mod add;
mod list;
mod sessions;

use std::process::ExitCode;

use super::shared::CommandContext;

/// Add, list, invite and end the people who work at the console, and end their sessions.
#[derive(clap::Args)]
pub struct OperatorsArgs {
    #[command(subcommand)]
    command: OperatorsCommand,
}

#[derive(clap::Subcommand)]
enum OperatorsCommand {
    Add(add::AddOperatorArgs),
    List(list::ListOperatorsArgs),
    Show(list::ShowOperatorArgs),
    Roles(act::SetRolesArgs),
    Invite(add::InviteOperatorArgs),
    End(act::EndOperatorArgs),
    Sessions(sessions::SessionsArgs),
    EndSessions(sessions::EndSessionsArgs),
}

/// Lists operators, or does something about one.
pub async fn run(context: &CommandContext<'_>, options: OperatorsArgs) -> anyhow::Result<ExitCode> {
    match options.command {
        OperatorsCommand::Add(options) => add::add(context, options).await,
        OperatorsCommand::List(options) => list::list(context, &options).await,
        OperatorsCommand::Show(options) => list::show(context, &options).await,
        OperatorsCommand::Roles(options) => act::set_roles(context, options).await,
        OperatorsCommand::Invite(options) => add::invite(context, options).await,
        OperatorsCommand::End(options) => act::end(context, options).await,
        OperatorsCommand::Sessions(options) => sessions::list(context, &options).await,
        OperatorsCommand::EndSessions(options) => sessions::end(context, options).await,
    }
}
