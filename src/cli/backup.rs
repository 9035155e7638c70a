//! `sila backup`

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::operate::take_backup;
use sila::store::sqlite::Contents;
use sila::store::{Location, PostgresUrl};

use super::shared::{CommandContext, ProgressLine, Reasoned, print};
use sila::messages::english::counted;

/// Write the whole store into one file, while the server runs.
#[derive(clap::Args)]
pub struct BackupArgs {
    /// The file, which must not be there yet.
    file: Utf8PathBuf,
    #[command(flatten)]
    author: Reasoned,
}

const KEYS_APART: &str = "The keys of the calls' addresses, of callers' hashes and of operators' one-time codes are not in the database: keep them apart.";

/// The exit code of a command that names another tool in its place.
const ELSEWHERE: u8 = 2;

/// Writes a backup, and says what is in it.
pub async fn run(context: &CommandContext<'_>, options: BackupArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let file = match &config.database {
        Location::File(file) => file,
        Location::Postgres(url) => {
            let shown =
                shlex::try_quote(options.file.as_str()).context("the file's name is odd")?;
            let command = format!("pg_dump -Fc -f {shown} -d {}", for_shell(url)?);
            return elsewhere(url, &command, KEYS_APART);
        }
    };
    let signed = options.author.signed(context);
    let progress = ProgressLine::begin("copying the store");
    let contents = take_backup(file, &options.file, signed.by()).await?;
    drop(progress);
    print(&format!(
        "{} is a whole copy of the store: {}.\n\n\
         Not in it, and to be kept apart from it: address.key, caller.key and operator.key in {}, and the configuration. With a copy of the store and caller.key together, callers' numbers can be found out; with operator.key, operators' one-time codes.\n",
        options.file,
        in_words(&contents, &options.file)?,
        config.data_dir
    ))
}

/// The contents of a store's file, in a line.
pub fn in_words(contents: &Contents, file: &Utf8PathBuf) -> anyhow::Result<String> {
    let bytes = file.metadata().with_context(|| format!("{file} can't be read"))?.len();
    let Contents { calls, latest, editions } = contents;
    let latest = latest.map_or_else(String::new, |at| {
        format!(" up to {}", at.round(jiff::Unit::Second).unwrap_or(at))
    });
    let calls = counted(*calls, "call");
    let editions = counted(*editions, "edition");
    Ok(format!("{calls}{latest}, {editions}, {} KiB", bytes.div_ceil(1024)))
}

/// A database's address for PostgreSQL's own tools, as a shell takes it.
pub fn for_shell(url: &PostgresUrl) -> anyhow::Result<String> {
    let url = url.for_tools().context("the database's address is odd")?;
    Ok(shlex::try_quote(&url).context("the database's address is odd")?.into_owned())
}

/// Names the tool to use and what else is to be done, and fails: nothing was done.
pub fn elsewhere(url: &PostgresUrl, command: &str, more: &str) -> anyhow::Result<ExitCode> {
    writeln!(
        std::io::stderr().lock(),
        "error: the store is a PostgreSQL database, {url}, and nothing was done: use PostgreSQL's own tool, which \
         asks for the password or finds it in PGPASSFILE:\n\n  {command}\n\n{more}"
    )
    .context("the error stream can't be written")?;
    Ok(ExitCode::from(ELSEWHERE))
}
