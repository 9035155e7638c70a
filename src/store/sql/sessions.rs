//! Sessions, and the browsers that operators are known by.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use sqlx::{FromRow, QueryBuilder};

use super::super::{Db, DbConnection, DbPool, Store, begin};
use super::audit;
use super::batches::repeat;
use super::columns::{ToColumn as _, get};
use super::operators::sign_out_everywhere;
use crate::store::{Act, ActKind, Authorship, NewSession, Session, UsedFactor};

const SELECT: &str = concat!(
    "SELECT session.number AS session, session.began_at, session.signed_in_at, session.used_at, session.client, ",
    operator_columns!(),
    " FROM session JOIN operator ON operator.number = session.operator
     WHERE session.ended_at IS NULL AND operator.ended_at IS NULL"
);

const USE_STEP: &str = "
    UPDATE operator SET last_step = $3
    WHERE number = $1 AND password = $2 AND ended_at IS NULL AND last_step < $3";

/// Changes nothing; says whether the password is still this one.
const IS_PASSWORD: &str =
    "SELECT count(*) FROM operator WHERE number = $1 AND password = $2 AND ended_at IS NULL";

const USE_CODE: &str = "DELETE FROM recovery_code WHERE operator = $1 AND code = $2";

const BEGIN: &str = "
    INSERT INTO session (token, operator, began_at, signed_in_at, used_at, client)
    VALUES ($1, $2, $3, $3, $3, $4) RETURNING number";

const RENEW: &str = "
    UPDATE session SET token = $1, signed_in_at = $3, used_at = $3
    WHERE number = $4 AND operator = $2 AND ended_at IS NULL RETURNING number";

const KNOW_BROWSER: &str = "
    INSERT INTO known_browser (token, operator, used_at) VALUES ($1, $2, $3)
    ON CONFLICT (operator, token) DO UPDATE SET used_at = excluded.used_at";

const END: &str = "
    UPDATE session SET ended_at = $3
    WHERE number = $2 AND ended_at IS NULL AND operator = (SELECT number FROM operator WHERE login = $1)";

const OLD_SESSIONS: &str = "
    DELETE FROM session WHERE number IN
        (SELECT number FROM session WHERE used_at < $1 ORDER BY used_at LIMIT $2)";

const OLD_BROWSERS: &str = "
    DELETE FROM known_browser WHERE (operator, token) IN
        (SELECT operator, token FROM known_browser WHERE used_at < $1 ORDER BY used_at LIMIT $2)";

const ROWS: i64 = 500;

from_row! {
    row => Session {
        number = get(row, "session")?, began_at, signed_in_at, used_at, client,
        operator = FromRow::from_row(row)?,
    }
}

pub async fn begin_session(
    pool: &DbPool,
    new: &NewSession<'_>,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    if !use_factor(&mut transaction, new).await? {
        return Ok(false);
    }
    if let Some(rehashed) = &new.rehashed {
        let update = "UPDATE operator SET password = $2 WHERE number = $1";
        let update = query!(update, new.operator, rehashed.expose_secret());
        update.execute(&mut *transaction).await?;
    }
    let (token, client) = (new.token.as_str(), new.client);
    let begun = match new.renews {
        None => query_scalar!(BEGIN, token, new.operator, by.at, client),
        Some(number) => query_scalar!(RENEW, token, new.operator, by.at, number),
    };
    let session: Option<i64> = begun.fetch_optional(&mut *transaction).await?;
    let Some(session) = session else { return Ok(false) };
    if let Some(browser) = &new.browser {
        let know = query!(KNOW_BROWSER, browser.as_str(), new.operator, by.at);
        know.execute(&mut *transaction).await?;
    }
    if matches!(new.factor, UsedFactor::RecoveryCode(_)) {
        let act = Act::done(by, ActKind::RecoveryCodeUsed, by.author);
        audit::record(&mut transaction, &act).await?;
    }
    let act = Act::done(by, ActKind::SignedIn, by.author);
    let act = act.with(json!({ "session": session, "again": new.renews.is_some() }));
    audit::commit(transaction, &act).await?;
    Ok(true)
}

/// Uses up a second factor; says whether it was there to be used, beside the password that fits.
async fn use_factor(connection: &mut DbConnection, new: &NewSession<'_>) -> sqlx::Result<bool> {
    let password = new.password.expose_secret();
    match &new.factor {
        UsedFactor::Step(step) => {
            let used = query!(USE_STEP, new.operator, password, *step).execute(connection).await?;
            Ok(used.rows_affected() > 0)
        }
        UsedFactor::RecoveryCode(code) => {
            let fits: i64 = query_scalar!(IS_PASSWORD, new.operator, password)
                .fetch_one(&mut *connection)
                .await?;
            let used = query!(USE_CODE, new.operator, code.as_str()).execute(connection).await?;
            Ok(fits > 0 && used.rows_affected() > 0)
        }
    }
}

pub async fn find(pool: &DbPool, token: &str) -> sqlx::Result<Option<Session>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(SELECT);
    select.push(" AND session.token = ").push_bind(token.stored());
    select.build_query_as().fetch_optional(pool).await
}

pub async fn touch(pool: &DbPool, number: u64, at: Timestamp) -> sqlx::Result<()> {
    let update = "UPDATE session SET used_at = $2 WHERE number = $1 AND used_at < $2";
    query!(update, number, at).execute(pool).await.map(drop)
}

pub async fn list(
    pool: &DbPool,
    login: Option<&str>,
    since: Timestamp,
) -> sqlx::Result<Vec<Session>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(SELECT);
    select.push(" AND session.used_at >= ").push_bind(since.stored());
    if let Some(login) = login {
        select.push(" AND operator.login = ").push_bind(login.stored());
    }
    select.push(" ORDER BY session.used_at DESC, session.number DESC LIMIT ").push_bind(ROWS);
    select.build_query_as().fetch_all(pool).await
}

pub async fn end(
    pool: &DbPool,
    login: &str,
    number: u64,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let ended = query!(END, login, number, by.at).execute(&mut *transaction).await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    let act = Act::done(by, ActKind::SessionEnded, login).with(json!({ "session": number }));
    audit::commit(transaction, &act).await?;
    Ok(true)
}

pub async fn end_all(pool: &DbPool, login: &str, by: Authorship<'_>) -> sqlx::Result<u64> {
    let mut transaction = begin(pool).await?;
    let number: Option<i64> = query_scalar!("SELECT number FROM operator WHERE login = $1", login)
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(number) = number else { return Ok(0) };
    let ended = sign_out_everywhere(&mut transaction, number, by.at).await?;
    let act = Act::done(by, ActKind::SessionEnded, login).with(json!({ "sessions": ended }));
    audit::commit(transaction, &act).await?;
    Ok(ended)
}

pub async fn browser_operators(pool: &DbPool, browser: &str) -> sqlx::Result<Vec<u64>> {
    let select = "SELECT operator FROM known_browser WHERE token = $1 ORDER BY operator";
    let rows = query!(select, browser).fetch_all(pool).await?;
    rows.iter().map(|row| get(row, "operator")).collect()
}

pub async fn remove(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let sessions = repeat(store, OLD_SESSIONS, before, ROWS).await?;
    Ok(sessions + repeat(store, OLD_BROWSERS, before, ROWS).await?)
}

pub async fn remove_invitations(pool: &DbPool, before: Timestamp) -> sqlx::Result<()> {
    let remove = "DELETE FROM invitation WHERE expires_at < $1";
    query!(remove, before).execute(pool).await.map(drop)
}
