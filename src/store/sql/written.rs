//! Questions that readers write on the website.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::super::{Db, DbConnection, DbPool, begin};
use super::columns::push_list;
use crate::store::{NewQuestion, WrittenQuestion};

const KNOWN: &str = "SELECT reference FROM inquiry WHERE key = $1";

const COUNT: &str = "SELECT count(*) FROM inquiry WHERE line IS NULL AND asked_at >= $1";

const TAKE: &str = "
    INSERT INTO inquiry (key, reference, language, service, edition, asked_at, secret, said)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const LIST: &str = "
    SELECT secret, state, language, service, asked_at, said, answer FROM inquiry
    WHERE reference = $1 AND secret IS NOT NULL ORDER BY asked_at, number";

from_row! {
    row => WrittenQuestion { secret, state, language, service, asked_at, said, answer }
}

pub async fn take(
    pool: &DbPool,
    question: &NewQuestion,
    since: Timestamp,
    most: u64,
) -> sqlx::Result<Option<String>> {
    let mut transaction = begin(pool).await?;
    let key = question.key.as_str();
    let known = query_scalar!(KNOWN, key).fetch_optional(&mut *transaction).await?;
    if known.is_some() {
        return Ok(known);
    }
    let count: i64 = query_scalar!(COUNT, since).fetch_one(&mut *transaction).await?;
    if count.unsigned_abs() >= most {
        return Ok(None);
    }
    let reference = reference(&mut transaction, &question.drawn).await?;
    let insert = query!(
        TAKE,
        key,
        reference.as_str(),
        question.language.as_str(),
        question.service.to_string(),
        question.edition,
        question.at,
        question.secret.as_str(),
        question.text.as_str(),
    );
    insert.execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(Some(reference))
}

/// The first of these that no inquiry has; the first of all where each is taken.
async fn reference(transaction: &mut DbConnection, drawn: &[String]) -> sqlx::Result<String> {
    let mut select: QueryBuilder<Db> =
        QueryBuilder::new("SELECT reference FROM inquiry WHERE reference");
    push_list(&mut select, drawn.iter().map(String::as_str));
    let taken: Vec<String> = select.build_query_scalar().fetch_all(transaction).await?;
    let free = drawn.iter().find(|drawn| !taken.contains(drawn));
    Ok(free.or(drawn.first()).cloned().unwrap_or_default())
}

pub async fn list(pool: &DbPool, reference: &str) -> sqlx::Result<Vec<WrittenQuestion>> {
    query_as!(LIST, reference).fetch_all(pool).await
}
