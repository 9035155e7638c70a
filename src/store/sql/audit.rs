//! The audit.

use sqlx::{QueryBuilder, Row as _, Transaction};

use super::super::{Db, DbPool, DbRow, begin, storable};
use super::rows;
use crate::store::{Act, ActKind, AuditEntry, AuditQuery, Via};

const RECORD: &str = "
    INSERT INTO audit (at, author, via, act, object, id, reason, refused, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const COLUMNS: &str =
    "SELECT number, at, author, via, act, id, reason, refused, detail FROM audit WHERE true";

pub(in crate::store) async fn record_alone(pool: &DbPool, act: &Act) -> Result<(), sqlx::Error> {
    let mut transaction = begin(pool).await?;
    record(&mut transaction, act).await?;
    transaction.commit().await
}

/// Writes down an act together with the change that it is.
pub(in crate::store) async fn record(
    transaction: &mut Transaction<'_, Db>,
    act: &Act,
) -> Result<(), sqlx::Error> {
    sqlx::query(RECORD)
        .bind(act.at.as_microsecond())
        .bind(storable(&act.author))
        .bind(act.via.name())
        .bind(act.kind.name())
        .bind(act.kind.object().name())
        .bind(storable(&act.id))
        .bind(storable(&act.reason))
        .bind(&act.refused)
        .bind(act.detail.to_string())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

pub(in crate::store) async fn list(
    pool: &DbPool,
    query: &AuditQuery,
) -> Result<Vec<AuditEntry>, sqlx::Error> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(COLUMNS);
    if let Some(since) = query.since {
        select.push(" AND at >= ").push_bind(since.as_microsecond());
    }
    if let Some(author) = &query.author {
        select.push(" AND author = ").push_bind(storable(author));
    }
    if !query.kinds.is_empty() {
        select.push(" AND act IN (");
        let mut list = select.separated(", ");
        for kind in &query.kinds {
            list.push_bind(kind.name());
        }
        select.push(")");
    }
    if let Some(before) = query.before {
        select.push(" AND number < ").push_bind(rows::signed(before));
    }
    select.push(" ORDER BY number DESC LIMIT ").push_bind(i64::from(query.limit.clamp(1, 500)));
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(entry).collect()
}

fn entry(row: &DbRow) -> Result<AuditEntry, sqlx::Error> {
    let (via, kind): (&str, &str) = (row.try_get("via")?, row.try_get("act")?);
    let detail: &str = row.try_get("detail")?;
    Ok(AuditEntry {
        number: rows::revision(row, "number")?,
        act: Act {
            at: rows::time(row, "at")?,
            author: rows::text(row, "author")?,
            via: Via::parse(via).ok_or_else(|| rows::unknown("via", via))?,
            kind: ActKind::parse(kind).ok_or_else(|| rows::unknown("act", kind))?,
            id: rows::text(row, "id")?,
            reason: rows::text(row, "reason")?,
            refused: row.try_get("refused")?,
            detail: serde_json::from_str(detail).map_err(|error| rows::wrong("detail", error))?,
        },
    })
}
