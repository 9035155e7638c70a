//! `sila operators sessions` and `sila operators end-sessions`

use std::process::ExitCode;

use serde_json::{Value, json};
use sila::clock;
use sila::messages::english::counted;
use sila::operate::operators;
use sila::store::{Database, Session};
use sila::text::isolated;

use crate::cli::desk::zone_heard;
use crate::cli::shared::{
    CommandContext, Reasoned, print, print_json, store_to_change, table, time,
};

/// List who is signed in, where, and since when.
#[derive(clap::Args)]
pub struct SessionsArgs {
    /// The login of the person; without it, everybody's sessions are listed.
    login: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the live sessions.
pub async fn list(
    context: &CommandContext<'_>,
    options: &SessionsArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let now = clock::system()();
    let database = Database::existing(&config.database, &config.store).await?;
    let zone = zone_heard(&config, &database).await;
    let sessions = operators::sessions(&database, options.login.as_deref(), now).await;
    database.close().await;
    let sessions = sessions?;
    if options.json {
        return print_json(&sessions.iter().map(machine).collect::<Vec<_>>());
    }
    if sessions.is_empty() {
        return print("Nobody is signed in.\n");
    }
    let rows = sessions.iter().map(|session| {
        [
            session.number.to_string(),
            session.operator.login.clone(),
            time(session.began_at, &zone),
            time(session.used_at, &zone),
            isolated(&session.client),
        ]
    });
    print(&table(["session", "login", "since", "last used", "browser"], rows))
}

fn machine(session: &Session) -> Value {
    json!({
        "session": session.number,
        "login": session.operator.login,
        "began_at": session.began_at,
        "signed_in_at": session.signed_in_at,
        "used_at": session.used_at,
        "client": session.client,
    })
}

/// Sign somebody out everywhere.
#[derive(clap::Args)]
pub struct EndSessionsArgs {
    /// The login of the person.
    login: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Ends all sessions of an operator.
pub async fn end(
    context: &CommandContext<'_>,
    options: EndSessionsArgs,
) -> anyhow::Result<ExitCode> {
    let signed = options.author.signed(context);
    let (database, _lock) = store_to_change(&context.load()?).await?;
    let ended = operators::end_sessions(&database, &options.login, signed.by()).await;
    database.close().await;
    print(&format!("{} ended.\n", counted(ended?, "session")))
}
