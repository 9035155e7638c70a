//! Operators, invitations and sessions: each token, code and login counts once, also for those who come at the same time.

use secrecy::SecretString;
use sila::store::{
    AcceptedInvitation, ActKind, AuditQuery, Authorship, Database, NewInvitation, NewOperator,
    NewSession, OperatorChange, RetentionOptions, Roles, UsedFactor, Via,
};
use tokio::task::JoinSet;

use super::super::{by, second};
use super::retention::days_after;

const AT_ONCE: usize = 8;

fn roles(text: &str) -> Roles {
    Roles::parse(text).unwrap()
}

fn console(login: &str, at: i64) -> Authorship<'_> {
    Authorship { author: login, via: Via::Console, uid: None, reason: "", at: second(at) }
}

fn invitation(token: &str, until: i64) -> NewInvitation {
    NewInvitation { token: token.to_owned(), expires_at: second(until) }
}

async fn added(store: &Database, login: &str, granted: &str) -> bool {
    let roles = roles(granted);
    let new = NewOperator { login, name: "هدى", roles: &roles };
    let invitation = invitation(&format!("invitation of {login}"), 1000);
    store.add_operator(&new, &invitation, by("Sami", second(10))).await.unwrap()
}

fn accepted(login: &str) -> AcceptedInvitation {
    AcceptedInvitation {
        token: format!("invitation of {login}"),
        password: "a hash".into(),
        nonce: vec![7; 16],
        step: 5,
        recovery_codes: vec!["one".to_owned(), "two".to_owned()],
        browser: format!("browser of {login}"),
    }
}

/// An operator who has accepted an invitation; gives the number.
async fn joined(store: &Database, login: &str) -> u64 {
    assert!(added(store, login, "editor/1 publisher").await);
    assert!(store.accept_invitation(&accepted(login), console(login, 20)).await.unwrap());
    store.operator(login).await.unwrap().unwrap().number
}

async fn begun(store: &Database, operator: u64, factor: UsedFactor, token: &str, at: i64) -> bool {
    let password = SecretString::from("a hash");
    let new = NewSession {
        operator,
        password: &password,
        rehashed: None,
        factor,
        token: token.to_owned(),
        renews: None,
        browser: Some("another browser".to_owned()),
        client: "Firefox",
    };
    store.begin_session(&new, console("huda", at)).await.unwrap()
}

async fn acts(store: &Database) -> Vec<String> {
    let entries = store.acts(&AuditQuery::newest(500)).await.unwrap();
    let told = entries.iter().rev().map(|entry| {
        let act = &entry.act;
        format!("{} {} {}", act.kind.name(), act.id, act.author)
    });
    told.collect()
}

pub async fn an_operator_comes_back_as_added(store: &Database) {
    assert_eq!(store.operators().await.unwrap(), []);
    assert!(added(store, "huda", "answerer editor/1").await);
    let operator = store.operator("huda").await.unwrap().unwrap();
    assert_eq!((&*operator.login, &*operator.name), ("huda", "هدى"));
    assert_eq!(operator.roles, roles("editor/1 answerer"));
    assert_eq!((operator.created_at, operator.ended_at), (second(10), None));
    assert_eq!(operator.invited_until, Some(second(1000)));
    assert!(!operator.has_password && operator.is_active());
    assert_eq!(store.operators().await.unwrap(), [operator]);
    assert_eq!(store.operator("sami").await.unwrap(), None);
    let credentials = store.credentials("huda").await.unwrap().unwrap();
    assert!(credentials.secrets.is_none());
    assert_eq!(acts(store).await, ["operator-added huda Sami", "operator-invited huda Sami"]);
}

pub async fn a_login_is_given_once_however_many_ask_for_it_at_once(store: &Database) {
    let all = (0..AT_ONCE).map(|number| {
        let store = store.clone();
        async move {
            let roles = roles("reader");
            let new = NewOperator { login: "huda", name: "Huda", roles: &roles };
            let invitation = invitation(&number.to_string(), 1000);
            store.add_operator(&new, &invitation, by("Sami", second(10))).await.unwrap()
        }
    });
    let done = all.into_iter().collect::<JoinSet<_>>().join_all().await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert_eq!(acts(store).await.len(), 2);
}

pub async fn an_invitation_is_accepted_once_however_many_try_at_once(store: &Database) {
    assert!(added(store, "huda", "reader").await);
    assert!(store.invited("invitation of huda", second(1000)).await.unwrap().is_none());
    assert!(store.invited("invitation of huda", second(999)).await.unwrap().is_some());
    let all = (0..AT_ONCE).map(|number| {
        let store = store.clone();
        async move {
            let accepted = AcceptedInvitation { browser: number.to_string(), ..accepted("huda") };
            store.accept_invitation(&accepted, console("huda", 20)).await.unwrap()
        }
    });
    let done = all.into_iter().collect::<JoinSet<_>>().join_all().await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert!(store.invited("invitation of huda", second(20)).await.unwrap().is_none());
    let operator = store.operator("huda").await.unwrap().unwrap();
    assert!(operator.has_password);
    assert_eq!((operator.invited_until, operator.recovery_codes), (None, 2));
    assert_eq!(acts(store).await[2..], ["invitation-accepted huda huda"]);
}

pub async fn an_invitation_too_old_or_replaced_is_not_accepted(store: &Database) {
    assert!(added(store, "huda", "reader").await);
    let late = store.accept_invitation(&accepted("huda"), console("huda", 1000)).await;
    assert!(!late.unwrap());
    let anew = invitation("another", 2000);
    assert!(store.invite_operator("huda", &anew, by("Sami", second(30))).await.unwrap());
    let replaced = store.accept_invitation(&accepted("huda"), console("huda", 40)).await;
    assert!(!replaced.unwrap());
    assert!(!store.invite_operator("nobody", &anew, by("Sami", second(30))).await.unwrap());
    let other = AcceptedInvitation { token: "another".to_owned(), ..accepted("huda") };
    assert!(store.accept_invitation(&other, console("huda", 1500)).await.unwrap());
}

pub async fn a_one_time_code_counts_once_however_many_use_it_at_once(store: &Database) {
    let operator = joined(store, "huda").await;
    // The code that proved the second factor is used up.
    assert!(!begun(store, operator, UsedFactor::Step(5), "early", 25).await);
    let all = (0..AT_ONCE).map(|number| {
        let store = store.clone();
        async move { begun(&store, operator, UsedFactor::Step(6), &number.to_string(), 30).await }
    });
    let done = all.into_iter().collect::<JoinSet<_>>().join_all().await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert!(!begun(store, operator, UsedFactor::Step(6), "again", 31).await);
    assert!(begun(store, operator, UsedFactor::Step(7), "later", 32).await);
    assert!(!begun(store, operator, UsedFactor::Step(6), "earlier", 33).await);
}

pub async fn a_recovery_code_counts_once_however_many_use_it_at_once(store: &Database) {
    let operator = joined(store, "huda").await;
    let code = || UsedFactor::RecoveryCode("one".to_owned());
    let all = (0..AT_ONCE).map(|number| {
        let store = store.clone();
        async move { begun(&store, operator, code(), &number.to_string(), 30).await }
    });
    let done = all.into_iter().collect::<JoinSet<_>>().join_all().await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert!(!begun(store, operator, code(), "again", 31).await);
    let unknown = UsedFactor::RecoveryCode("three".to_owned());
    assert!(!begun(store, operator, unknown, "unknown", 31).await);
    assert_eq!(store.operator("huda").await.unwrap().unwrap().recovery_codes, 1);
    assert_eq!(acts(store).await[3..], ["recovery-code-used huda huda", "signed-in huda huda"]);
}

pub async fn a_session_is_found_by_its_token_until_it_ends(store: &Database) {
    let operator = joined(store, "huda").await;
    for step in 6..9 {
        assert!(begun(store, operator, UsedFactor::Step(step), &step.to_string(), 10 * step).await);
    }
    let sami = joined(store, "sami").await;
    assert!(begun(store, sami, UsedFactor::Step(6), "of Sami", 60).await);
    let both = store.browser_operators("another browser").await.unwrap();
    assert_eq!(both, [operator, sami], "each has signed in there");
    assert_eq!(store.browser_operators("browser of sami").await.unwrap(), [sami]);
    assert_eq!(store.browser_operators("made up").await.unwrap(), [] as [u64; 0]);
    let session = store.session("6").await.unwrap().unwrap();
    assert_eq!((session.began_at, session.used_at), (second(60), second(60)));
    assert_eq!((&*session.client, &*session.operator.login), ("Firefox", "huda"));
    store.use_session(session.number, second(70)).await.unwrap();
    store.use_session(session.number, second(65)).await.unwrap();
    assert_eq!(store.session("6").await.unwrap().unwrap().used_at, second(70));
    assert_eq!(store.session("5").await.unwrap(), None);
    let listed = store.sessions(Some("huda"), second(71)).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(!store.end_session("sami", session.number, by("Sami", second(90))).await.unwrap());
    assert_eq!(store.sessions(None, second(0)).await.unwrap().len(), 4);
    assert!(store.end_session("huda", session.number, by("Sami", second(90))).await.unwrap());
    assert!(!store.end_session("huda", session.number, by("Sami", second(90))).await.unwrap());
    assert_eq!(store.session("6").await.unwrap(), None);
    let live = async |login| {
        let sessions = store.sessions(Some(login), second(0)).await.unwrap();
        sessions.iter().map(|session| session.began_at).collect::<Vec<_>>()
    };
    assert_eq!(live("huda").await, [second(80), second(70)]);
    // By a clock that is behind: all end, and nobody else's.
    assert_eq!(store.end_sessions("huda", by("Sami", second(5))).await.unwrap(), 2);
    assert_eq!((live("huda").await, live("sami").await), (vec![], vec![second(60)]));
    assert_eq!(store.end_sessions("huda", by("Sami", second(91))).await.unwrap(), 0);
}

pub async fn another_password_ends_every_session(store: &Database) {
    let operator = joined(store, "huda").await;
    let sami = joined(store, "sami").await;
    assert!(begun(store, sami, UsedFactor::Step(6), "of Sami", 30).await);
    let mut sessions = Vec::new();
    for (step, token) in [(6, "ended"), (7, "token"), (8, "another")] {
        assert!(begun(store, operator, UsedFactor::Step(step), token, 30).await);
        sessions.push(store.session(token).await.unwrap().unwrap().number);
    }
    let new = SecretString::from("another");
    let change =
        async |session| store.change_password(session, &new, console("huda", 40)).await.unwrap();
    assert!(store.end_session("huda", sessions[0], by("Sami", second(35))).await.unwrap());
    assert!(!change(sessions[0]).await, "it has ended");
    assert!(store.session("token").await.unwrap().is_some());
    assert!(change(sessions[1]).await);
    for token in ["token", "another"] {
        assert_eq!(store.session(token).await.unwrap(), None);
    }
    assert!(store.session("of Sami").await.unwrap().is_some());
    assert!(!change(sessions[2]).await);
    // The old password was found to fit a moment before.
    assert!(!begun(store, operator, UsedFactor::Step(9), "late", 41).await);
    let code = UsedFactor::RecoveryCode("one".to_owned());
    assert!(!begun(store, operator, code, "late", 41).await);
    assert_eq!(store.operator("huda").await.unwrap().unwrap().recovery_codes, 2);
}

pub async fn whoever_ends_leaves_nothing_to_sign_in_with(store: &Database) {
    let operator = joined(store, "huda").await;
    assert!(begun(store, operator, UsedFactor::Step(6), "token", 30).await);
    let anew = invitation("another", 2000);
    assert!(store.invite_operator("huda", &anew, by("Sami", second(35))).await.unwrap());
    let end = async || store.end_operator("huda", by("Sami", second(40))).await.unwrap();
    assert_eq!(end().await, OperatorChange::Done);
    assert_eq!(end().await, OperatorChange::NotThere);
    assert_eq!(store.session("token").await.unwrap(), None);
    assert!(store.invited("another", second(41)).await.unwrap().is_none());
    assert_eq!(store.browser_operators("another browser").await.unwrap(), [] as [u64; 0]);
    let credentials = store.credentials("huda").await.unwrap().unwrap();
    assert!(credentials.ended && credentials.secrets.is_none());
    assert!(!begun(store, operator, UsedFactor::Step(7), "late", 41).await);
    assert!(!added(store, "huda", "reader").await, "a login is nobody else's");
    let set = store.set_operator_roles("huda", &roles("reader"), by("Sami", second(42))).await;
    assert_eq!(set.unwrap(), OperatorChange::NotThere);
}

async fn with_two_administrators(store: &Database) {
    for login in ["huda", "sami"] {
        assert!(added(store, login, "administrator").await);
    }
}

pub async fn one_administrator_stays_however_many_are_ended_before_any_has_accepted(
    store: &Database,
) {
    with_two_administrators(store).await;
    one_administrator_stays(store).await;
}

pub async fn one_administrator_stays_however_many_are_ended_at_once(store: &Database) {
    with_two_administrators(store).await;
    for login in ["huda", "sami"] {
        assert!(store.accept_invitation(&accepted(login), console(login, 20)).await.unwrap());
    }
    one_administrator_stays(store).await;
}

pub async fn an_administrator_who_has_not_accepted_yet_is_no_other(store: &Database) {
    with_two_administrators(store).await;
    assert!(store.accept_invitation(&accepted("huda"), console("huda", 20)).await.unwrap());
    let end = async |login| store.end_operator(login, by("Ali", second(30))).await.unwrap();
    assert_eq!(end("huda").await, OperatorChange::LastAdministrator);
    let reader = roles("reader");
    let set = store.set_operator_roles("huda", &reader, by("Ali", second(31))).await.unwrap();
    assert_eq!(set, OperatorChange::LastAdministrator);
    assert!(store.accept_invitation(&accepted("sami"), console("sami", 40)).await.unwrap());
    assert_eq!(end("huda").await, OperatorChange::Done);
    // Nothing is lost with whoever has not accepted.
    assert!(added(store, "noor", "administrator").await);
    assert_eq!(end("noor").await, OperatorChange::Done);
}

async fn one_administrator_stays(store: &Database) {
    assert!(added(store, "noor", "publisher").await);
    let all = ["huda", "sami"].map(|login| {
        let store = store.clone();
        async move { store.end_operator(login, by("Ali", second(40))).await.unwrap() }
    });
    let done = all.into_iter().collect::<JoinSet<_>>().join_all().await;
    let count = |change| done.iter().filter(|done| **done == change).count();
    assert_eq!((count(OperatorChange::Done), count(OperatorChange::LastAdministrator)), (1, 1));
    let left = store.operators().await.unwrap();
    let left = left.iter().find(|one| one.is_active() && one.login != "noor").unwrap();
    let set = async |granted: &str| {
        store.set_operator_roles(&left.login, &roles(granted), by("Ali", second(41))).await.unwrap()
    };
    assert_eq!(set("reader").await, OperatorChange::LastAdministrator);
    assert_eq!(set("administrator editor/2").await, OperatorChange::Done);
    let ended = store.end_operator("noor", by("Ali", second(42))).await.unwrap();
    assert_eq!(ended, OperatorChange::Done);
}

pub async fn sessions_and_browsers_are_kept_for_so_many_days(store: &Database) {
    let operator = joined(store, "huda").await;
    assert!(added(store, "sami", "reader").await);
    assert!(begun(store, operator, UsedFactor::Step(6), "token", 100).await);
    let options = RetentionOptions { sessions_days: 2, ..RetentionOptions::default() };
    let round = async |now| store.apply_retention(&options, now).await.unwrap().sessions;
    assert_eq!(round(days_after(20, 2)).await, 0);
    assert_eq!(
        round(days_after(50, 2)).await,
        1,
        "the browser in which the invitation was accepted"
    );
    assert!(store.sessions(None, second(0)).await.unwrap().len() == 1);
    assert_eq!(round(days_after(101, 2)).await, 2);
    assert_eq!(store.sessions(None, second(0)).await.unwrap(), []);
    assert_eq!(store.browser_operators("another browser").await.unwrap(), [] as [u64; 0]);
    assert_eq!(store.operator("sami").await.unwrap().unwrap().invited_until, None);
    let kinds = vec![ActKind::SignedIn];
    let kept = store.acts(&AuditQuery { kinds, ..AuditQuery::newest(9) }).await.unwrap();
    assert_eq!(kept.len(), 1, "the audit keeps what was done");
}
