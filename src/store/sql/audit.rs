//! The audit.

use sqlx::{FromRow, QueryBuilder, Transaction};

use super::super::{Db, DbConnection, DbPool, begin};
use super::columns::{ToColumn as _, among, get, rows};
use crate::store::{Act, AuditEntry, AuditQuery};

const RECORD: &str = "
    INSERT INTO audit (at, author, via, uid, act, object, id, reason, refused, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

from_row! { row => Act { at, author, via, uid, kind = get(row, "act")?, id, reason, refused, detail } }
from_row! { row => AuditEntry { number, act = FromRow::from_row(row)? } }

pub async fn record_alone(pool: &DbPool, act: &Act) -> sqlx::Result<()> {
    commit(begin(pool).await?, act).await
}

/// Writes down an act together with the change that it is, and commits both.
pub(super) async fn commit(mut transaction: Transaction<'_, Db>, act: &Act) -> sqlx::Result<()> {
    record(&mut transaction, act).await?;
    transaction.commit().await
}

/// Writes down one act of several that a change is.
pub(super) async fn record(connection: &mut DbConnection, act: &Act) -> sqlx::Result<()> {
    query!(
        RECORD,
        act.at,
        act.author.as_str(),
        act.via.name(),
        act.uid,
        act.kind.name(),
        act.kind.object().name(),
        act.id.as_str(),
        act.reason.as_str(),
        act.refused.as_deref(),
        act.detail.to_string(),
    )
    .execute(connection)
    .await
    .map(drop)
}

pub async fn list(pool: &DbPool, query: &AuditQuery) -> sqlx::Result<Vec<AuditEntry>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new("SELECT * FROM audit WHERE true");
    if let Some(since) = query.since {
        select.push(" AND at >= ").push_bind(since.stored());
    }
    if let Some(author) = query.author.as_deref() {
        select.push(" AND author = ").push_bind(author.stored());
    }
    among(&mut select, "act", query.kinds.iter().map(|kind| kind.name()));
    if let Some(before) = query.before {
        select.push(" AND number < ").push_bind(before.stored());
    }
    select.push(" ORDER BY number DESC LIMIT ").push_bind(rows(query.limit));
    select.build_query_as().fetch_all(pool).await
}
