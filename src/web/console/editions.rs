//! `/console/editions`: what was heard, is heard and will be; what differs; and the way back.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::{StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};

use super::Answer;
use super::changes::{ChangedPlace, changed_places};
use super::failure::ConsoleFailure;
use super::frame::ConsoleFrame;
use super::visitor::OperatorVisit;
use crate::catalogue::EditionNumber;
use crate::operate::operators::Permission;
use crate::operate::{OperateError, cancel, diff, open, roll_back};
use crate::store::{Active, EditionRecord, Scheduled};
use crate::web::form::SubmittedForm;
use crate::web::pages::{Markup, private_page};

/// A call of which nothing was written down for so long is over.
const GOING_ON: SignedDuration = SignedDuration::from_mins(5);

/// An edition in the list.
struct EditionRow {
    number: EditionNumber,
    href: String,
    author: String,
    note: String,
    published: Markup,
    standing: EditionStanding,
    /// Calls that go on with it.
    calls: Option<Markup>,
}

/// The standing of an edition: heard, waiting, kept or let go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EditionStanding {
    Heard,
    /// From this time on.
    Scheduled(Timestamp),
    /// It can be heard again.
    Kept,
    /// Its files and recordings were let go.
    Retired,
}

impl EditionStanding {
    fn badge(self) -> &'static str {
        match self {
            Self::Heard => "live",
            Self::Scheduled(_) => "scheduled",
            Self::Kept | Self::Retired => "",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Heard => "edition-heard",
            Self::Scheduled(_) => "edition-waits",
            Self::Kept => "edition-kept",
            Self::Retired => "edition-retired",
        }
    }
}

/// An edition that another can be compared with.
struct ComparedEdition {
    number: EditionNumber,
    is_chosen: bool,
}

/// All editions, the latest first.
#[derive(Template)]
#[template(path = "editions.html")]
struct EditionsPage {
    frame: ConsoleFrame,
    rows: Vec<EditionRow>,
}

/// One edition, and what callers would hear differently with it.
#[derive(Template)]
#[template(path = "edition.html")]
struct EditionPage {
    frame: ConsoleFrame,
    row: EditionRow,
    /// The times at which it became the one that is heard, with whoever made it so.
    heard: Vec<(Markup, String, &'static str)>,
    /// The editions that it can be compared with.
    others: Vec<ComparedEdition>,
    places: Vec<ChangedPlace>,
    /// The revision of what is heard; none where nobody may go back to it.
    base: Option<u64>,
    may_cancel: bool,
    /// It is to be heard now, and this server does not have it yet.
    is_on_its_way: bool,
    finding: Option<Markup>,
}

/// The editions.
pub async fn list(visit: OperatorVisit) -> Answer {
    let shelf = Shelf::read(&visit).await?;
    let rows = shelf.records.iter().map(|record| shelf.row(&visit, record)).collect();
    let frame = ConsoleFrame::of(&visit, visit.ui.t("editions").to_owned());
    Ok(private_page(&EditionsPage { frame, rows }, StatusCode::OK))
}

/// One edition.
pub async fn page(visit: OperatorVisit, Path(number): Path<String>, uri: Uri) -> Answer {
    let asked = SubmittedForm::parse(uri.query().unwrap_or_default().as_bytes());
    let from = asked.text("from").parse().ok().map(EditionNumber::new);
    show(&visit, numbered(&number)?, from, None).await
}

/// Back from what only a form leads to.
pub async fn back(visit: OperatorVisit, Path(number): Path<String>) -> Response {
    visit.see(&format!("/editions/{number}"))
}

/// Makes an edition heard again, if what is heard is still what the page showed.
pub async fn go_back(visit: OperatorVisit, Path(number): Path<String>) -> Answer {
    let edition = numbered(&number)?;
    let Ok(base) = visit.form.text("base").parse() else { return Err(ConsoleFailure::NotFound) };
    let by = visit.session.by(visit.form.text("reason"), visit.now);
    let done = roll_back(&visit.database, edition, by, base).await.map(drop);
    finish(&visit, edition, done).await
}

/// Takes an edition off the schedule.
pub async fn unschedule(visit: OperatorVisit, Path(number): Path<String>) -> Answer {
    let edition = numbered(&number)?;
    let by = visit.session.by(visit.form.text("reason"), visit.now);
    let done = cancel(&visit.database, edition, by).await;
    finish(&visit, edition, done).await
}

/// The edition that an address names.
fn numbered(number: &str) -> Result<EditionNumber, ConsoleFailure> {
    number.parse().map(EditionNumber::new).map_err(|_| ConsoleFailure::NotFound)
}

async fn finish(
    visit: &OperatorVisit,
    number: EditionNumber,
    done: Result<(), OperateError>,
) -> Answer {
    let ui = visit.ui;
    let finding = match done {
        Ok(()) => return Ok(visit.see(&format!("/editions/{number}"))),
        Err(OperateError::Conflict(conflict)) => {
            let author = conflict.active.author.as_str();
            ui.with("refused-conflict", &[("author", author)])
        }
        Err(OperateError::AlreadyHeard(_)) => ui.with("refused-heard", &[]),
        Err(OperateError::NotScheduled(_)) => ui.with("refused-not-scheduled", &[]),
        Err(OperateError::Retired { .. }) => ui.with("refused-retired", &[]),
        Err(OperateError::Words(_)) => ui.with("refused-invisible", &[]),
        Err(OperateError::UnknownEdition(_)) => return Err(ConsoleFailure::NotFound),
        Err(error) => return Err(error.into()),
    };
    show(visit, number, None, Some(finding)).await
}

async fn show(
    visit: &OperatorVisit,
    number: EditionNumber,
    from: Option<EditionNumber>,
    finding: Option<Markup>,
) -> Answer {
    let shelf = Shelf::read(visit).await?;
    let record = shelf.records.iter().find(|record| record.number == number);
    let record = record.ok_or(ConsoleFailure::NotFound)?;
    let row = shelf.row(visit, record);
    let ui = visit.ui;
    let from = from.filter(|from| shelf.can_be_opened(*from));
    let from = from.unwrap_or_else(|| shelf.compared_with(number));
    let places = if row.standing == EditionStanding::Retired {
        Vec::new()
    } else {
        let (before, after) =
            (open(&visit.database, from).await?, open(&visit.database, number).await?);
        changed_places(visit, &diff(&before.hotline, &after.hotline))
    };
    let may_publish = visit.session.may(Permission::Publish, None);
    let is_kept = row.standing == EditionStanding::Kept;
    let heard = shelf.activations.iter().filter(|active| active.edition == number);
    let status = if finding.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = EditionPage {
        frame: ConsoleFrame::of(visit, format!("{} {number}", ui.t("edition-word"))),
        heard: heard
            .map(|active| {
                let at = ui.moment(&visit.here(active.at));
                (at, active.author.clone(), ui.named("reason", active.reason.name()))
            })
            .collect(),
        others: shelf
            .records
            .iter()
            .map(|record| record.number)
            .filter(|other| *other != number && shelf.can_be_opened(*other))
            .map(|number| ComparedEdition { number, is_chosen: number == from })
            .collect(),
        places,
        base: (may_publish && is_kept).then_some(shelf.active.revision),
        may_cancel: may_publish && matches!(row.standing, EditionStanding::Scheduled(_)),
        is_on_its_way: row.standing == EditionStanding::Heard
            && visit.site().edition.edition.number != number,
        finding,
        row,
    };
    Ok(private_page(&page, status))
}

/// The editions with what is known of each.
struct Shelf {
    records: Vec<EditionRecord>,
    active: Active,
    activations: Vec<Active>,
    scheduled: Vec<Scheduled>,
    calls: HashMap<EditionNumber, u64>,
}

impl Shelf {
    async fn read(visit: &OperatorVisit) -> Result<Self, ConsoleFailure> {
        let database = &visit.database;
        let since = visit.now.saturating_sub(GOING_ON).unwrap_or(visit.now);
        Ok(Self {
            records: database.editions().await?,
            active: database.active().await?.ok_or(ConsoleFailure::NotFound)?,
            activations: database.activations(Timestamp::MIN).await?,
            scheduled: database.schedule().await?,
            calls: database.in_progress(since).await?.into_iter().collect(),
        })
    }

    fn can_be_opened(&self, number: EditionNumber) -> bool {
        let record = self.records.iter().find(|record| record.number == number);
        record.is_some_and(|record| record.retired_at.is_none())
    }

    /// The edition that a page compares another with: what is heard, and for that, what was heard before.
    fn compared_with(&self, number: EditionNumber) -> EditionNumber {
        let mut heard = self.activations.iter().map(|active| active.edition);
        let before = heard.find(|other| *other != number && self.can_be_opened(*other));
        if number == self.active.edition { before.unwrap_or(number) } else { self.active.edition }
    }

    fn row(&self, visit: &OperatorVisit, record: &EditionRecord) -> EditionRow {
        let scheduled = self.scheduled.iter().find(|one| one.edition == record.number);
        let standing = match scheduled {
            _ if record.number == self.active.edition => EditionStanding::Heard,
            _ if record.retired_at.is_some() => EditionStanding::Retired,
            Some(scheduled) => EditionStanding::Scheduled(scheduled.at),
            None => EditionStanding::Kept,
        };
        let calls = self.calls.get(&record.number).and_then(|calls| usize::try_from(*calls).ok());
        EditionRow {
            number: record.number,
            href: visit.link(&format!("/editions/{}", record.number)),
            author: record.author.clone(),
            note: record.note.clone(),
            published: visit.ui.moment(&visit.here(record.published_at)),
            standing,
            calls: calls.map(|calls| visit.ui.n("calls-going-on", calls)),
        }
    }
}
