//! Operators as they are kept: who works here, in which roles, and how they sign in.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use secrecy::SecretString;

use super::Authorship;
use super::database::operations;
use crate::catalogue::MenuKey;

named_enum! {
    /// A part of the work that an operator has.
    pub enum Role {
        /// Reads everything that names no caller.
        Reader = "reader",
        /// Prepares what is heard.
        Editor = "editor",
        /// Answers what callers ask.
        Answerer = "answerer",
        /// Decides what is heard.
        Publisher = "publisher",
        /// Looks after the people who work here, and after personal data.
        Administrator = "administrator",
    }
}

impl Role {
    /// True if it may be limited to some sectors.
    pub fn may_be_limited(self) -> bool {
        match self {
            Self::Editor | Self::Answerer => true,
            Self::Reader | Self::Publisher | Self::Administrator => false,
        }
    }
}

/// A role, everywhere or in one sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    pub role: Role,
    /// The key of the sector; none: everywhere.
    pub sector: Option<MenuKey>,
}

impl Grant {
    /// False if the role can't be limited to a sector, and is.
    pub fn has_meaning(&self) -> bool {
        self.sector.is_none() || self.role.may_be_limited()
    }
}

/// The roles of an operator: written as `editor/1 editor/3 publisher`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(BTreeSet<Grant>);

impl Roles {
    /// Reads what is displayed, if all of it has a meaning.
    pub fn parse(text: &str) -> Option<Self> {
        let grant = |word: &str| {
            let (role, sector) = match word.split_once('/') {
                None => (word, None),
                Some((role, key)) => (role, Some(MenuKey::new(key.parse().ok()?)?)),
            };
            Some(Grant { role: Role::parse(role)?, sector }).filter(Grant::has_meaning)
        };
        text.split_whitespace().map(grant).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = Grant> {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, role: Role) -> bool {
        self.iter().any(|grant| grant.role == role)
    }
}

impl FromIterator<Grant> for Roles {
    fn from_iter<I: IntoIterator<Item = Grant>>(grants: I) -> Self {
        Self(grants.into_iter().collect())
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Grant { role, sector }) in self.iter().enumerate() {
            let blank = if at == 0 { "" } else { " " };
            write!(f, "{blank}{}", role.name())?;
            if let Some(key) = sector {
                write!(f, "/{key}")?;
            }
        }
        Ok(())
    }
}

/// A person who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub number: u64,
    /// The name with which the person signs in.
    pub login: String,
    /// The person's name, as others read it.
    pub name: String,
    pub roles: Roles,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// True if an invitation was accepted.
    pub has_password: bool,
    /// Until when an invitation can be accepted, if there is one.
    pub invited_until: Option<Timestamp>,
    /// Recovery codes that are still to be used.
    pub recovery_codes: u64,
}

impl Operator {
    /// True unless the operator's work here has ended.
    pub fn is_active(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// An operator who may sign in, or not.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub operator: u64,
    pub login: String,
    pub ended: bool,
    /// None before an invitation was accepted.
    pub secrets: Option<CredentialSecrets>,
}

/// The password and the second factor of an operator, as they are kept.
#[derive(Debug, Clone)]
pub struct CredentialSecrets {
    /// The password's hash.
    pub password: SecretString,
    /// The nonce that makes the key of the one-time codes, with a key that is not in the store.
    pub nonce: Vec<u8>,
    /// The latest step whose one-time code was used.
    pub last_step: i64,
    /// The hashes of the recovery codes that are still to be used.
    pub recovery_codes: Vec<String>,
}

/// An operator to be added.
#[derive(Debug, Clone)]
pub struct NewOperator<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub roles: &'a Roles,
}

/// A link by which an operator sets a password and a second factor.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The hash of what stands in the link.
    pub token: String,
    pub expires_at: Timestamp,
}

/// The credentials that an operator chose who accepts an invitation.
#[derive(Debug)]
pub struct AcceptedInvitation {
    /// The hash of what stands in the link.
    pub token: String,
    /// The password's hash.
    pub password: SecretString,
    /// The nonce that makes the key of the one-time codes.
    pub nonce: Vec<u8>,
    /// The step of the one-time code that proved the key.
    pub step: i64,
    /// The hashes of the recovery codes.
    pub recovery_codes: Vec<String>,
    /// The hash by which the browser is known from now on.
    pub browser: String,
}

/// The outcome of a change of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorChange {
    Done,
    /// There is no such operator whose work here has not ended.
    NotThere,
    /// Nobody else could look after the people who work here.
    LastAdministrator,
}

operations! {
    /// All operators, those who have ended included, by their logins.
    read fn operators() -> Vec<Operator> = operators::list;

    read fn operator(login: &str) -> Option<Operator> = operators::find;

    /// The credentials of the operator with this login.
    read fn credentials(login: &str) -> Option<Credentials> = operators::credentials;

    /// The operator whom an invitation is for that can still be accepted, by the hash of its token.
    read fn invited(token: &str, now: Timestamp) -> Option<Operator> = operators::invited;

    /// Adds an operator with an invitation; says whether the login was free.
    change fn add_operator(new: &NewOperator<'_>, invitation: &NewInvitation, by: Authorship<'_>) -> bool
        = operators::add;

    /// Invites an operator anew, in place of an invitation that is not accepted yet; says whether the operator is active.
    change fn invite_operator(login: &str, invitation: &NewInvitation, by: Authorship<'_>) -> bool
        = operators::invite;

    /// Accepts an invitation once, ends the operator's sessions and forgets the browsers; says whether it could be accepted.
    change fn accept_invitation(accepted: &AcceptedInvitation, by: Authorship<'_>) -> bool
        = operators::accept;

    change fn set_operator_roles(login: &str, roles: &Roles, by: Authorship<'_>) -> OperatorChange
        = operators::set_roles;

    /// Ends an operator's work here: sessions, invitation and secrets go with it.
    change fn end_operator(login: &str, by: Authorship<'_>) -> OperatorChange = operators::end;

    /// Gives the operator of this session another password and ends all of the operator's sessions, if this one has not ended;
    /// says whether it had not.
    change fn change_password(session: u64, password: &SecretString, by: Authorship<'_>) -> bool
        = operators::change_password;
}
