//! Inquiries, given to somebody, answered and closed.

use jiff::Timestamp;
use serde_json::json;
use sqlx::{Row as _, Transaction};

use super::super::{Db, DbPool, begin, storable};
use super::audit;
use super::inquiries::{named, state};
use crate::store::inquiries::{Acted, Change};
use crate::store::{Act, ActKind, Authorship, InquiryAct, InquiryState};

const ASSIGN: &str = "
    UPDATE inquiry SET assignee = $2, state = CASE WHEN state = 'new' THEN 'assigned' ELSE state END
    WHERE number = $1";

const ANSWER: &str = "
    UPDATE inquiry SET state = 'answered', answer = $2, answered_by = $3, answered_at = $4
    WHERE number = $1";

const CLOSE: &str = "
    UPDATE inquiry SET state = 'closed', telephone = NULL, closed_by = $2, closed_at = $3
    WHERE number = $1";

const STEP: &str =
    "INSERT INTO inquiry_step (inquiry, at, author, what, detail) VALUES ($1, $2, $3, $4, $5)";

pub(in crate::store) async fn act(
    pool: &DbPool,
    reference: &str,
    change: Change<'_>,
    by: Authorship<'_>,
) -> Result<Acted, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let number = match meant(&mut transaction, reference).await? {
        Ok(number) => number,
        Err(acted) => return Ok(acted),
    };
    let at = by.at.as_microsecond();
    let author = storable(by.author).to_string();
    let (what, kind, detail) = match change {
        Change::Assign(to) => (InquiryAct::Assigned, ActKind::InquiryAssigned, Some(to)),
        Change::Answer(text) => (InquiryAct::Answered, ActKind::InquiryAnswered, Some(text)),
        Change::Close(note) => (InquiryAct::Closed, ActKind::InquiryClosed, note),
    };
    let detail = detail.map(|detail| storable(detail).to_string());
    let update = match change {
        Change::Assign(_) => sqlx::query(ASSIGN).bind(number).bind(&detail),
        Change::Answer(_) => sqlx::query(ANSWER).bind(number).bind(&detail).bind(&author).bind(at),
        Change::Close(_) => sqlx::query(CLOSE).bind(number).bind(&author).bind(at),
    };
    update.execute(&mut *transaction).await?;
    let step = (Some(author.as_str()), what, detail.as_deref());
    add_step(&mut transaction, number, by.at, step).await?;
    let (reference, _) = named(reference);
    let mut act = Act::done(by, kind, format!("{reference}/{number}"));
    if let Change::Assign(to) = change {
        act = act.with(json!({ "to": to }));
    }
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(Acted::Done)
}

/// Writes down what was done about an inquiry.
pub(in crate::store) async fn add_step(
    transaction: &mut Transaction<'_, Db>,
    inquiry: i64,
    at: Timestamp,
    (author, what, detail): (Option<&str>, InquiryAct, Option<&str>),
) -> Result<(), sqlx::Error> {
    sqlx::query(STEP)
        .bind(inquiry)
        .bind(at.as_microsecond())
        .bind(author)
        .bind(what.name())
        .bind(detail)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// The inquiry that is meant: of several with one reference, the one that is not closed.
async fn meant(
    transaction: &mut Transaction<'_, Db>,
    reference: &str,
) -> Result<Result<i64, Acted>, sqlx::Error> {
    let (reference, id) = named(reference);
    let found =
        sqlx::query("SELECT number, state FROM inquiry WHERE reference = $1 ORDER BY number")
            .bind(storable(reference))
            .fetch_all(&mut **transaction)
            .await?;
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for row in &found {
        let number: i64 = row.try_get("number")?;
        if id.is_some_and(|id| id != number) {
            continue;
        }
        match state(row)? {
            InquiryState::Closed => closed.push(number),
            _ => open.push(number),
        }
    }
    Ok(match (open.as_slice(), closed.is_empty()) {
        ([one], _) => Ok(*one),
        ([], true) => Err(Acted::Unknown),
        ([], false) => Err(Acted::Closed),
        _ => Err(Acted::Ambiguous(open)),
    })
}
