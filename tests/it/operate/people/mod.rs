//! Operators as stories: invited, signed in, known again, stopped and ended.

mod guesses;

use std::net::IpAddr;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sila::catalogue::MenuKey;
use sila::operate::OperateError;
use sila::operate::people::{
    self, Acceptance, Attempt, Enrolment, Invitation, PasswordMistake, PeopleRefusal, Permission,
    Randomness, SignInRefusal, SignIns, SignedIn, TotpKey,
};
use sila::store::{Database, Grant, Role, Roles};

use super::audit::audit;
use super::{TestStore, minute};
use crate::store::by;

const PASSWORD: &str = "البحر هادئ هذا المساء";
const OFFICE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

/// Random bytes that are others for each number.
fn random(number: u8) -> Randomness {
    Randomness::new([number; 32])
}

fn roles(text: &str) -> Roles {
    Roles::parse(text).unwrap()
}

fn refusal<T: std::fmt::Debug>(done: Result<T, OperateError>) -> PeopleRefusal {
    match done {
        Err(OperateError::People(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The code that a telephone shows.
fn code(key: &TotpKey, now: Timestamp) -> String {
    key.code(now.as_second() / 30)
}

async fn invited(database: &Database, login: &str, granted: &str) -> Invitation {
    let added = (login, "هدى", &roles(granted));
    people::add(database, added, &random(1), by("Sami", minute(0))).await.unwrap()
}

async fn accepted(
    database: &Database,
    sign_ins: &SignIns,
    invitation: &Invitation,
    now: Timestamp,
) -> Result<(TotpKey, Enrolment), OperateError> {
    let key = TotpKey::new(&random(2));
    let password = SecretString::from(PASSWORD);
    let mut seed = [3; 32];
    seed[..8].copy_from_slice(&now.as_second().to_le_bytes());
    let random = Randomness::new(seed);
    let acceptance = Acceptance {
        token: invitation.token.expose_secret(),
        password: &password,
        second_factor: key.clone(),
        code: &code(&key, now),
    };
    let done = people::accept(database, &sign_ins.hasher, acceptance, &random, now).await?;
    Ok((key, done))
}

/// Somebody who works here, an hour before everything else.
async fn joined(database: &Database, sign_ins: &SignIns, granted: &str) -> (TotpKey, Enrolment) {
    let invitation = invited(database, "huda", granted).await;
    accepted(database, sign_ins, &invitation, minute(-60)).await.unwrap()
}

/// Where an attempt comes from: a network, and a browser that may be known.
struct Peer<'a> {
    network: &'a str,
    browser: Option<&'a str>,
}

const STRANGER: Peer<'_> = Peer { network: ELSEWHERE, browser: None };

async fn sign_in(
    (database, sign_ins): (&Database, &SignIns),
    (login, password, code): (&str, &str, &str),
    from: &Peer<'_>,
    (random, now): (&Randomness, Timestamp),
) -> Result<SignedIn, SignInRefusal> {
    let attempt = Attempt {
        login,
        password: &password.into(),
        code,
        network: from.network.parse::<IpAddr>().unwrap(),
        browser: from.browser,
        client: "Firefox",
    };
    sign_ins.sign_in(database, &attempt, random, now).await
}

#[tokio::test]
async fn somebody_is_invited_signs_in_signs_in_again_and_ends() {
    story(TestStore::new().await).await;
}

#[tokio::test]
async fn somebody_is_invited_signs_in_signs_in_again_and_ends_over_postgres() {
    story(TestStore::over_postgres().await).await;
}

async fn story(store: TestStore) {
    let database = &store.database;
    let sign_ins = SignIns::default();
    let invitation = invited(database, " Huda ", "editor/1 publisher").await;
    assert_eq!(invitation.login.as_str(), "huda");
    let token = invitation.token.expose_secret();
    let seen = people::invited(database, token, minute(1)).await.unwrap().unwrap();
    assert_eq!((&*seen.login, &*seen.name), ("huda", "هدى"));
    let before = minute(1);
    let (key, done) = accepted(database, &sign_ins, &invitation, before).await.unwrap();
    assert_eq!(done.recovery_codes.len(), 10);
    assert!(people::invited(database, token, minute(1)).await.unwrap().is_none());

    let browser = done.browser.expose_secret();
    let office = Peer { network: OFFICE, browser: Some(browser) };
    let first = ("HUDA", PASSWORD, &*code(&key, minute(2)));
    let desk = (database, &sign_ins);
    let signed_in = sign_in(desk, first, &office, (&random(4), minute(2))).await.unwrap();
    assert!(signed_in.browser.is_none(), "it is known already");
    let token = signed_in.token.expose_secret();
    let session = people::session(database, token, minute(3)).await.unwrap().unwrap();
    assert!(session.is_recent(minute(6)) && !session.is_recent(minute(7)));
    assert!(session.may(Permission::Publish, None));
    assert!(!session.may(Permission::ManageOperators, None));

    // The code was used: also whoever looked over a shoulder can't.
    let again = sign_in(desk, first, &office, (&random(5), minute(2))).await;
    assert!(matches!(again, Err(SignInRefusal::Wrong)), "{again:?}");

    // Signing in again makes what is dangerous possible, and the token another.
    let now = minute(20);
    let password = SecretString::from(PASSWORD);
    let attempt = Attempt {
        login: "",
        password: &password,
        code: &code(&key, now),
        network: OFFICE.parse().unwrap(),
        browser: None,
        client: "",
    };
    let renewed = sign_ins.sign_in_again(database, &session, &attempt, &random(6), now).await;
    let renewed = renewed.unwrap();
    assert!(people::session(database, token, now).await.unwrap().is_none());
    let token = renewed.token.expose_secret();
    let session = people::session(database, token, now).await.unwrap().unwrap();
    assert!(session.is_recent(now));

    people::set_roles(database, "huda", &roles("reader"), by("Sami", minute(21))).await.unwrap();
    let session = people::session(database, token, minute(22)).await.unwrap().unwrap();
    assert!(!session.may(Permission::Publish, None), "other roles hold at once");
    people::end(database, "huda", by("Sami", minute(23))).await.unwrap();
    assert!(people::session(database, token, minute(23)).await.unwrap().is_none());
    let last = ("huda", PASSWORD, &*code(&key, minute(24)));
    let ended = sign_in(desk, last, &office, (&random(7), minute(24))).await;
    assert!(matches!(ended, Err(SignInRefusal::Wrong)), "{ended:?}");
    let expected = [
        "operator-added huda Sami “as agreed”",
        "operator-invited huda Sami “as agreed”",
        "invitation-accepted huda huda “”",
        "signed-in huda huda “”",
        "sign-in-failed huda huda “” refused: code-used",
        "signed-in huda huda “”",
        "operator-roles-changed huda Sami “as agreed”",
        "operator-ended huda Sami “as agreed”",
        "sign-in-failed huda huda “” refused: ended",
    ];
    assert_eq!(audit(database).await, expected);
}

#[tokio::test]
async fn a_session_ends_unused_after_half_an_hour_and_in_any_case_after_half_a_day() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let (key, _) = joined(database, &sign_ins, "reader").await;
    let given = ("huda", PASSWORD, &*code(&key, minute(0)));
    let signed_in =
        sign_in((database, &sign_ins), given, &STRANGER, (&random(4), minute(0))).await.unwrap();
    let token = signed_in.token.expose_secret();
    let is_live = async |at| people::session(database, token, minute(at)).await.unwrap().is_some();
    for at in (0..720).step_by(29) {
        assert!(is_live(at).await, "{at}");
        assert_eq!(people::sessions(database, None, minute(at)).await.unwrap().len(), 1);
    }
    assert!(!is_live(720).await);
    assert_eq!(people::sessions(database, Some("huda"), minute(720)).await.unwrap(), []);

    let given = ("huda", PASSWORD, &*code(&key, minute(800)));
    let signed_in =
        sign_in((database, &sign_ins), given, &STRANGER, (&random(5), minute(800))).await.unwrap();
    let token = signed_in.token.expose_secret();
    let is_live = async |at| people::session(database, token, minute(at)).await.unwrap().is_some();
    assert!(is_live(829).await);
    assert!(!is_live(859).await);
}

#[tokio::test]
async fn sessions_end_by_whoever_signs_out_and_by_an_administrator() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let (key, _) = joined(database, &sign_ins, "reader").await;
    let mut tokens = Vec::new();
    for at in 0..4 {
        let given = ("huda", PASSWORD, &*code(&key, minute(at.into())));
        let now = minute(at.into());
        let done = sign_in((database, &sign_ins), given, &STRANGER, (&random(10 + at), now)).await;
        tokens.push(done.unwrap().token);
    }
    let find = async |at: usize| {
        people::session(database, tokens[at].expose_secret(), minute(5)).await.unwrap()
    };
    let first = find(0).await.unwrap();
    assert!(people::sign_out(database, &first, minute(5)).await.unwrap());
    assert!(!people::sign_out(database, &first, minute(5)).await.unwrap());
    let second = find(1).await.unwrap();
    let signed = by("Sami", minute(5));
    assert!(people::end_session(database, ("huda", second.number), signed).await.unwrap());
    assert!(find(0).await.is_none() && find(1).await.is_none());
    assert_eq!(people::end_sessions(database, "Huda", signed).await.unwrap(), 2);
    assert!(find(2).await.is_none() && find(3).await.is_none());
    let unknown = refusal(people::end_sessions(database, "noor", signed).await);
    assert_eq!(unknown, PeopleRefusal::UnknownOperator("noor".to_owned()));
}

#[tokio::test]
async fn a_lost_telephone_is_replaced_by_a_recovery_code_or_an_invitation() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let desk = (database, &sign_ins);
    let (key, done) = joined(database, &sign_ins, "reader").await;
    let recovery = done.recovery_codes[3].expose_secret().to_uppercase();
    let given = ("huda", PASSWORD, &*recovery);
    let signed_in = sign_in(desk, given, &STRANGER, (&random(4), minute(0))).await.unwrap();
    let twice = sign_in(desk, given, &STRANGER, (&random(5), minute(1))).await;
    assert!(matches!(twice, Err(SignInRefusal::Wrong)), "{twice:?}");
    assert_eq!(people::known(database, "huda").await.unwrap().recovery_codes, 9);

    let again = people::invite(database, "Huda", &random(6), by("Sami", minute(2))).await.unwrap();
    let token = signed_in.token.expose_secret();
    assert!(people::session(database, token, minute(2)).await.unwrap().is_some());
    accepted(database, &sign_ins, &again, minute(3)).await.unwrap();
    assert!(people::session(database, token, minute(3)).await.unwrap().is_none());
    let old = ("huda", PASSWORD, &*done.recovery_codes[4].expose_secret().to_owned());
    let old = sign_in(desk, old, &STRANGER, (&random(7), minute(4))).await;
    assert!(matches!(old, Err(SignInRefusal::Wrong)), "{old:?}");
    let given = ("huda", PASSWORD, &*code(&key, minute(5)));
    sign_in(desk, given, &STRANGER, (&random(8), minute(5))).await.unwrap();
}

#[tokio::test]
async fn an_invitation_asks_for_a_good_password_and_a_code_and_stays_until_then() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let invitation = invited(database, "huda", "reader").await;
    let key = TotpKey::new(&random(2));
    let now = minute(1);
    let accept = async |password: &str, code: &str| {
        let acceptance = Acceptance {
            token: invitation.token.expose_secret(),
            password: &password.into(),
            second_factor: key.clone(),
            code,
        };
        people::accept(database, &sign_ins.hasher, acceptance, &random(3), now).await
    };
    let good = code(&key, now);
    let short = refusal(accept("short", &good).await);
    assert_eq!(short, PeopleRefusal::Password(PasswordMistake::TooShort));
    let own = refusal(accept("huda is my name", &good).await);
    assert_eq!(own, PeopleRefusal::Password(PasswordMistake::HasLogin));
    assert_eq!(refusal(accept(PASSWORD, "000000").await), PeopleRefusal::WrongCode);
    accept(PASSWORD, &good).await.unwrap();
    assert_eq!(refusal(accept(PASSWORD, &good).await), PeopleRefusal::InvitationGone);

    let late = people::invite(database, "huda", &random(5), by("Sami", minute(0))).await.unwrap();
    let too_late = minute(72 * 60);
    let gone = refusal(accepted(database, &sign_ins, &late, too_late).await);
    assert_eq!(gone, PeopleRefusal::InvitationGone);
}

#[tokio::test]
async fn a_password_is_changed_after_a_recent_sign_in_and_ends_all_sessions() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let desk = (database, &sign_ins);
    let (key, _) = joined(database, &sign_ins, "reader").await;
    let given = ("huda", PASSWORD, &*code(&key, minute(0)));
    let signed_in = sign_in(desk, given, &STRANGER, (&random(4), minute(0))).await.unwrap();
    let token = signed_in.token.expose_secret();
    let session = people::session(database, token, minute(0)).await.unwrap().unwrap();
    let change = async |new: &str, at| {
        let new = (&SecretString::from(new), &random(5));
        people::change_password(database, &sign_ins.hasher, &session, new, minute(at)).await
    };
    let another = "a calm evening by the sea";
    assert_eq!(refusal(change(another, 5).await), PeopleRefusal::NotRecent);
    let common = refusal(change("passwordpassword", 4).await);
    assert_eq!(common, PeopleRefusal::Password(PasswordMistake::Common));
    change(another, 4).await.unwrap();
    assert!(people::session(database, token, minute(4)).await.unwrap().is_none());
    let old = ("huda", PASSWORD, &*code(&key, minute(6)));
    let old = sign_in(desk, old, &STRANGER, (&random(6), minute(6))).await;
    assert!(matches!(old, Err(SignInRefusal::Wrong)), "{old:?}");
    let new = ("huda", another, &*code(&key, minute(7)));
    sign_in(desk, new, &STRANGER, (&random(7), minute(7))).await.unwrap();
}

#[tokio::test]
async fn what_nobody_can_be_is_refused() {
    let store = TestStore::new().await;
    let database = &store.database;
    let add = async |login: &str, name: &str, granted: Roles| {
        people::add(database, (login, name, &granted), &random(1), by("Sami", minute(0))).await
    };
    for login in ["", "هدى", "hu", "huda khan", &"x".repeat(65)] {
        assert_eq!(refusal(add(login, "Huda", roles("reader")).await), PeopleRefusal::NoLogin);
    }
    assert_eq!(refusal(add("huda", "Huda", roles("")).await), PeopleRefusal::NoRole);
    let limited = [Grant { role: Role::Publisher, sector: MenuKey::new(1) }];
    let limited = refusal(add("huda", "Huda", limited.into_iter().collect()).await);
    assert_eq!(limited, PeopleRefusal::NotBySector(Role::Publisher));
    let invisible = add("huda", "Hu\u{202e}da", roles("reader")).await;
    assert!(matches!(invisible, Err(OperateError::Words(_))), "{invisible:?}");
    add("huda", "Huda", roles("administrator")).await.unwrap();
    let taken = refusal(add("HUDA", "Huda", roles("reader")).await);
    assert_eq!(taken, PeopleRefusal::LoginTaken("huda".to_owned()));
    let last = PeopleRefusal::LastAdministrator("huda".to_owned());
    let signed = by("Sami", minute(1));
    assert_eq!(refusal(people::end(database, "huda", signed).await), last);
    let demoted = people::set_roles(database, "huda", &roles("reader"), signed).await;
    assert_eq!(refusal(demoted), last);
    let told = audit(database).await;
    assert_eq!(
        told.last().unwrap(),
        "operator-roles-changed huda Sami “as agreed” refused: last-administrator"
    );
    assert!(told.iter().all(|line| !line.contains("khan")), "what is no login may be anything");
}
