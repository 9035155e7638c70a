//! Operators: the people who work here, what they may do, and how they sign in.
//!
//! An administrator adds an operator with [`add()`] and hands over the link of the [`Invitation`]; by it the operator sets
//! a password and a second factor ([`accept()`]). [`SignIns::sign_in`] begins a session, [`session()`] finds it again, and
//! [`may()`] says what its operator may do.

mod invitation;
mod password;
mod roles;
mod second_factor;
mod session;
mod sign_in;
mod throttle;
mod token;

use std::fmt;

pub use invitation::{Acceptance, Enrolment, Invitation, Invited, accept, add, invite, invited};
pub use password::{LONGEST_PASSWORD, PasswordHasher, PasswordMistake, SHORTEST_PASSWORD};
pub use roles::{Permission, may};
pub use second_factor::TotpKey;
pub use session::{change_password, end_session, end_sessions, session, sessions, sign_out};
pub use sign_in::{Attempt, SignInRefusal, SignIns, SignedIn};
pub use token::{RandomSource, Randomness};

use super::OperateError;
use super::audited::audited;
use crate::store::{ActKind, Authorship, Database, Operator, OperatorChange, Role, Roles};

/// Characters of a login.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 3..=64;

/// The name with which an operator signs in, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// A login as somebody types it; capitals and blanks around it do not count.
    pub fn parse(text: &str) -> Result<Self, OperatorRefusal> {
        let text = text.trim();
        let fits =
            |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_' | '@');
        if !LOGIN_CHARS.contains(&text.len()) || !text.chars().all(fits) {
            return Err(OperatorRefusal::NoLogin);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The rule that something about operators breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused: {self:?}")]
pub enum OperatorRefusal {
    /// It can't be a login.
    NoLogin,
    LoginTaken(String),
    UnknownOperator(String),
    /// The operator's work here has ended.
    Ended(String),
    NoRole,
    /// The role can't be limited to a sector.
    NotBySector(Role),
    /// Nobody else could look after the people who work here.
    LastAdministrator(String),
    Password(PasswordMistake),
    /// The one-time code does not fit the key.
    WrongCode,
    /// The invitation was accepted, replaced, or not accepted in time.
    InvitationGone,
    /// The password and a code were not given within the last minutes.
    NotRecent,
    /// The session ended in the meantime.
    SignedOut,
    /// Too many passwords are being looked at.
    Busy,
}

impl OperatorRefusal {
    /// The name of the rule, for the audit; none for a failure.
    pub fn rule(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoLogin => "no-login",
            Self::LoginTaken(_) => "login-taken",
            Self::UnknownOperator(_) => "unknown",
            Self::Ended(_) => "ended",
            Self::NoRole => "no-role",
            Self::NotBySector(_) => "not-by-sector",
            Self::LastAdministrator(_) => "last-administrator",
            Self::Password(mistake) => mistake.rule(),
            Self::WrongCode => "code",
            Self::InvitationGone => "invitation-gone",
            Self::NotRecent => "not-recent",
            Self::SignedOut => "signed-out",
            Self::Busy => return None,
        })
    }
}

/// The operator with this login, ended or not.
pub async fn find(database: &Database, login: &str) -> Result<Operator, OperateError> {
    let unknown = || OperatorRefusal::UnknownOperator(login.to_owned());
    let login = Login::parse(login).map_err(|_| unknown())?;
    Ok(database.operator(login.as_str()).await?.ok_or_else(unknown)?)
}

/// The login as the audit has it; empty where it is none, for it may be anything.
fn named(login: &str) -> String {
    Login::parse(login).map(|login| login.to_string()).unwrap_or_default()
}

/// Fails if nobody can have these roles.
fn sound(roles: &Roles) -> Result<(), OperatorRefusal> {
    if roles.is_empty() {
        return Err(OperatorRefusal::NoRole);
    }
    match roles.iter().find(|grant| !grant.has_meaning()) {
        Some(grant) => Err(OperatorRefusal::NotBySector(grant.role)),
        None => Ok(()),
    }
}

/// Gives an operator these roles in place of those from before; sessions go on with them. Returns the login.
pub async fn set_roles(
    database: &Database,
    login: &str,
    roles: &Roles,
    by: Authorship<'_>,
) -> Result<String, OperateError> {
    let set = async {
        sound(roles)?;
        let operator = find(database, login).await?;
        let change = database.set_operator_roles(&operator.login, roles, by).await?;
        done(change, operator.login)
    };
    audited(database, by, (ActKind::OperatorRolesChanged, named(login)), set).await
}

/// Ends an operator's work here, at once. The login, which is returned, is given to nobody else.
pub async fn end(
    database: &Database,
    login: &str,
    by: Authorship<'_>,
) -> Result<String, OperateError> {
    let end = async {
        let operator = find(database, login).await?;
        done(database.end_operator(&operator.login, by).await?, operator.login)
    };
    audited(database, by, (ActKind::OperatorEnded, named(login)), end).await
}

fn done(change: OperatorChange, login: String) -> Result<String, OperateError> {
    match change {
        OperatorChange::Done => Ok(login),
        OperatorChange::NotThere => Err(OperatorRefusal::Ended(login).into()),
        OperatorChange::LastAdministrator => Err(OperatorRefusal::LastAdministrator(login).into()),
    }
}
