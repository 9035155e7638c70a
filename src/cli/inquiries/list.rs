//! `sila inquiries`: the list.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde_json::{Value, json};
use sila::operate::inquiries::{InquiryAddress, grouped_reference};
use sila::store::{InquiryQuery, InquiryState, InquirySummary, RecordingState};
use sila::text::isolated;

use crate::cli::desk::{Desk, or_dash, rows};
use crate::cli::shared::{CommandContext, print, print_json, table};

const OPEN: [InquiryState; 3] = [InquiryState::New, InquiryState::Assigned, InquiryState::Answered];

/// List inquiries.
#[derive(clap::Args)]
pub struct Listing {
    /// The closed ones too.
    #[arg(long, conflicts_with = "state")]
    all: bool,
    /// Only those in this state; several with commas between.
    #[arg(long, value_delimiter = ',', value_parser = states())]
    state: Vec<InquiryState>,
    /// Only those that this person is to answer.
    #[arg(long, value_name = "PERSON")]
    assignee: Option<String>,
    /// Only those about the service with this code.
    #[arg(long, value_name = "CODE")]
    service: Option<String>,
    /// The number of inquiries to list, the newest first.
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = rows())]
    limit: u16,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn states() -> impl clap::builder::TypedValueParser<Value = InquiryState> {
    let words = ["new", "assigned", "answered", "closed"];
    PossibleValuesParser::new(words)
        .try_map(|word| InquiryState::parse(&word).ok_or("there is no such state"))
}

/// Lists inquiries, the newest first.
pub async fn run(context: &CommandContext<'_>, options: Listing) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_read(context).await?;
    let states = match (options.all, options.state.as_slice()) {
        (true, _) => Vec::new(),
        (false, []) => OPEN.to_vec(),
        (false, asked) => asked.to_vec(),
    };
    let is_narrow =
        !options.state.is_empty() || options.assignee.is_some() || options.service.is_some();
    let query = InquiryQuery {
        states,
        assignee: options.assignee,
        service: options.service,
        ..InquiryQuery::newest(options.limit)
    };
    let found = desk.database.inquiries(&query).await?;
    if options.json {
        let list: Vec<_> = found.iter().map(|inquiry| machine(&desk, inquiry)).collect();
        return print_json(&list);
    }
    if found.is_empty() {
        return print(nothing(is_narrow, options.all));
    }
    let mut said = listed(&desk, &found);
    if found.len() >= usize::from(options.limit) {
        let _ = writeln!(
            said,
            "\nNo more than the newest {} are listed: --limit lists up to 500.",
            options.limit
        );
    }
    print(&said)
}

fn nothing(is_narrow: bool, all: bool) -> &'static str {
    match (is_narrow, all) {
        (true, _) => "No inquiry matches. `sila inquiries --all` lists every one.\n",
        (false, true) => "No inquiries.\n",
        (false, false) => "No open inquiries. `sila inquiries --all` lists the closed ones too.\n",
    }
}

fn listed(desk: &Desk, found: &[InquirySummary]) -> String {
    let titles =
        ["reference", "left", "language", "length", "state", "assignee", "about", "recording"];
    let shared = shared(found);
    let rows = found.iter().map(|inquiry| {
        [
            if shared.contains(inquiry.reference.as_str()) {
                address(inquiry)
            } else {
                grouped_reference(&inquiry.reference)
            },
            desk.time(inquiry.asked_at),
            or_dash(inquiry.language.as_deref()),
            length(inquiry.seconds),
            inquiry.state.name().to_owned(),
            or_dash(inquiry.assignee.as_deref()),
            inquiry.service.as_deref().map_or_else(|| "-".to_owned(), |code| desk.service(code)),
            recording(inquiry),
        ]
    });
    table(titles, rows)
}

fn address(inquiry: &InquirySummary) -> String {
    InquiryAddress::new(&inquiry.reference, Some(inquiry.id)).to_string()
}

/// The references that several have.
fn shared(found: &[InquirySummary]) -> HashSet<&str> {
    let mut seen = HashSet::new();
    let references = found.iter().map(|inquiry| inquiry.reference.as_str());
    references.filter(|reference| !seen.insert(*reference)).collect()
}

/// The length of a recording.
pub fn length(seconds: Option<f32>) -> String {
    seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.0} s"))
}

/// As exact as anybody needs it.
fn tenths(seconds: f32) -> f64 {
    (f64::from(seconds) * 10.0).round() / 10.0
}

/// The state of a recording, in a few words.
fn recording(inquiry: &InquirySummary) -> String {
    let word = match inquiry.recording {
        RecordingState::Here => return "here".to_owned(),
        RecordingState::Erased => return "erased".to_owned(),
        RecordingState::Written => return "none: written".to_owned(),
        RecordingState::ToCome => "to come",
        RecordingState::Failed => "failed",
    };
    match &inquiry.trouble {
        Some(why) => format!("{word}: {}", isolated(why)),
        None => word.to_owned(),
    }
}

fn machine(desk: &Desk, inquiry: &InquirySummary) -> Value {
    json!({
        "reference": grouped_reference(&inquiry.reference),
        "address": address(inquiry),
        "left": inquiry.asked_at.to_string(),
        "line": inquiry.line,
        "website": inquiry.is_written(),
        "language": inquiry.language,
        "service": inquiry.service,
        "service_name": inquiry.service.as_deref().and_then(|code| desk.name_of(code)),
        "number": inquiry.number,
        "seconds": inquiry.seconds.map(tenths),
        "recording": inquiry.recording.name(),
        "trouble": inquiry.trouble,
        "state": inquiry.state.name(),
        "assignee": inquiry.assignee,
    })
}
