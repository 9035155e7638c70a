//! Operators as stories: invited, signed in, signed in again, stopped and ended.

mod failures;
mod guesses;
mod invitations;
mod sessions;
mod story;

use std::net::IpAddr;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sila::keys::OperatorKey;
use sila::operate::OperateError;
use sila::operate::operators::{
    self, Acceptance, Attempt, Enrolment, Invitation, OperatorRefusal, Randomness, SignInRefusal,
    SignIns, SignedIn, TotpKey,
};
use sila::store::{ActKind, AuditQuery, Database, Roles, Session};

use super::{TestStore, minute};
use crate::one_time_codes::one_time_code;
use crate::store::by;
use crate::wait::eventually;

const PASSWORD: &str = "البحر هادئ هذا المساء";
const ANOTHER_PASSWORD: &str = "a calm evening by the sea";
const OFFICE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

fn roles(text: &str) -> Roles {
    Roles::parse(text).unwrap()
}

/// A server's key, another for each letter.
fn operator_key(letter: &str) -> OperatorKey {
    let key = letter.repeat(44).into();
    OperatorKey::configured_or_kept_in(Some(&key), "/nowhere".into(), [0; 32]).unwrap()
}

fn refusal<T: std::fmt::Debug>(done: Result<T, OperateError>) -> OperatorRefusal {
    match done {
        Err(OperateError::Operator(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_wrong(done: &Result<SignedIn, SignInRefusal>) {
    assert!(matches!(done, Err(SignInRefusal::Wrong)), "{done:?}");
}

#[track_caller]
fn assert_throttled(done: &Result<SignedIn, SignInRefusal>) {
    assert!(matches!(done, Err(SignInRefusal::Throttled)), "{done:?}");
}

/// Where an attempt comes from: a network, and a browser by its secret.
#[derive(Clone, Copy)]
struct Peer<'a> {
    network: &'a str,
    browser: Option<&'a str>,
}

const STRANGER: Peer<'_> = Peer { network: ELSEWHERE, browser: None };

fn at_office(browser: &SecretString) -> Peer<'_> {
    Peer { network: OFFICE, browser: Some(browser.expose_secret()) }
}

/// Somebody who has accepted an invitation.
#[derive(Debug)]
struct Enrolled {
    login: String,
    password: &'static str,
    key: TotpKey,
    recovery_codes: Vec<SecretString>,
    /// The new secret of the browser.
    browser: Option<SecretString>,
}

impl Enrolled {
    /// The code that the telephone shows.
    fn code(&self, now: Timestamp) -> String {
        one_time_code(&self.key, now)
    }

    fn browser(&self) -> &SecretString {
        self.browser.as_ref().unwrap()
    }
}

/// A store and a server's sign-ins.
struct Desk {
    store: TestStore,
    sign_ins: SignIns,
    drawn: AtomicU8,
}

impl Desk {
    async fn new() -> Self {
        Self::with(TestStore::new().await)
    }

    fn with(store: TestStore) -> Self {
        Self { store, sign_ins: SignIns::new(operator_key("A")), drawn: AtomicU8::new(0) }
    }

    fn database(&self) -> &Database {
        &self.store.database
    }

    /// Other random bytes each time.
    fn random(&self) -> Randomness {
        Randomness::new([self.drawn.fetch_add(1, Ordering::Relaxed); 32])
    }

    async fn added(&self, login: &str, granted: &str) -> Invitation {
        let new = (login, "هدى", &roles(granted));
        let signed = by("Sami", minute(-60));
        operators::add(self.database(), new, &self.random(), signed).await.unwrap()
    }

    async fn invited_again(&self, login: &str, at: i64) -> Invitation {
        let signed = by("Sami", minute(at));
        operators::invite(self.database(), login, &self.random(), signed).await.unwrap()
    }

    /// The key that comes with an invitation.
    async fn key(&self, invitation: &Invitation, now: Timestamp) -> Option<TotpKey> {
        let token = invitation.token.expose_secret();
        let invited = operators::invited(self.database(), &self.sign_ins, token, now).await;
        invited.unwrap().map(|invited| invited.second_factor)
    }

    async fn accept(
        &self,
        invitation: &Invitation,
        (password, code): (&str, &str),
        browser: Option<&str>,
        now: Timestamp,
    ) -> Result<Enrolment, OperateError> {
        let token = invitation.token.expose_secret();
        let acceptance = Acceptance { token, password: &password.into(), code, browser };
        operators::accept(self.database(), &self.sign_ins, acceptance, &self.random(), now).await
    }

    async fn enrolled(
        &self,
        invitation: &Invitation,
        password: &'static str,
        browser: Option<&str>,
        now: Timestamp,
    ) -> Enrolled {
        let key = self.key(invitation, now).await.unwrap();
        let code = one_time_code(&key, now);
        let done = self.accept(invitation, (password, &code), browser, now).await.unwrap();
        let Enrolment { login, recovery_codes, browser } = done;
        Enrolled { login, password, key, recovery_codes, browser }
    }

    /// Somebody who works here, an hour before everything else.
    async fn joined(&self, login: &str, granted: &str) -> Enrolled {
        let invitation = self.added(login, granted).await;
        self.enrolled(&invitation, PASSWORD, None, minute(-60)).await
    }

    async fn sign_in(
        &self,
        (login, password, code): (&str, &str, &str),
        from: Peer<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        self.sign_in_at(self.database(), (login, password, code), from, now).await
    }

    async fn sign_in_at(
        &self,
        database: &Database,
        (login, password, code): (&str, &str, &str),
        from: Peer<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let attempt = Attempt {
            login,
            password: &password.into(),
            code,
            network: from.network.parse::<IpAddr>().unwrap(),
            browser: from.browser,
            client: "Firefox",
        };
        self.sign_ins.sign_in(database, &attempt, &self.random(), now).await
    }

    /// Signs somebody in with what is right.
    async fn enter(
        &self,
        who: &Enrolled,
        from: Peer<'_>,
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        self.sign_in((&who.login, who.password, &who.code(now)), from, now).await
    }

    async fn sign_in_again(
        &self,
        session: &Session,
        (password, code): (&str, &str),
        now: Timestamp,
    ) -> Result<SignedIn, SignInRefusal> {
        let attempt = Attempt {
            login: "",
            password: &password.into(),
            code,
            network: OFFICE.parse().unwrap(),
            browser: None,
            client: "",
        };
        let (database, random) = (self.database(), self.random());
        self.sign_ins.sign_in_again(database, session, &attempt, &random, now).await
    }

    async fn session(&self, signed_in: &SignedIn, now: Timestamp) -> Option<Session> {
        let token = signed_in.token.expose_secret();
        operators::session(self.database(), token, now).await.unwrap()
    }

    async fn change_password(
        &self,
        session: &Session,
        new: &str,
        now: Timestamp,
    ) -> Result<(), OperateError> {
        let (new, random) = (new.into(), self.random());
        let new = (&new, &random);
        operators::change_password(self.database(), &self.sign_ins, session, new, now).await
    }

    /// The failed sign-ins in the audit as `author login rule`, by the alphabet, once so many are written down.
    async fn failures(&self, count: usize) -> Vec<String> {
        let kinds = vec![ActKind::SignInFailed];
        let query = AuditQuery { kinds, ..AuditQuery::newest(500) };
        eventually("failures in the audit", async || {
            let entries = self.database().acts(&query).await.unwrap();
            let told = entries.iter().map(|entry| {
                let act = &entry.act;
                format!("{} {} {}", act.author, act.id, act.refused.as_deref().unwrap_or_default())
            });
            let mut told: Vec<_> = told.collect();
            told.sort();
            (told.len() >= count).then_some(told)
        })
        .await
    }
}
