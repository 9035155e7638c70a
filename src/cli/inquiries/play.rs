//! `sila inquiries play`

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use sila::operate::inquiries::{SpokenQuestion, grouped_reference, listen};
use sila::store::ActKind;

use super::reference::{Named, look_up};
use super::show::recording;
use crate::cli::desk::Desk;
use crate::cli::player::Player;
use crate::cli::shared::{CommandContext, Reasoned, print};

/// Play the caller's question, or write it into a file.
#[derive(clap::Args)]
pub struct PlayInquiriesArgs {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    author: Reasoned,
    /// Write the recording into this file instead, as WAV.
    #[arg(long, value_name = "FILE", conflicts_with = "with")]
    to: Option<Utf8PathBuf>,
    /// The program that plays it.
    #[arg(long, value_name = "COMMAND", default_value = "aplay -q {file}")]
    with: Player,
}

/// Plays a recording, or writes it into a file.
pub async fn run(
    context: &CommandContext<'_>,
    options: PlayInquiriesArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(context).await?;
    let signed = options.author.signed(context);
    let act = Some((ActKind::InquiryPlayed, signed.by()));
    let inquiry = look_up(&desk, &options.named, act).await?.inquiry;
    let reference = grouped_reference(&inquiry.summary.reference);
    if inquiry.summary.is_written() {
        desk.database.close().await;
        bail!("the inquiry {reference} was written on the website: `sila inquiries show` shows it");
    }
    let spoken = listen(&desk.database, &inquiry, signed.by()).await;
    desk.database.close().await;
    let recordings = &inquiry.recordings;
    let Some(SpokenQuestion { wav, missing }) = spoken? else {
        let states: Vec<_> = recordings.iter().map(|one| recording(&desk, one)).collect();
        bail!("the recording of the inquiry {reference} is {}", states.join("; more of it is "));
    };
    let of = recordings.len();
    let mut said = String::new();
    for (number, one) in missing {
        let _ = writeln!(said, "{number} of {of} is missing: {}", recording(&desk, one));
    }
    let Some(file) = options.to else {
        print(&said)?;
        return play(&options.with, &wav).await;
    };
    write(&file, &wav)?;
    print(&format!(
        "{file} has the recording of the inquiry {reference}. It is personal data: remove it when you have heard it.\n{said}"
    ))
}

async fn play(player: &Player, wav: &[u8]) -> anyhow::Result<ExitCode> {
    let other = "name another with --with, or write the recording into a file with --to";
    let mut playing = player
        .play(wav)
        .with_context(|| format!("the command `{player}` can't be started: {other}"))?;
    if !playing.finish().await? {
        bail!("the command `{player}` failed: {other}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Into a new file that nobody else can read.
fn write(file: &Utf8Path, wav: &[u8]) -> anyhow::Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    if made.as_ref().is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
        bail!("there is a file {file} already: name another, or remove it");
    }
    made.and_then(|mut made| made.write_all(wav))
        .with_context(|| format!("{file} can't be written"))
}
