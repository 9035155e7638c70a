//! `sila inquiries assign` and `sila inquiries close`

use std::fmt::Write as _;
use std::process::ExitCode;

use sila::messages::english::{counted, operate::left_in_log};
use sila::operate::LogState;
use sila::operate::inquiries::{self, grouped_reference};
use sila::store::{ActKind, Inquiry, RecordingState};
use sila::text::isolated;

use super::reference::{Named, look_up};
use super::show::goes_at;
use crate::cli::desk::Desk;
use crate::cli::shared::{CommandContext, Reasoned, print};

/// Assign one to somebody to answer.
#[derive(clap::Args)]
pub struct Assignment {
    #[command(flatten)]
    named: Named,
    /// The person who is to answer it.
    person: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Gives an inquiry to somebody.
pub async fn assign(context: &CommandContext<'_>, options: Assignment) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(context).await?;
    let signed = options.author.signed(context);
    let act = Some((ActKind::InquiryAssigned, signed.by()));
    let inquiry = look_up(&desk, &options.named, act).await?.inquiry;
    let assigned = inquiries::assign(&desk.database, &inquiry, &options.person, signed.by()).await;
    desk.database.close().await;
    assigned?;
    let summary = inquiry.summary;
    let mut said = format!(
        "{} is to answer the inquiry {}.\n",
        isolated(&options.person),
        grouped_reference(&summary.reference)
    );
    if let Some(before) = summary.assignee.filter(|before| *before != options.person) {
        let _ = writeln!(said, "It was {}'s until now.", isolated(&before));
    }
    print(&said)
}

/// Close one: nothing more is to be done, and the number to call back is erased.
#[derive(clap::Args)]
pub struct Closing {
    #[command(flatten)]
    named: Named,
    /// The outcome, for the inquiry's history.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    author: Reasoned,
}

/// Closes an inquiry.
pub async fn close(context: &CommandContext<'_>, options: Closing) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(context).await?;
    let signed = options.author.signed(context);
    let act = Some((ActKind::InquiryClosed, signed.by()));
    let inquiry = look_up(&desk, &options.named, act).await?.inquiry;
    let note = options.note.as_deref();
    let done = inquiries::close(&desk.database, &inquiry, note, signed.by()).await;
    desk.database.close().await;
    print(&closed(&desk, &inquiry, &done?))
}

fn closed(desk: &Desk, inquiry: &Inquiry, log: &LogState) -> String {
    let mut said =
        format!("The inquiry {} is closed.\n", grouped_reference(&inquiry.summary.reference));
    if inquiry.number.is_some() {
        said.push_str("The number to call back is erased.\n");
        said.push_str(&left_in_log(log, "the number"));
    }
    let days = desk.config.keep.inquiries_days;
    let recorded =
        matches!(inquiry.summary.recording, RecordingState::Here | RecordingState::ToCome);
    let kept = if recorded { "recording is" } else { "words are" };
    match goes_at(desk, inquiry.summary.asked_at) {
        Some(at) if recorded || inquiry.said.is_some() => {
            let _ = writeln!(said, "The {kept} erased on {} at the latest.", desk.time(at));
        }
        _ => {}
    }
    if days == 0 {
        said.push_str("All else stays: `inquiries_days` is 0 in the configuration.\n");
    } else {
        let kept = counted(days, "day");
        let _ =
            writeln!(said, "All that is left of the inquiry goes in {kept} (`inquiries_days`).");
    }
    said.push_str(match (&inquiry.answer, inquiry.summary.is_written()) {
        (Some(_), false) => "Until then, who asks for it by telephone hears the answer.\n",
        (Some(_), true) => "Until then, its reader finds the answer on the website.\n",
        (None, false) => {
            "Who asks for it by telephone hears that it was closed without an answer.\n"
        }
        (None, true) => "Its reader finds on the website that it was closed without an answer.\n",
    });
    said
}
