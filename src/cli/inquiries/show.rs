//! `sila inquiries show`

use std::fmt::Write as _;
use std::iter;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use sila::messages::english::counted;
use sila::operate::inquiries::{FoundInquiry, address_of, grouped_reference, read, reveal_number};
use sila::store::{
    ActKind, ClearNumber, Inquiry, InquiryAct, InquiryState, InquiryStep, QuestionRecording,
    RecordingState, WrittenWords,
};
use sila::text::isolated;

use super::list::length;
use super::reference::{Named, look_up};
use crate::cli::desk::{Desk, or_dash};
use crate::cli::shared::{CommandContext, Reasoned, columns, print};

/// Show one whole, with the number to call back or the words, and its history.
#[derive(clap::Args)]
pub struct ShowInquiriesArgs {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    author: Reasoned,
}

/// Shows one inquiry whole.
pub async fn run(
    context: &CommandContext<'_>,
    options: ShowInquiriesArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(context).await?;
    let signed = options.author.signed(context);
    let found = look_up(&desk, &options.named, Some((ActKind::NumberShown, signed.by()))).await?;
    let (number, said) = if found.inquiry.summary.is_written() {
        (Ok(None), read(&desk.database, &found.inquiry, signed.by()).await)
    } else {
        (reveal_number(&desk.database, &found.inquiry, signed.by()).await, Ok(None))
    };
    desk.database.close().await;
    print(&report(&desk, &found, (number?, said?)))
}

fn report(
    desk: &Desk,
    FoundInquiry { inquiry, others }: &FoundInquiry,
    (clear, said): (Option<&ClearNumber>, Option<&WrittenWords>),
) -> String {
    let summary = &inquiry.summary;
    let service = summary.service.as_deref();
    let place = match &summary.line {
        Some(line) => format!("on line {}", isolated(line)),
        None => "on the website".to_owned(),
    };
    let mut rows = vec![
        row("left", format!("{} {place}", desk.time(summary.asked_at))),
        row("language", or_dash(summary.language.as_deref())),
        row("about", service.map_or_else(|| "-".to_owned(), |code| desk.service(code))),
    ];
    if summary.is_written() {
        rows.extend(inquiry.edition.map(|edition| row("edition", edition.to_string())));
        let erased = "erased: its time is over".to_owned();
        rows.push(row("question", said.map_or(erased, |said| isolated(said.reveal()))));
        let goes = goes_at(desk, summary.asked_at).filter(|_| said.is_some());
        rows.extend(goes.map(|at| row("goes", format!("on {} at the latest", desk.time(at)))));
    } else {
        rows.push(row("number", number(desk, inquiry, clear)));
        rows.extend(recordings(desk, inquiry));
    }
    rows.push(row("assignee", or_dash(summary.assignee.as_deref())));
    if let Some(call) = &inquiry.call {
        rows.push(row("call", format!("{0}, which `sila calls show {0}` shows", isolated(call))));
    }
    if let Some(answer) = &inquiry.answer {
        rows.push(row("answer", isolated(answer)));
    }
    let mut said = format!(
        "Inquiry {}, {}\n\n{}",
        grouped_reference(&summary.reference),
        summary.state.name(),
        columns(&rows)
    );
    if !inquiry.steps.is_empty() {
        let steps: Vec<_> = inquiry.steps.iter().map(|done| step(desk, done)).collect();
        let _ = write!(said, "\n{}", columns(&steps));
    }
    if !others.is_empty() {
        let others: Vec<_> = others.iter().map(ToString::to_string).collect();
        let _ = writeln!(
            said,
            "\nThis one's address is {}. Others with its reference: {}.",
            address_of(summary),
            others.join(", ")
        );
    }
    said
}

fn row(name: &str, value: String) -> [String; 2] {
    [format!("  {name}"), value]
}

/// The number to call back, in clear while that may be: it is kept for this alone.
fn number(desk: &Desk, inquiry: &Inquiry, clear: Option<&ClearNumber>) -> String {
    let Some(number) = clear else {
        return match inquiry.summary.state {
            InquiryState::Closed => "erased when the inquiry was closed".to_owned(),
            _ => "none: it was withheld, or its time is over".to_owned(),
        };
    };
    let number = isolated(number.reveal());
    match goes_at(desk, inquiry.summary.asked_at) {
        Some(at) => format!(
            "{number}, in clear so that you can call back; it goes when the inquiry is closed, and on {} at the latest",
            desk.time(at)
        ),
        None => format!(
            "{number}, in clear so that you can call back; it goes when the inquiry is closed"
        ),
    }
}

/// The time at which the number, the recording and the words of an inquiry go at the latest; none: never.
pub fn goes_at(desk: &Desk, asked_at: Timestamp) -> Option<Timestamp> {
    let days = desk.config.keep.inquiries_days;
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    (days > 0).then(|| asked_at.saturating_add(kept).ok())?
}

/// The states of the recordings, and how they are heard.
fn recordings(desk: &Desk, inquiry: &Inquiry) -> Vec<[String; 2]> {
    let recordings = &inquiry.recordings;
    let here: Vec<_> =
        recordings.iter().filter(|one| one.recording == RecordingState::Here).collect();
    let plays = format!("which `sila inquiries play {}` plays", address_of(&inquiry.summary));
    let mut said: Vec<String> = match recordings.as_slice() {
        [one] if !here.is_empty() => vec![format!("{}, {plays}", length(one.seconds))],
        [one] => vec![recording(desk, one)],
        all => (1..)
            .zip(all)
            .map(|(number, one)| format!("{number} of {}: {}", all.len(), recording(desk, one)))
            .collect(),
    };
    if recordings.len() > 1 && !here.is_empty() {
        let seconds = here.iter().filter_map(|one| one.seconds).sum();
        said.push(format!("{} together, {plays}", length(Some(seconds))));
    }
    let names = iter::once("recording").chain(iter::repeat(""));
    names.zip(said).map(|(name, said)| row(name, said)).collect()
}

/// The length of a recording, or where it is.
pub fn recording(desk: &Desk, one: &QuestionRecording) -> String {
    let tries = match one.attempts {
        0 => "not tried yet".to_owned(),
        attempts => format!("tried {}", counted(attempts, "time")),
    };
    let why = match &one.trouble {
        Some(why) => format!(", the last time without success: {}", isolated(why)),
        None => String::new(),
    };
    let since = desk.time(one.asked_at);
    match one.recording {
        RecordingState::Here => length(one.seconds),
        RecordingState::Erased => "erased: its time is over".to_owned(),
        RecordingState::Written => "none: the question was written on the website".to_owned(),
        RecordingState::Failed => {
            format!(
                "not to be had from the provider, and not asked for any more: {tries} since {since}{why}"
            )
        }
        RecordingState::ToCome => {
            let next = one.next_at.filter(|_| one.attempts > 0);
            let next = next.map_or_else(
                || "a server that runs fetches it".to_owned(),
                |at| format!("a server that runs tries again at {}", desk.time(at)),
            );
            format!("still at the provider since {since}: {tries}{why}; {next}")
        }
    }
}

fn step(desk: &Desk, step: &InquiryStep) -> [String; 3] {
    let detail = step.detail.as_deref().map(isolated);
    let what = match (step.what, detail) {
        (InquiryAct::Assigned, Some(to)) => format!("gave it to {to}"),
        (InquiryAct::Answered, Some(text)) => format!("answered: {text}"),
        (InquiryAct::Closed, None) => "closed it".to_owned(),
        (InquiryAct::Closed, Some(note)) => format!("closed it: {note}"),
        (InquiryAct::RecordingGivenUp, Some(why)) => {
            format!("gave up fetching the recording: {why}")
        }
        (InquiryAct::DeletionGivenUp, Some(why)) => {
            format!("gave up deleting the recording at the provider: {why}")
        }
        (what, None) => what.name().to_owned(),
    };
    let author = step.author.as_deref().unwrap_or("the server");
    [format!("  {}", desk.time(step.at)), isolated(author), what]
}
