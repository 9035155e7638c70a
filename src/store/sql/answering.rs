//! Inquiries, given to somebody, answered and closed.

use jiff::Timestamp;
use serde_json::json;

use super::super::{DbConnection, DbPool, begin};
use super::audit;
use super::columns::get;
use super::inquiries::named;
use crate::store::inquiries::{Acted, InquiryChange};
use crate::store::{Act, ActKind, Authorship, InquiryAct, InquiryState};

const ASSIGN: &str = "
    UPDATE inquiry SET assignee = $2, state = CASE WHEN state = 'new' THEN 'assigned' ELSE state END
    WHERE number = $1";

const ANSWER: &str = "
    UPDATE inquiry SET state = 'answered', answer = $2, answered_by = $3, answered_at = $4
    WHERE number = $1";

const CLOSE: &str = "
    UPDATE inquiry SET state = 'closed', telephone = NULL, closed_at = $2
    WHERE number = $1 OR continues = (SELECT key FROM inquiry WHERE number = $1)";

const WITH_REFERENCE: &str = concat!(
    "SELECT number, state FROM inquiry WHERE reference = $1 AND ",
    is_question!(),
    " ORDER BY number"
);

const STEP: &str =
    "INSERT INTO inquiry_step (inquiry, at, author, what, detail) VALUES ($1, $2, $3, $4, $5)";

pub async fn act(
    pool: &DbPool,
    reference: &str,
    change: InquiryChange<'_>,
    by: Authorship<'_>,
) -> sqlx::Result<Acted> {
    use InquiryChange::{Answer, Assign, Close};
    let mut transaction = begin(pool).await?;
    let number = match meant(&mut transaction, reference).await? {
        Ok(number) => number,
        Err(acted) => return Ok(acted),
    };
    let update = match change {
        Assign(to) => query!(ASSIGN, number, to),
        Answer(text) => query!(ANSWER, number, text, by.author, by.at),
        Close(_) => query!(CLOSE, number, by.at),
    };
    update.execute(&mut *transaction).await?;
    let (what, kind, detail) = match change {
        Assign(to) => (InquiryAct::Assigned, ActKind::InquiryAssigned, Some(to)),
        Answer(text) => (InquiryAct::Answered, ActKind::InquiryAnswered, Some(text)),
        Close(note) => (InquiryAct::Closed, ActKind::InquiryClosed, note),
    };
    add_step(&mut transaction, number, by.at, (Some(by.author), what, detail)).await?;
    let (reference, _) = named(reference);
    let mut act = Act::done(by, kind, format!("{reference}/{number}"));
    if let Assign(to) = change {
        act = act.with(json!({ "to": to }));
    }
    audit::commit(transaction, &act).await?;
    Ok(Acted::Done)
}

/// Writes down what was done about an inquiry.
pub(super) async fn add_step(
    transaction: &mut DbConnection,
    inquiry: u64,
    at: Timestamp,
    (author, what, detail): (Option<&str>, InquiryAct, Option<&str>),
) -> sqlx::Result<()> {
    query!(STEP, inquiry, at, author, what.name(), detail).execute(transaction).await?;
    Ok(())
}

/// The inquiry that is meant: of several with one reference, the one that is not closed.
async fn meant(
    transaction: &mut DbConnection,
    reference: &str,
) -> sqlx::Result<Result<u64, Acted>> {
    let (reference, id) = named(reference);
    let found = query!(WITH_REFERENCE, reference).fetch_all(transaction).await?;
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for row in &found {
        let number: u64 = get(row, "number")?;
        if id.is_some_and(|id| id != number) {
            continue;
        }
        match get(row, "state")? {
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
