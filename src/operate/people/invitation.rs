//! Invitations by link: for somebody new, and for whoever has lost the password or the second factor.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};

use super::second_factor::{TotpKey, recovery_codes};
use super::session::console;
use super::token::{Randomness, hash};
use super::{HashingFor, Login, PasswordHasher, PeopleRefusal, named, password, sound};
use crate::operate::OperateError;
use crate::operate::audited::{audited, record_refusal};
use crate::store::{
    AcceptedInvitation, ActKind, Authorship, Database, NewInvitation, NewOperator, Operator, Roles,
    StoreError, check_name,
};

/// An invitation can be accepted for so long.
pub const VALID: SignedDuration = SignedDuration::from_hours(72);

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
    /// The key that was shown, and a code by it: proof that it was taken over.
    pub second_factor: TotpKey,
    pub code: &'a str,
}

/// An operator who accepted an invitation, with the recovery codes, which are shown once.
#[derive(Debug)]
pub struct Enrolment {
    pub operator: Operator,
    pub recovery_codes: Vec<SecretString>,
    /// The secret by which the browser is known from now on.
    pub browser: SecretString,
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
            Err(PeopleRefusal::LoginTaken(invitation.login.to_string()).into())
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
        let operator = super::known(database, login).await?;
        let (invitation, kept) = made(Login::parse(&operator.login)?, random, by.at);
        if database.invite_operator(&operator.login, &kept, by).await? {
            Ok(invitation)
        } else {
            Err(PeopleRefusal::Ended(operator.login).into())
        }
    };
    audited(database, by, (ActKind::OperatorInvited, named(login)), invite).await
}

/// The operator whom an invitation is for that can still be accepted, by what its link ends with.
pub async fn invited(
    database: &Database,
    token: &str,
    now: Timestamp,
) -> Result<Option<Operator>, StoreError> {
    database.invited(&hash(token), now).await
}

/// Accepts an invitation, once: sets the password and the second factor, and ends the operator's sessions.
pub async fn accept(
    database: &Database,
    hasher: &PasswordHasher,
    acceptance: Acceptance<'_>,
    random: &Randomness,
    now: Timestamp,
) -> Result<Enrolment, OperateError> {
    let token = hash(acceptance.token);
    let operator = database.invited(&token, now).await?.ok_or(PeopleRefusal::InvitationGone)?;
    let by = console(&operator.login, "", now);
    password::check(acceptance.password, &operator.login).map_err(PeopleRefusal::Password)?;
    let step = acceptance.second_factor.step_of(acceptance.code, now);
    let step = step.ok_or(PeopleRefusal::WrongCode)?;
    let password = hasher.hash(acceptance.password, random.bytes("salt"), HashingFor::Known).await;
    let (recovery_codes, kept_codes) = recovery_codes(random);
    let browser = random.token("browser");
    let accepted = AcceptedInvitation {
        token,
        password: password.map_err(|_| PeopleRefusal::Busy)?,
        second_factor: (acceptance.second_factor.into_kept(), step),
        recovery_codes: kept_codes,
        browser: hash(browser.expose_secret()),
    };
    if !database.accept_invitation(&accepted, by).await? {
        let act = (ActKind::InvitationAccepted, &operator.login);
        record_refusal(database, by, act, "invitation-gone").await;
        return Err(PeopleRefusal::InvitationGone.into());
    }
    Ok(Enrolment { operator, recovery_codes, browser })
}
