//! Signing in: a login, a password and a second factor, looked at together, so that nobody learns which one was wrong.

use std::net::IpAddr;

use jiff::Timestamp;
use metrics::counter;
use secrecy::{ExposeSecret as _, SecretString};

use super::password::{HasherBusy, is_outdated};
use super::second_factor::{TotpKey, recovery_code};
use super::session::{client, console};
use super::throttle::{SignInThrottle, SigningIn};
use super::token::{Randomness, hash};
use super::{Login, PasswordHasher};
use crate::keys::OperatorKey;
use crate::operate::audited::record_refusal;
use crate::store::{
    ActKind, CredentialSecrets, Credentials, Database, NewSession, Session, StoreError, UsedFactor,
};

/// The author of a sign-in that failed: nobody has shown to be the operator.
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
    /// There were too many failures. Another hour, a known browser or an invitation helps.
    #[error("too many sign-ins have failed")]
    Throttled,
    /// Too many sign in at this moment.
    #[error("too many sign in at this moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs operators in, within what a stranger may make the server spend.
#[derive(Debug)]
pub struct SignIns {
    pub hasher: PasswordHasher,
    pub(super) key: OperatorKey,
    throttle: SignInThrottle,
}

/// An attempt with what the store has of its operator.
struct OpenAttempt<'a> {
    who: SigningIn,
    credentials: Option<Credentials>,
    /// The hash of the browser's token, where any operator has signed in with it before.
    browser: Option<String>,
    attempt: &'a Attempt<'a>,
}

impl OpenAttempt<'_> {
    fn secrets(&self) -> Option<&CredentialSecrets> {
        self.credentials.as_ref()?.secrets.as_ref()
    }
}

impl SignIns {
    /// With the key that operators' one-time codes are made with.
    pub fn new(key: OperatorKey) -> Self {
        Self { hasher: PasswordHasher::default(), key, throttle: SignInThrottle::default() }
    }

    /// Signs in on a browser: begins a session.
    pub async fn sign_in(
        &self,
        database: &Database,
        attempt: &Attempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let login = Login::parse(attempt.login).ok().map(|login| login.to_string());
        let done = async {
            let credentials = match &login {
                Some(login) => database.credentials(login).await?,
                None => None,
            };
            let token = attempt.browser.map(hash);
            let operators = match &token {
                Some(token) => database.browser_operators(token).await?,
                None => Vec::new(),
            };
            let browser = token.filter(|_| !operators.is_empty());
            let operator = credentials.as_ref().map(|credentials| credentials.operator);
            let operator = operator.filter(|operator| operators.contains(operator));
            let who = match (operator, &browser) {
                (Some(operator), Some(token)) => {
                    SigningIn::Browser { operator, token: token.clone() }
                }
                _ => SigningIn::Stranger {
                    network: attempt.network,
                    login: login.unwrap_or_default(),
                },
            };
            let open = OpenAttempt { who, credentials, browser, attempt };
            self.decide(database, &open, random, now).await
        };
        counted(done.await)
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
        let done = async {
            let credentials = database.credentials(&session.operator.login).await?;
            let who = SigningIn::Session(session.number);
            let open = OpenAttempt { who, credentials, browser: None, attempt };
            self.decide(database, &open, random, now).await
        };
        counted(done.await)
    }

    async fn decide(
        &self,
        database: &Database,
        open: &OpenAttempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        if !self.throttle.admits(&open.who, now) {
            return Err(SignInRefusal::Throttled);
        }
        let done = self.compare(database, open, random, now).await;
        if !matches!(done, Err(SignInRefusal::Wrong)) {
            self.throttle.take_back(&open.who, now);
        }
        done
    }

    /// Compares the secrets, and begins the session where they fit. Whatever is wrong takes as long.
    async fn compare(
        &self,
        database: &Database,
        open: &OpenAttempt<'_>,
        random: &Randomness,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let password = open.secrets().map(|secrets| &secrets.password);
        let fits = self.hasher.fits(open.attempt.password, password, open.who.hashing_for()).await;
        let fits = fits.map_err(|HasherBusy| SignInRefusal::Busy)?;
        let Some(credentials) = &open.credentials else { return Err(SignInRefusal::Wrong) };
        let rule = match self.found(credentials, fits, open.attempt.code, now) {
            Err(rule) => rule,
            Ok((secrets, factor)) => {
                let begun = self.begin(database, open, (credentials, secrets, factor), random, now);
                match begun.await? {
                    Some(signed_in) => return Ok(signed_in),
                    // Something of it was used, changed or ended in the meantime.
                    None => "overtaken",
                }
            }
        };
        self.record_failure(database, &open.who, (&credentials.login, rule), now);
        Err(SignInRefusal::Wrong)
    }

    /// The second factor that fits as well, of somebody whose password was compared; or the rule that is broken.
    fn found<'c>(
        &self,
        credentials: &'c Credentials,
        password_fits: bool,
        code: &str,
        now: Timestamp,
    ) -> Result<(&'c CredentialSecrets, UsedFactor), &'static str> {
        if credentials.ended {
            return Err("ended");
        }
        let secrets = credentials.secrets.as_ref().ok_or("not-accepted")?;
        let key = TotpKey::of(&self.key, &credentials.login, &secrets.nonce);
        let factor = match key.step_of(code, now) {
            Some(step) if step > secrets.last_step => Ok(UsedFactor::Step(step)),
            Some(_) => Err("code-used"),
            None => recovery_code(code, &secrets.recovery_codes)
                .map(|code| UsedFactor::RecoveryCode(code.to_owned()))
                .ok_or("code"),
        };
        // Last, so that the time does not tell whether the password fits.
        if password_fits { factor.map(|factor| (secrets, factor)) } else { Err("password") }
    }

    /// Begins the session, or lets it go on; none where the store does not.
    async fn begin(
        &self,
        database: &Database,
        open: &OpenAttempt<'_>,
        (credentials, secrets, factor): (&Credentials, &CredentialSecrets, UsedFactor),
        random: &Randomness,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let token = random.token("session");
        let (renews, new_browser) = match (&open.who, &open.browser) {
            (SigningIn::Session(number), _) => (Some(*number), None),
            (_, Some(_)) => (None, None),
            (_, None) => (None, Some(random.token("browser"))),
        };
        let new_token = new_browser.as_ref().map(|token| hash(token.expose_secret()));
        let new = NewSession {
            operator: credentials.operator,
            password: &secrets.password,
            rehashed: self.rehashed(open, &secrets.password, random).await,
            factor,
            token: hash(token.expose_secret()),
            renews,
            browser: open.browser.clone().or(new_token),
            client: &client(open.attempt.client),
        };
        let begun = database.begin_session(&new, console(&credentials.login, "", now)).await?;
        Ok(begun.then_some(SignedIn { token, browser: new_browser }))
    }

    /// The hash to keep, where the one that is kept was made with less effort than is made now.
    async fn rehashed(
        &self,
        open: &OpenAttempt<'_>,
        password: &SecretString,
        random: &Randomness,
    ) -> Option<SecretString> {
        if !is_outdated(password) {
            return None;
        }
        let hash =
            self.hasher.hash(open.attempt.password, random.bytes("salt"), open.who.hashing_for());
        // The next sign-in does it where there is no room now.
        hash.await.ok()
    }

    /// Writes a failure down, the first of its kind at the login in an hour, beside the answer: it takes as long for a login
    /// that is nobody's.
    fn record_failure(
        &self,
        database: &Database,
        who: &SigningIn,
        (login, rule): (&str, &'static str),
        now: Timestamp,
    ) {
        let author = if matches!(who, SigningIn::Session(_)) { login } else { NOBODY }.to_owned();
        if !self.throttle.is_first(&author, (login, rule), now) {
            return;
        }
        let (database, login) = (database.clone(), login.to_owned());
        tokio::spawn(async move {
            let by = console(&author, "", now);
            record_refusal(&database, by, (ActKind::SignInFailed, &login), rule).await;
        });
    }
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
