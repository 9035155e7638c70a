//! Invitations by link: for somebody new, and for whoever has lost the password or the second factor.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};

use super::password::{self, HashingFor};
use super::second_factor::{TotpKey, nonce, recovery_codes};
use super::session::console;
use super::token::{Randomness, hash};
use super::{Login, OperatorRefusal, SignIns, find, named, sound};
use crate::operate::OperateError;
use crate::operate::audited::audited;
use crate::store::{
    AcceptedInvitation, ActKind, Authorship, Database, NewInvitation, NewOperator, Operator, Roles,
    StoreError, check_name,
};

/// An invitation can be accepted for so long.
const VALID: SignedDuration = SignedDuration::from_hours(72);

/// A link that was made; its token is kept nowhere.
#[derive(Debug)]
pub struct Invitation {
    pub login: Login,
    /// The secret end of the link.
    pub token: SecretString,
    pub expires_at: Timestamp,
}

/// The choices of an operator who accepts an invitation.
pub struct Acceptance<'a> {
    /// The secret end of the link.
    pub token: &'a str,
    pub password: &'a SecretString,
    /// A code by the key that was shown: proof that it was taken over.
    pub code: &'a str,
    /// The secret by which the browser is known, if it has one.
    pub browser: Option<&'a str>,
}

/// An operator whom an invitation is for, with the key of the one-time codes that comes with it.
#[derive(Debug)]
pub struct Invited {
    pub operator: Operator,
    pub second_factor: TotpKey,
}

/// An invitation that was accepted, with the recovery codes, which are shown once.
#[derive(Debug)]
pub struct Enrolment {
    pub login: String,
    pub recovery_codes: Vec<SecretString>,
    /// The secret by which the browser is known from now on, unless another operator has signed in there before.
    pub browser: Option<SecretString>,
}

fn made(login: Login, random: &Randomness, now: Timestamp) -> (Invitation, NewInvitation) {
    let token = random.token("invitation");
    let expires_at = now.saturating_add(VALID).unwrap_or(now);
    let kept = NewInvitation { token: hash(token.expose_secret()), expires_at };
    (Invitation { login, token, expires_at }, kept)
}

/// Adds an operator, who can sign in once the invitation is accepted.
pub async fn add(
    database: &Database,
    (login, name, roles): (&str, &str, &Roles),
    random: &Randomness,
    by: Authorship<'_>,
) -> Result<Invitation, OperateError> {
    let id = named(login);
    let add = async {
        let login = Login::parse(login)?;
        check_name(name)?;
        sound(roles)?;
        let (invitation, kept) = made(login, random, by.at);
        let new = NewOperator { login: invitation.login.as_str(), name, roles };
        if database.add_operator(&new, &kept, by).await? {
            Ok(invitation)
        } else {
            Err(OperatorRefusal::LoginTaken(invitation.login.to_string()).into())
        }
    };
    audited(database, by, (ActKind::OperatorAdded, id), add).await
}

/// Invites an operator anew. What the operator signs in with holds until the invitation is accepted.
pub async fn invite(
    database: &Database,
    login: &str,
    random: &Randomness,
    by: Authorship<'_>,
) -> Result<Invitation, OperateError> {
    let invite = async {
        let operator = find(database, login).await?;
        let (invitation, kept) = made(Login::parse(&operator.login)?, random, by.at);
        if database.invite_operator(&operator.login, &kept, by).await? {
            Ok(invitation)
        } else {
            Err(OperatorRefusal::Ended(operator.login).into())
        }
    };
    audited(database, by, (ActKind::OperatorInvited, named(login)), invite).await
}

/// The operator whom an invitation is for that can still be accepted, by what its link ends with.
pub async fn invited(
    database: &Database,
    sign_ins: &SignIns,
    token: &str,
    now: Timestamp,
) -> Result<Option<Invited>, StoreError> {
    let found = database.invited(&hash(token), now).await?;
    Ok(found.map(|operator| {
        let second_factor = TotpKey::of(&sign_ins.key, &operator.login, &nonce(token));
        Invited { operator, second_factor }
    }))
}

/// Accepts an invitation, once: sets the password and the second factor, and ends the operator's sessions.
pub async fn accept(
    database: &Database,
    sign_ins: &SignIns,
    acceptance: Acceptance<'_>,
    random: &Randomness,
    now: Timestamp,
) -> Result<Enrolment, OperateError> {
    let invited = invited(database, sign_ins, acceptance.token, now).await?;
    let Invited { operator, second_factor } = invited.ok_or(OperatorRefusal::InvitationGone)?;
    password::check(acceptance.password, &operator.login).map_err(OperatorRefusal::Password)?;
    let step = second_factor.step_of(acceptance.code, now).ok_or(OperatorRefusal::WrongCode)?;
    let salt = random.bytes("salt");
    let password = sign_ins.hasher.hash(acceptance.password, salt, HashingFor::Operator).await;
    let (recovery_codes, kept_codes) = recovery_codes(random);
    let (browser, kept_browser) = browser(database, &acceptance, operator.number, random).await?;
    let accepted = AcceptedInvitation {
        token: hash(acceptance.token),
        password: password.map_err(|_| OperatorRefusal::Busy)?,
        nonce: nonce(acceptance.token),
        step,
        recovery_codes: kept_codes,
        browser: kept_browser,
    };
    let login = operator.login;
    let by = console(&login, "", now);
    let accept = async {
        let is_accepted = database.accept_invitation(&accepted, by).await?;
        if is_accepted { Ok(()) } else { Err(OperatorRefusal::InvitationGone.into()) }
    };
    audited(database, by, (ActKind::InvitationAccepted, &login), accept).await?;
    Ok(Enrolment { login, recovery_codes, browser })
}

/// The secret by which the browser is known from now on, if it needs another, and the hash to keep. One that another
/// operator is known by stays; one of the same operator does not, for somebody else may have it.
async fn browser(
    database: &Database,
    acceptance: &Acceptance<'_>,
    operator: u64,
    random: &Randomness,
) -> Result<(Option<SecretString>, String), StoreError> {
    if let Some(token) = acceptance.browser.map(hash) {
        let operators = database.browser_operators(&token).await?;
        if operators.iter().any(|other| *other != operator) {
            return Ok((None, token));
        }
    }
    let new = random.token("browser");
    let kept = hash(new.expose_secret());
    Ok((Some(new), kept))
}
