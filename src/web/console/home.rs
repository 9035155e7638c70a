//! `/console`: what is heard now, what waits, whether the line is well, and what comes.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use jiff::SignedDuration;

use super::Answer;
use super::failure::ConsoleFailure;
use super::frame::ConsoleFrame;
use super::visitor::{OperatorVisit, Visitor};
use crate::operate::operators::Permission;
use crate::store::{InquiryQuery, InquiryState};
use crate::web::pages::{Markup, private_page};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// A call of which nothing was written down for so long is over.
const GOING_ON: SignedDuration = SignedDuration::from_mins(5);
/// Questions that are counted.
const MOST: u16 = 500;

/// The first page.
#[derive(Template)]
#[template(path = "console-home.html")]
struct HomePage {
    frame: ConsoleFrame,
    today: Markup,
    heard: Markup,
    note: Option<String>,
    /// Calls that began in the last hour.
    calls: u64,
    going_on: Markup,
    /// The number of new questions and what it counts, for whoever answers them.
    questions: Option<(usize, &'static str)>,
    drafts: Vec<DraftRow>,
    line: LineStanding,
    coming: Vec<ComingRow>,
}

struct DraftRow {
    title: String,
    author: String,
    changes: Markup,
}

/// The health of the lines.
struct LineStanding {
    /// Troubles in words, each with its technical sentence.
    troubles: Vec<(&'static str, String)>,
    names: Vec<String>,
}

/// Something that will be heard, or is for a while.
struct ComingRow {
    at: Markup,
    what: Markup,
    is_live: bool,
}

/// The page.
pub async fn page(visit: OperatorVisit) -> Answer {
    let (ui, database, now) = (visit.ui, &visit.database, visit.now);
    let hour_ago = now.saturating_sub(HOUR).unwrap_or(now);
    let counts = database.call_counts(hour_ago, now).await?;
    let since = now.saturating_sub(GOING_ON).unwrap_or(now);
    let going_on: u64 = database.in_progress(since).await?.iter().map(|(_, calls)| calls).sum();
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let page = HomePage {
        frame: ConsoleFrame::of(&visit, ui.t("console-home").to_owned()),
        today: ui.day(&visit.here(now)),
        heard: heard(&visit).await?,
        note: note(&visit).await?,
        calls: counts.calls,
        going_on: ui.n("calls-going-on", number(going_on)),
        questions: questions(&visit).await?,
        drafts: drafts(&visit).await?,
        line: line(&visit),
        coming: coming(&visit).await?,
    };
    Ok(private_page(&page, StatusCode::OK))
}

/// `/console/`
pub async fn without_slash(visitor: Visitor) -> Response {
    Redirect::permanent(&visitor.link("")).into_response()
}

/// Back from what only a form leads to.
pub async fn back(visitor: Visitor) -> Response {
    visitor.see("")
}

/// Who made heard what is heard.
async fn heard(visit: &OperatorVisit) -> Result<Markup, ConsoleFailure> {
    let ui = visit.ui;
    Ok(match visit.database.active().await? {
        Some(active) => {
            let author = active.author.as_str();
            ui.with("heard-by", &[("author", author)])
        }
        None => ui.with("heard-first", &[]),
    })
}

async fn note(visit: &OperatorVisit) -> Result<Option<String>, ConsoleFailure> {
    let number = visit.site().edition.edition.number;
    let edition = visit.database.edition(number).await?;
    Ok(edition.map(|edition| edition.note).filter(|note| !note.is_empty()))
}

async fn questions(visit: &OperatorVisit) -> Result<Option<(usize, &'static str)>, ConsoleFailure> {
    if !visit.session.may_anywhere(Permission::AnswerInquiries) {
        return Ok(None);
    }
    let query = InquiryQuery { states: vec![InquiryState::New], ..InquiryQuery::newest(MOST) };
    let count = visit.database.inquiries(&query).await?.len();
    Ok(Some((count, visit.ui.t("questions-new"))))
}

async fn drafts(visit: &OperatorVisit) -> Result<Vec<DraftRow>, ConsoleFailure> {
    let drafts = visit.database.drafts().await?;
    let rows = drafts.into_iter().map(|draft| DraftRow {
        title: draft.title,
        author: draft.author,
        changes: visit.ui.n("draft-changes", usize::try_from(draft.changes).unwrap_or(usize::MAX)),
    });
    Ok(rows.collect())
}

fn line(visit: &OperatorVisit) -> LineStanding {
    let (app, ui) = (&visit.app, visit.ui);
    let mut troubles = Vec::new();
    let journal = app.calls.journal.state();
    if let Some(why) = journal.trouble {
        troubles.push((ui.t("line-journal"), why));
    }
    if let Some(why) = app.calls.editions.trouble() {
        troubles.push((ui.t("line-editions"), why));
    }
    if let Some(why) = app.shipper.as_ref().and_then(|shipper| shipper.state().trouble) {
        troubles.push((ui.t("line-shipper"), why));
    }
    if let Some(doubt) = app.clock_state.doubt() {
        troubles.push((ui.t("line-clock"), doubt.to_string()));
    }
    let jobs = app.jobs.trouble();
    if !jobs.is_empty() {
        troubles.push((ui.t("line-jobs"), jobs));
    }
    let mut names: Vec<String> = app.lines.keys().cloned().collect();
    names.sort_unstable();
    LineStanding { troubles, names }
}

async fn coming(visit: &OperatorVisit) -> Result<Vec<ComingRow>, ConsoleFailure> {
    let ui = visit.ui;
    let mut rows = Vec::new();
    for scheduled in visit.database.schedule().await? {
        let edition = scheduled.edition.to_string();
        let what =
            ui.with("edition-scheduled", &[("number", &edition), ("author", &scheduled.author)]);
        rows.push((scheduled.at, what, false));
    }
    for notice in visit.database.notices(visit.now).await? {
        let (from, is_live) = (notice.notice.from, notice.in_force(visit.now));
        if !is_live && !notice.is_coming(visit.now) {
            continue;
        }
        let until = visit.here(notice.notice.until).strftime("%Y-%m-%d %H:%M").to_string();
        let values = [("author", notice.author.as_str()), ("until", until.as_str())];
        let key = if is_live { "notice-now" } else { "notice-coming" };
        rows.push((from, ui.with(key, &values), is_live));
    }
    rows.sort_by_key(|(at, _, _)| *at);
    let shown = rows.into_iter().map(|(at, what, is_live)| ComingRow {
        at: ui.moment(&visit.here(at)),
        what,
        is_live,
    });
    Ok(shown.collect())
}
