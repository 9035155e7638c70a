//! `/console/audit`: what people did and were refused, for whoever may read it.

use askama::Template;
use axum::response::IntoResponse as _;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode, Uri};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Answer;
use super::failure::ConsoleFailure;
use super::frame::ConsoleFrame;
use super::visitor::OperatorVisit;
use crate::operate::inquiries::InquiryAddress;
use crate::store::{Act, ActKind, AuditEntry, AuditQuery, ObjectKind, Via};
use crate::text::harmless_cell;
use crate::web::form::SubmittedForm;
use crate::web::pages::{Markup, Ui, private_page};

/// Acts on a page.
const ROWS: u16 = 50;
/// Acts that the store gives at once, and at most in a table.
const AT_ONCE: u16 = 500;
const LONGEST_TABLE: usize = 50_000;

/// Acts, the newest first.
#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: ConsoleFrame,
    author: String,
    since: String,
    kinds: Vec<KindChoice>,
    rows: Vec<ActRow>,
    /// The path of the page with older acts, if there are any.
    older: Option<String>,
    /// The path of the same acts as a table.
    table: String,
    is_narrowed: bool,
    finding: Option<&'static str>,
}

struct KindChoice {
    value: &'static str,
    name: &'static str,
    is_chosen: bool,
}

struct ActRow {
    at: Markup,
    author: String,
    via: &'static str,
    what: &'static str,
    object: String,
    reason: String,
    /// The rule that refused it.
    refused: Option<String>,
}

/// A selection of acts, as an address has it.
struct AuditFilter {
    query: AuditQuery,
    since: String,
    /// The time could not be read.
    is_wrong: bool,
}

impl AuditFilter {
    fn of(sent: &SubmittedForm, zone: &TimeZone) -> Self {
        let since = sent.text("since").to_owned();
        let day = since.parse::<Date>().ok().and_then(|day| day.to_zoned(zone.clone()).ok());
        let author = Some(sent.text("author")).filter(|author| !author.is_empty());
        let query = AuditQuery {
            since: day.as_ref().map(jiff::Zoned::timestamp),
            author: author.map(str::to_owned),
            kinds: sent.all("kind").filter_map(ActKind::parse).collect(),
            limit: ROWS,
            before: sent.text("before").parse().ok(),
        };
        Self { query, is_wrong: day.is_none() && !since.is_empty(), since }
    }

    /// The same question in an address, for older acts or a table.
    fn link(&self, page: &str, before: Option<u64>) -> String {
        let mut fields = form_urlencoded::Serializer::new(String::new());
        if let Some(author) = &self.query.author {
            fields.append_pair("author", author);
        }
        if self.query.since.is_some() {
            fields.append_pair("since", &self.since);
        }
        for kind in &self.query.kinds {
            fields.append_pair("kind", kind.name());
        }
        if let Some(before) = before {
            fields.append_pair("before", &before.to_string());
        }
        format!("{page}?{}", fields.finish())
    }
}

/// A page of acts.
pub async fn page(visit: OperatorVisit, uri: Uri) -> Answer {
    let filter = asked(&visit, &uri);
    let entries = visit.database.acts(&filter.query).await?;
    let is_full = entries.len() == usize::from(ROWS);
    let last = entries.last().map(|entry| entry.number).filter(|_| is_full);
    let ui = visit.ui;
    let page = AuditPage {
        frame: ConsoleFrame::of(&visit, ui.t("audit").to_owned()),
        author: filter.query.author.clone().unwrap_or_default(),
        since: filter.since.clone(),
        kinds: kinds(ui, &filter.query.kinds),
        rows: entries.iter().map(|entry| row(&visit, entry)).collect(),
        older: last.map(|last| visit.link(&filter.link("/audit", Some(last)))),
        table: visit.link(&filter.link("/audit.csv", None)),
        is_narrowed: filter.query.author.is_some()
            || filter.query.since.is_some()
            || !filter.query.kinds.is_empty(),
        finding: filter.is_wrong.then(|| ui.t("audit-since-wrong")),
    };
    Ok(private_page(&page, StatusCode::OK))
}

/// The same acts as a table for spreadsheet programs, which know it by its first mark.
pub async fn table(visit: OperatorVisit, uri: Uri) -> Answer {
    let mut query = AuditQuery { limit: AT_ONCE, before: None, ..asked(&visit, &uri).query };
    let mut sheet = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let ui = visit.ui;
    let titles =
        ["number", "time", "author", "via", "act", "object", "reason", "refused", "detail"];
    write(&mut sheet, &titles.map(str::to_owned))?;
    let mut written = 0;
    loop {
        let entries = visit.database.acts(&query).await?;
        for AuditEntry { number, act } in &entries {
            let at = visit.here(act.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
            let row = [
                number.to_string(),
                at,
                act.author.clone(),
                via(ui, act.via).to_owned(),
                what(ui, act.kind).to_owned(),
                object(ui, act),
                act.reason.clone(),
                act.refused.clone().unwrap_or_default(),
                act.detail.to_string(),
            ];
            write(&mut sheet, &row)?;
        }
        written += entries.len();
        query.before = entries.last().map(|entry| entry.number);
        if entries.len() < usize::from(AT_ONCE) || written >= LONGEST_TABLE {
            break;
        }
    }
    let bytes = sheet.into_inner().map_err(|_| ConsoleFailure::Failed)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"sila-audit.csv\"")),
    ];
    Ok((headers, bytes).into_response())
}

fn write(sheet: &mut csv::Writer<Vec<u8>>, row: &[String]) -> Result<(), ConsoleFailure> {
    let cells = row.iter().map(|cell| harmless_cell(cell).into_owned());
    sheet.write_record(cells).map_err(|_| ConsoleFailure::Failed)
}

fn asked(visit: &OperatorVisit, uri: &Uri) -> AuditFilter {
    let sent = SubmittedForm::parse(uri.query().unwrap_or_default().as_bytes());
    AuditFilter::of(&sent, &visit.here(visit.now).time_zone().clone())
}

fn kinds(ui: Ui, chosen: &[ActKind]) -> Vec<KindChoice> {
    let choices = ActKind::ALL.into_iter().map(|kind| KindChoice {
        value: kind.name(),
        name: what(ui, kind),
        is_chosen: chosen.contains(&kind),
    });
    choices.collect()
}

fn row(visit: &OperatorVisit, AuditEntry { act, .. }: &AuditEntry) -> ActRow {
    ActRow {
        at: visit.ui.moment(&visit.here(act.at)),
        author: act.author.clone(),
        via: via(visit.ui, act.via),
        what: what(visit.ui, act.kind),
        object: object(visit.ui, act),
        reason: act.reason.clone(),
        refused: act.refused.clone(),
    }
}

/// A kind of act in words.
fn what(ui: Ui, kind: ActKind) -> &'static str {
    ui.named("act", kind.name())
}

fn via(ui: Ui, via: Via) -> &'static str {
    ui.named("via", via.name())
}

fn object(ui: Ui, act: &Act) -> String {
    let kind = act.kind.object();
    let id = match kind {
        ObjectKind::Inquiry => InquiryAddress::parse(&act.id)
            .map_or_else(|_| act.id.clone(), |address| address.to_string()),
        _ => act.id.clone(),
    };
    format!("{} {id}", ui.named("object", kind.name())).trim_end().to_owned()
}
