//! `sila forget`

use std::io::BufRead as _;
use std::process::ExitCode;

use anyhow::Context as _;
use sila::config::Purpose;
use sila::dialects::PhoneNumber;
use sila::keys::CallerKey;
use sila::keys::KeyError;
use sila::messages::english::operate::{forgotten_in_copies, left_in_log};
use sila::operate::{Forgotten, forget};
use sila::store::{Erased, Location};

use super::shared::{CommandContext, ProgressLine, Reasoned, columns, print, store_to_change};

/// Remove everything that is kept of a caller.
#[derive(clap::Args)]
pub struct ForgetArgs {
    /// The caller's number with its country's code: +97317000000, or 0097317000000, with or without spaces. A
    /// hyphen: the number is the first line of the input, so that it does not stay among your commands.
    number: String,
    #[command(flatten)]
    author: Reasoned,
}

const RESTORED_HERE: &str =
    "`sila restore` forgets the caller again where the present store is still there";
const RESTORED_ELSEWHERE: &str =
    "pg_restore brings the caller back: forget the caller again after it";

const JOURNALS: &str = "\
- the journals of the servers, journal.db in data_dir: what the database took is gone two hours later; what it refused
  is kept as long as what goes first of all that is kept
";

const NOT_REACHED: &str = "
Out of reach, and still to be done where it matters:
- backups made before now; RESTORED
- what the telephony provider keeps of the calls: see its console. Recordings of inquiries are deleted there by a server
- a server that is cut off from the store at this moment: what it brings later is removed within an hour
JOURNALS- questions that were written on the website: nothing says whose they are
- log files: they hold ids of calls, and no numbers
";

/// Removes everything that is kept of a caller, and says what that was.
pub async fn run(context: &CommandContext<'_>, options: ForgetArgs) -> anyhow::Result<ExitCode> {
    let number = PhoneNumber::written(&written(options.number)?)?;
    let signed = options.author.signed(context);
    let config = context.load_for(Purpose::Callers)?;
    let key = config.caller_key.as_ref();
    let key = CallerKey::configured_or_already_in(key, &config.data_dir).map_err(explained)?;
    let (store, _lock) = store_to_change(&config).await?;
    let progress = ProgressLine::begin("removing what is kept of the caller");
    let forgotten = forget(&store, (&key, &number), signed.by()).await;
    drop(progress);
    store.close().await;
    let forgotten = forgotten?;
    let not_reached = match config.database {
        Location::File(_) => [RESTORED_HERE, ""],
        Location::Postgres(_) => [RESTORED_ELSEWHERE, JOURNALS],
    };
    print(&report(&forgotten, not_reached))
}

fn written(number: String) -> anyhow::Result<String> {
    if number != "-" {
        return Ok(number);
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.context("the input can't be read")?;
    Ok(line)
}

fn explained(error: KeyError) -> anyhow::Error {
    match error {
        KeyError::Missing { file, .. } => anyhow::anyhow!(
            "there is no key {file}, and without it nobody can tell which calls were the caller's. If a server has \
             run here, look for the key that it used: caller_key_env, caller_key_file and data_dir must be what the \
             server's are"
        ),
        error => error.into(),
    }
}

fn report(
    Forgotten { erased, log, copies }: &Forgotten,
    [restored, journals]: [&str; 2],
) -> String {
    let mut text = if *erased == Erased::default() {
        "Nothing was kept of a caller with this number.\n".to_owned()
    } else {
        let rows = erased.by_kind().into_iter().filter(|(_, count)| *count > 0);
        let rows = rows.map(|(kind, count)| [format!("  {kind}"), count.to_string()]);
        let rows: Vec<_> = rows.collect();
        format!("Removed:\n{}", columns(&rows))
    };
    text.push_str("The store has nothing of this caller now.\n");
    text.push_str(&left_in_log(log, "what was removed"));
    text.push_str(&forgotten_in_copies(copies));
    let not_reached = NOT_REACHED.replace("RESTORED", restored).replace("JOURNALS", journals);
    text.push_str(&not_reached);
    text
}
