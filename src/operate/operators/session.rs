//! Sessions: found by what the browser holds, for as long as they last, and ended.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::password::{self, HashingFor};
use super::roles::{Permission, may};
use super::token::{Randomness, hash};
use super::{OperatorRefusal, SignIns, find, named};
use crate::catalogue::MenuKey;
use crate::operate::OperateError;
use crate::operate::audited::audited;
use crate::store::{ActKind, Authorship, Database, Session, StoreError, Via};

/// A session that nobody uses ends after this time.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// Every session ends this long after it began.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// For so long after a password and a code were given, what is dangerous may be done.
const RECENT: SignedDuration = SignedDuration::from_mins(5);
/// The clocks of two nodes may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(1);
/// The use of a session is noted so often at most.
const NOTED: SignedDuration = SignedDuration::from_mins(1);
/// As much of the browser's name as is kept, in characters.
const LONGEST_CLIENT: usize = 200;

impl Session {
    /// True while its time is not over.
    pub fn is_live(&self, now: Timestamp) -> bool {
        is_within(IDLE, self.used_at, now) && is_within(LONGEST, self.began_at, now)
    }

    /// True if the password and a code were given within the last minutes.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        is_within(RECENT, self.signed_in_at, now)
    }

    /// Returns whether its operator may do something in a sector, or in what all share. That the sign-in is recent enough is
    /// [another question](Self::is_recent).
    pub fn may(&self, permission: Permission, sector: Option<MenuKey>) -> bool {
        may(&self.operator.roles, permission, sector)
    }

    /// Returns whether its operator may do something in one sector at least.
    pub fn may_anywhere(&self, permission: Permission) -> bool {
        self.operator.roles.iter().any(|grant| permission.holders().contains(&grant.role))
    }

    /// The author of what is done in it.
    pub fn by<'a>(&'a self, reason: &'a str, at: Timestamp) -> Authorship<'a> {
        console(&self.operator.login, reason, at)
    }
}

/// True if something was no longer ago, and not to come either: a clock that was set back makes nothing last longer.
fn is_within(limit: SignedDuration, at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(at);
    -SKEW <= age && age < limit
}

/// An author at the console.
pub(super) fn console<'a>(login: &'a str, reason: &'a str, at: Timestamp) -> Authorship<'a> {
    Authorship { author: login, via: Via::Console, uid: None, reason, at }
}

/// As much as is kept of how a browser names itself.
pub(super) fn client(name: &str) -> String {
    crate::store::shown(name).chars().take(LONGEST_CLIENT).collect()
}

/// The live session with this token; its use is noted.
pub async fn session(
    database: &Database,
    token: &str,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let found = database.session(&hash(token)).await?;
    let Some(session) = found.filter(|session| session.is_live(now)) else { return Ok(None) };
    if now.duration_since(session.used_at) >= NOTED {
        database.use_session(session.number, now).await?;
    }
    Ok(Some(session))
}

/// The live sessions, of everybody or of one operator, the latest first.
pub async fn sessions(
    database: &Database,
    login: Option<&str>,
    now: Timestamp,
) -> Result<Vec<Session>, OperateError> {
    if let Some(login) = login {
        find(database, login).await?;
    }
    let login = login.map(named);
    let since = now.saturating_sub(IDLE).unwrap_or(Timestamp::MIN);
    let mut sessions = database.sessions(login.as_deref(), since).await?;
    sessions.retain(|session| session.is_live(now));
    Ok(sessions)
}

/// Signs out; says whether the session had not ended yet.
pub async fn sign_out(
    database: &Database,
    session: &Session,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let login = &session.operator.login;
    database.end_session(login, session.number, session.by("", now)).await
}

/// Ends one session of an operator; says whether there was one that had not ended.
pub async fn end_session(
    database: &Database,
    (login, number): (&str, u64),
    by: Authorship<'_>,
) -> Result<bool, OperateError> {
    let end = async {
        let operator = find(database, login).await?;
        Ok(database.end_session(&operator.login, number, by).await?)
    };
    audited(database, by, (ActKind::SessionEnded, named(login)), end).await
}

/// Ends all sessions of an operator, whatever their time; says how many had not been ended.
pub async fn end_sessions(
    database: &Database,
    login: &str,
    by: Authorship<'_>,
) -> Result<u64, OperateError> {
    let end = async {
        let operator = find(database, login).await?;
        Ok(database.end_sessions(&operator.login, by).await?)
    };
    audited(database, by, (ActKind::SessionEnded, named(login)), end).await
}

/// Changes the password of a session's operator, where the sign-in is recent. All sessions end, this one too.
pub async fn change_password(
    database: &Database,
    sign_ins: &SignIns,
    session: &Session,
    (new, random): (&SecretString, &Randomness),
    now: Timestamp,
) -> Result<(), OperateError> {
    let operator = &session.operator;
    let by = session.by("", now);
    let change = async {
        if !session.is_recent(now) {
            return Err(OperatorRefusal::NotRecent.into());
        }
        password::check(new, &operator.login).map_err(OperatorRefusal::Password)?;
        let new = sign_ins.hasher.hash(new, random.bytes("salt"), HashingFor::Operator).await;
        let new = new.map_err(|_| OperatorRefusal::Busy)?;
        let changed = database.change_password(session.number, &new, by).await?;
        if changed { Ok(()) } else { Err(OperatorRefusal::SignedOut.into()) }
    };
    audited(database, by, (ActKind::PasswordChanged, &operator.login), change).await
}
