//! Operators and their invitations.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sqlx::Transaction;

use super::super::{Db, DbConnection, DbPool, DbRow, begin};
use super::audit;
use super::columns::get;
use crate::store::{
    AcceptedInvitation, Act, ActKind, Authorship, CredentialSecrets, Credentials, NewInvitation,
    NewOperator, Operator, OperatorChange, Roles,
};

macro_rules! select_operators {
    ($rest:literal) => {
        concat!("SELECT ", operator_columns!(), " FROM operator ", $rest)
    };
}

const LIST: &str = select_operators!("ORDER BY login");
const FIND: &str = select_operators!("WHERE login = $1");
const INVITED: &str = select_operators!(
    "JOIN invitation AS open ON open.operator = operator.number
     WHERE open.token = $1 AND open.expires_at > $2 AND operator.ended_at IS NULL"
);

const CREDENTIALS: &str =
    "SELECT number, login, ended_at, password, nonce, last_step FROM operator WHERE login = $1";

const RECOVERY_CODES: &str = "SELECT code FROM recovery_code WHERE operator = $1 ORDER BY code";

const ADD: &str = "
    INSERT INTO operator (login, name, roles, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (login) DO NOTHING RETURNING number";

const INVITE: &str = "
    INSERT INTO invitation (operator, token, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (operator) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at";

const TAKE_INVITATION: &str =
    "DELETE FROM invitation WHERE token = $1 AND expires_at > $2 RETURNING operator";

const ACCEPT: &str = "
    UPDATE operator SET password = $2, nonce = $3, last_step = $4
    WHERE number = $1 AND ended_at IS NULL";

const ACTIVE: &str = "SELECT number FROM operator WHERE login = $1 AND ended_at IS NULL";

/// The administrators who could take the place of this one: whoever has not accepted the invitation yet, only that of
/// another who has not. No other role has this in its name.
const OTHER_ADMINISTRATORS: &str = "
    SELECT count(*) FROM operator
    WHERE login <> $1 AND ended_at IS NULL AND roles LIKE '%administrator%'
      AND (password IS NOT NULL OR (SELECT password FROM operator WHERE login = $1) IS NULL)";

const CHANGE_PASSWORD: &str = "
    UPDATE operator SET password = $2
    WHERE ended_at IS NULL AND number = (SELECT operator FROM session WHERE number = $1 AND ended_at IS NULL)
    RETURNING number";

from_row! {
    row => Operator {
        number, login, name, roles, created_at, ended_at = get(row, "operator_ended_at")?,
        has_password, invited_until = get(row, "expires_at")?, recovery_codes = get(row, "codes")?,
    }
}

from_row! {
    row => Credentials {
        operator = get(row, "number")?, login,
        ended = get::<Option<Timestamp>>(row, "ended_at")?.is_some(), secrets = secrets(row)?,
    }
}

fn secrets(row: &DbRow) -> sqlx::Result<Option<CredentialSecrets>> {
    let password: Option<String> = get(row, "password")?;
    let nonce: Option<Vec<u8>> = get(row, "nonce")?;
    let Some((password, nonce)) = password.zip(nonce) else { return Ok(None) };
    Ok(Some(CredentialSecrets {
        password: password.into(),
        nonce,
        last_step: get(row, "last_step")?,
        recovery_codes: Vec::new(),
    }))
}

pub async fn list(pool: &DbPool) -> sqlx::Result<Vec<Operator>> {
    query_as!(LIST).fetch_all(pool).await
}

pub async fn find(pool: &DbPool, login: &str) -> sqlx::Result<Option<Operator>> {
    query_as!(FIND, login).fetch_optional(pool).await
}

pub async fn credentials(pool: &DbPool, login: &str) -> sqlx::Result<Option<Credentials>> {
    let mut found: Option<Credentials> = query_as!(CREDENTIALS, login).fetch_optional(pool).await?;
    // Asked for in any case: nobody learns from the time whether there is such an operator.
    let operator = found.as_ref().map_or(0, |found| found.operator);
    let codes = query_scalar!(RECOVERY_CODES, operator).fetch_all(pool).await?;
    if let Some(secrets) = found.as_mut().and_then(|found| found.secrets.as_mut()) {
        secrets.recovery_codes = codes;
    }
    Ok(found)
}

pub async fn invited(pool: &DbPool, token: &str, now: Timestamp) -> sqlx::Result<Option<Operator>> {
    query_as!(INVITED, token, now).fetch_optional(pool).await
}

pub async fn add(
    pool: &DbPool,
    new: &NewOperator<'_>,
    invitation: &NewInvitation,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let NewOperator { login, name, roles } = *new;
    let mut transaction = begin(pool).await?;
    let add = query_scalar!(ADD, login, name, roles.to_string(), by.at);
    let number: Option<i64> = add.fetch_optional(&mut *transaction).await?;
    let Some(number) = number else { return Ok(false) };
    let act = Act::done(by, ActKind::OperatorAdded, login);
    let act = act.with(json!({ "name": name, "roles": roles.to_string() }));
    audit::record(&mut transaction, &act).await?;
    commit_invitation(transaction, (number, login), invitation, by).await?;
    Ok(true)
}

pub async fn invite(
    pool: &DbPool,
    login: &str,
    invitation: &NewInvitation,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let Some(number) = active(&mut transaction, login).await? else { return Ok(false) };
    commit_invitation(transaction, (number, login), invitation, by).await?;
    Ok(true)
}

async fn active(connection: &mut DbConnection, login: &str) -> sqlx::Result<Option<i64>> {
    query_scalar!(ACTIVE, login).fetch_optional(connection).await
}

async fn commit_invitation(
    mut transaction: Transaction<'_, Db>,
    (number, login): (i64, &str),
    invitation: &NewInvitation,
    by: Authorship<'_>,
) -> sqlx::Result<()> {
    let NewInvitation { token, expires_at } = invitation;
    query!(INVITE, number, token.as_str(), *expires_at).execute(&mut *transaction).await?;
    let act = Act::done(by, ActKind::OperatorInvited, login);
    let act = act.with(json!({ "until": expires_at.to_string() }));
    audit::commit(transaction, &act).await
}

pub async fn accept(
    pool: &DbPool,
    accepted: &AcceptedInvitation,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let take = query_scalar!(TAKE_INVITATION, accepted.token.as_str(), by.at);
    let operator: Option<i64> = take.fetch_optional(&mut *transaction).await?;
    let Some(operator) = operator else { return Ok(false) };
    let accept = query!(
        ACCEPT,
        operator,
        accepted.password.expose_secret(),
        &*accepted.nonce,
        accepted.step,
    );
    if accept.execute(&mut *transaction).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sign_out_everywhere(&mut transaction, operator, by.at).await?;
    for what in [
        "DELETE FROM recovery_code WHERE operator = $1",
        "DELETE FROM known_browser WHERE operator = $1",
    ] {
        query!(what, operator).execute(&mut *transaction).await?;
    }
    for code in &accepted.recovery_codes {
        let insert = "INSERT INTO recovery_code (operator, code) VALUES ($1, $2)";
        query!(insert, operator, code.as_str()).execute(&mut *transaction).await?;
    }
    let insert = "INSERT INTO known_browser (token, operator, used_at) VALUES ($1, $2, $3)";
    let insert = query!(insert, accepted.browser.as_str(), operator, by.at);
    insert.execute(&mut *transaction).await?;
    let act = Act::done(by, ActKind::InvitationAccepted, by.author);
    audit::commit(transaction, &act).await?;
    Ok(true)
}

/// Ends all sessions of an operator; says how many nobody had ended.
pub(super) async fn sign_out_everywhere(
    connection: &mut DbConnection,
    operator: i64,
    at: Timestamp,
) -> sqlx::Result<u64> {
    let end = "UPDATE session SET ended_at = $2 WHERE operator = $1 AND ended_at IS NULL";
    Ok(query!(end, operator, at).execute(connection).await?.rows_affected())
}

async fn is_last_administrator(connection: &mut DbConnection, login: &str) -> sqlx::Result<bool> {
    let is_one = "SELECT count(*) FROM operator WHERE login = $1 AND roles LIKE '%administrator%'";
    let is_one: i64 = query_scalar!(is_one, login).fetch_one(&mut *connection).await?;
    let others: i64 = query_scalar!(OTHER_ADMINISTRATORS, login).fetch_one(connection).await?;
    Ok(is_one > 0 && others == 0)
}

pub async fn set_roles(
    pool: &DbPool,
    login: &str,
    roles: &Roles,
    by: Authorship<'_>,
) -> sqlx::Result<OperatorChange> {
    let mut transaction = begin(pool).await?;
    let Some(number) = active(&mut transaction, login).await? else {
        return Ok(OperatorChange::NotThere);
    };
    let stays = roles.has(crate::store::Role::Administrator);
    if !stays && is_last_administrator(&mut transaction, login).await? {
        return Ok(OperatorChange::LastAdministrator);
    }
    let before: String = query_scalar!("SELECT roles FROM operator WHERE number = $1", number)
        .fetch_one(&mut *transaction)
        .await?;
    let update = "UPDATE operator SET roles = $2 WHERE number = $1";
    query!(update, number, roles.to_string()).execute(&mut *transaction).await?;
    let act = Act::done(by, ActKind::OperatorRolesChanged, login);
    let act = act.with(json!({ "from": before, "to": roles.to_string() }));
    audit::commit(transaction, &act).await?;
    Ok(OperatorChange::Done)
}

pub async fn end(pool: &DbPool, login: &str, by: Authorship<'_>) -> sqlx::Result<OperatorChange> {
    let mut transaction = begin(pool).await?;
    let Some(number) = active(&mut transaction, login).await? else {
        return Ok(OperatorChange::NotThere);
    };
    if is_last_administrator(&mut transaction, login).await? {
        return Ok(OperatorChange::LastAdministrator);
    }
    let update = "
        UPDATE operator SET ended_at = $2, password = NULL, nonce = NULL WHERE number = $1";
    query!(update, number, by.at).execute(&mut *transaction).await?;
    sign_out_everywhere(&mut transaction, number, by.at).await?;
    for what in [
        "DELETE FROM recovery_code WHERE operator = $1",
        "DELETE FROM known_browser WHERE operator = $1",
        "DELETE FROM invitation WHERE operator = $1",
    ] {
        query!(what, number).execute(&mut *transaction).await?;
    }
    audit::commit(transaction, &Act::done(by, ActKind::OperatorEnded, login)).await?;
    Ok(OperatorChange::Done)
}

pub async fn change_password(
    pool: &DbPool,
    session: u64,
    password: &SecretString,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let change = query_scalar!(CHANGE_PASSWORD, session, password.expose_secret());
    let operator: Option<i64> = change.fetch_optional(&mut *transaction).await?;
    let Some(operator) = operator else { return Ok(false) };
    sign_out_everywhere(&mut transaction, operator, by.at).await?;
    audit::commit(transaction, &Act::done(by, ActKind::PasswordChanged, by.author)).await?;
    Ok(true)
}
