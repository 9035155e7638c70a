//! Sessions of operators, and the browsers that they are known by.

use jiff::Timestamp;
use secrecy::SecretString;

use super::database::operations;
use super::{Authorship, Operator};

/// A second factor that was given and fits, to be used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsedFactor {
    /// A one-time code of this step of 30 seconds since 1970.
    Step(i64),
    /// A recovery code, by its hash.
    RecoveryCode(String),
}

/// A session to be begun, or to go on after signing in again.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub operator: u64,
    /// The hash of the password that was found to fit.
    pub password: &'a SecretString,
    /// The hash to keep in its place, where it was made with less effort than is made now.
    pub rehashed: Option<SecretString>,
    pub factor: UsedFactor,
    /// The hash of what the browser will hold.
    pub token: String,
    /// The session that goes on under this token; none: one begins.
    pub renews: Option<u64>,
    /// The hash by which the browser is known.
    pub browser: Option<String>,
    /// As the browser names itself.
    pub client: &'a str,
}

/// The time of an operator between signing in and out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub number: u64,
    pub began_at: Timestamp,
    /// When a password and a code were last given in it.
    pub signed_in_at: Timestamp,
    pub used_at: Timestamp,
    /// As the browser names itself.
    pub client: String,
    pub operator: Operator,
}

operations! {
    /// Uses up the second factor and begins the session, or lets it go on. Says whether it could: not where the factor was
    /// used before, or the operator's work or the password ended in the meantime.
    change fn begin_session(new: &NewSession<'_>, by: Authorship<'_>) -> bool = sessions::begin_session;

    /// The session with this token's hash, if nobody has ended it or its operator.
    read fn session(token: &str) -> Option<Session> = sessions::find;

    /// Notes that a session was used.
    change fn use_session(number: u64, at: Timestamp) -> () = sessions::touch;

    /// Sessions that nobody has ended and that were used since this time, of everybody or one operator, the latest first.
    read fn sessions(login: Option<&str>, since: Timestamp) -> Vec<Session> = sessions::list;

    /// Ends a session of this operator; says whether there was one that nobody had ended.
    change fn end_session(login: &str, number: u64, by: Authorship<'_>) -> bool = sessions::end;

    /// Ends all sessions of an operator; says how many nobody had ended.
    change fn end_sessions(login: &str, by: Authorship<'_>) -> u64 = sessions::end_all;

    /// The numbers of the operators who have signed in before in the browser that is known by this hash.
    read fn browser_operators(browser: &str) -> Vec<u64> = sessions::browser_operators;

    /// Removes sessions, and browsers in which an operator signed in, that were last used before this time.
    in_batches fn remove_sessions(before: Timestamp) -> u64 = sessions::remove;

    /// Removes invitations that can't be accepted any more.
    change fn remove_invitations(before: Timestamp) -> () = sessions::remove_invitations;
}
