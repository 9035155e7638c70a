//! Signing in: a login, a password and a second factor, looked at together, so that nobody learns which one was wrong.

use std::net::IpAddr;

use jiff::Timestamp;
use metrics::counter;
use secrecy::{ExposeSecret as _, SecretString};

use super::password::is_outdated;
use super::second_factor::{TotpKey, recovery_hash};
use super::session::{client, console};
use super::throttle::{SignInThrottle, SigningIn};
use super::token::{Randomness, hash};
use super::{HashingFor, Login, PasswordHasher};
use crate::store::{
    Act, ActKind, Credentials, Database, NewSession, Session, StoreError, UsedFactor,
};

/// Stands for whoever can't be named: what was typed in place of a login may be a password.
const NOBODY: &str = "-";

/// An attempt to sign in, as it came from a browser.
pub struct Attempt<'a> {
    pub login: &'a str,
    pub password: &'a SecretString,
    /// A one-time code or a recovery code.
    pub code: &'a str,
    /// The network that it comes from.
    pub network: IpAddr,
    /// The secret by which the browser is known, if it has one.
    pub browser: Option<&'a str>,
    /// As the browser names itself.
    pub client: &'a str,
}

/// A session that was begun, or goes on.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's secret, which the browser holds from now on; one of before is worth nothing.
    pub token: SecretString,
    /// The secret by which the browser is known from now on, unless it is known already.
    pub browser: Option<SecretString>,
}

/// The reason why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// The login, the password or the code is wrong; which of them is not said.
    #[error("the login, the password or the code is wrong")]
    Wrong,
    /// There were too many failures. Another hour, a browser that is known or an invitation helps.
    #[error("too many sign-ins have failed")]
    Throttled,
    /// Too many sign in at this moment.
    #[error("too many sign in at this moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs operators in, within what a stranger may make the server spend.
#[derive(Debug, Default)]
pub struct SignIns {
    pub hasher: PasswordHasher,
    throttle: SignInThrottle,
}

/// The outcome of an attempt, and its reason.
enum Found<'c> {
    Fits(&'c Credentials, &'c SecretString, UsedFactor),
    /// The rule, for the audit.
    Not(&'static str),
}

impl SignIns {
    /// Signs in on a browser: begins a session.
    pub async fn sign_in(
        &self,
        database: &Database,
        attempt: &Attempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        counted(self.begin(database, attempt, random, now).await)
    }

    /// Signs in again within a session, which goes on under another token. The attempt's login is not looked at.
    pub async fn sign_in_again(
        &self,
        database: &Database,
        session: &Session,
        attempt: &Attempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let who = SigningIn::Known(format!("session {}", session.number));
        let attempt = Attempt { login: &session.operator.login, ..*attempt };
        let credentials = database.credentials(attempt.login).await?;
        let renews = Some(session.number);
        counted(self.decide(database, (&who, credentials, renews), &attempt, random, now).await)
    }

    async fn begin(
        &self,
        database: &Database,
        attempt: &Attempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let login = Login::parse(attempt.login).ok();
        let credentials = match &login {
            Some(login) => database.credentials(login.as_str()).await?,
            None => None,
        };
        let browser = attempt.browser.map(hash);
        // Looked up for nobody as well, which takes as long.
        let operator = credentials.as_ref().map_or(0, |credentials| credentials.operator);
        let known = match &browser {
            Some(browser) => database.is_known_browser(operator, browser).await?,
            None => false,
        };
        let who = match browser {
            Some(browser) if known => SigningIn::Known(browser),
            _ => SigningIn::Stranger {
                network: attempt.network,
                login: login.map(|login| login.to_string()).unwrap_or_default(),
            },
        };
        self.decide(database, (&who, credentials, None), attempt, random, now).await
    }

    async fn decide(
        &self,
        database: &Database,
        (who, credentials, renews): (&SigningIn, Option<Credentials>, Option<u64>),
        attempt: &Attempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        if !self.throttle.admits(who, now) {
            return Err(SignInRefusal::Throttled);
        }
        let whose = match who {
            SigningIn::Known(_) => HashingFor::Known,
            SigningIn::Stranger { .. } => HashingFor::Stranger,
        };
        let secrets = credentials.as_ref().and_then(|credentials| credentials.secrets.as_ref());
        let fits =
            self.hasher.fits(attempt.password, secrets.map(|(password, _)| password), whose).await;
        let Ok(fits) = fits else {
            self.throttle.succeeded(who);
            return Err(SignInRefusal::Busy);
        };
        let refused = match found(credentials.as_ref(), fits, attempt.code, now) {
            Found::Not(rule) => rule,
            Found::Fits(credentials, password, factor) => {
                let token = random.token("session");
                let browser = match who {
                    SigningIn::Known(_) => None,
                    SigningIn::Stranger { .. } => Some(random.token("browser")),
                };
                let new = NewSession {
                    operator: credentials.operator,
                    password,
                    rehashed: self.rehashed(attempt, password, random, whose).await,
                    factor,
                    token: hash(token.expose_secret()),
                    renews,
                    browser: kept_browser(who, browser.as_ref(), renews),
                    client: &client(attempt.client),
                };
                let by = console(&credentials.login, "", now);
                if database.begin_session(&new, by).await? {
                    self.throttle.succeeded(who);
                    return Ok(SignedIn { token, browser });
                }
                "code-used"
            }
        };
        let login = credentials.as_ref().map_or("", |credentials| &credentials.login);
        let by = console(if login.is_empty() { NOBODY } else { login }, "", now);
        database.record_act(&Act::refused(by, ActKind::SignInFailed, login, refused)).await?;
        Err(SignInRefusal::Wrong)
    }

    /// The hash to keep, where the one that is kept was made with less effort than is made now.
    async fn rehashed(
        &self,
        attempt: &Attempt<'_>,
        password: &SecretString,
        random: &Randomness,
        whose: HashingFor,
    ) -> Option<SecretString> {
        if !is_outdated(password) {
            return None;
        }
        // The next sign-in does it where there is no room now.
        self.hasher.hash(attempt.password, random.bytes("salt"), whose).await.ok()
    }
}

/// The hash by which the browser is known from now on.
fn kept_browser(
    who: &SigningIn,
    new: Option<&SecretString>,
    renews: Option<u64>,
) -> Option<String> {
    match who {
        SigningIn::Known(browser) => renews.is_none().then(|| browser.clone()),
        SigningIn::Stranger { .. } => new.map(|token| hash(token.expose_secret())),
    }
}

/// Whether the second factor fits as well, of somebody whose password was looked at.
fn found<'c>(
    credentials: Option<&'c Credentials>,
    password_fits: bool,
    code: &str,
    now: Timestamp,
) -> Found<'c> {
    let Some(credentials) = credentials else { return Found::Not("unknown-login") };
    if credentials.ended {
        return Found::Not("ended");
    }
    let Some((password, key)) = &credentials.secrets else { return Found::Not("not-accepted") };
    if !password_fits {
        return Found::Not("password");
    }
    let letters = code.chars().filter(|char| char.is_alphanumeric()).count();
    let factor = match TotpKey::kept(key.clone()).step_of(code, now) {
        Some(step) => UsedFactor::Step(step),
        None if letters > 6 => UsedFactor::RecoveryCode(recovery_hash(code)),
        None => return Found::Not("code"),
    };
    Found::Fits(credentials, password, factor)
}

fn counted(outcome: Result<SignedIn, SignInRefusal>) -> Result<SignedIn, SignInRefusal> {
    let name = match &outcome {
        Ok(_) => "signed-in",
        Err(SignInRefusal::Wrong) => "wrong",
        Err(SignInRefusal::Throttled) => "throttled",
        Err(SignInRefusal::Busy) => "busy",
        Err(SignInRefusal::Store(_)) => "failed",
    };
    counter!("sila_sign_ins_total", "outcome" => name).increment(1);
    outcome
}
