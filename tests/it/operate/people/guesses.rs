//! Guesses: nobody learns anything by them, they are bounded, and they stop nobody who is known.

use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use sila::operate::people::{self, SignInRefusal, SignIns};
use sila::store::{ActKind, AuditQuery};

use super::{
    ELSEWHERE, OFFICE, PASSWORD, Peer, STRANGER, TestStore, accepted, code, joined, minute, random,
    roles, sign_in,
};
use crate::store::by;

#[tokio::test]
async fn nobody_learns_which_logins_there_are() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let desk = (database, &sign_ins);
    let (key, _) = joined(database, &sign_ins, "reader").await;
    people::add(database, ("noor", "Noor", &roles("reader")), &random(9), by("Sami", minute(0)))
        .await
        .unwrap();
    let good = code(&key, minute(0));
    let tried = [
        ("huda", "the password is wrong", &*good),
        ("huda", PASSWORD, "123456"),
        ("huda", PASSWORD, "abcd-efgh-ijkl-mnop"),
        ("huda", PASSWORD, ""),
        ("noor", PASSWORD, "123456"),
        ("nobody", PASSWORD, "123456"),
        ("my secret password!", PASSWORD, "123456"),
    ];
    for given in tried {
        let done = sign_in(desk, given, &STRANGER, (&random(4), minute(0))).await;
        assert!(matches!(done, Err(SignInRefusal::Wrong)), "{given:?}: {done:?}");
    }
    let kinds = vec![ActKind::SignInFailed];
    let query = AuditQuery { kinds, ..AuditQuery::newest(500) };
    let entries = database.acts(&query).await.unwrap();
    let told = entries.iter().rev().map(|entry| {
        let act = &entry.act;
        assert!(!format!("{act:?}").contains("secret"), "{act:?}");
        format!("{} {} {}", act.author, act.id, act.refused.as_deref().unwrap_or_default())
    });
    let expected = [
        "huda huda password",
        "huda huda code",
        "huda huda code-used",
        "huda huda code",
        "noor noor not-accepted",
        "-  unknown-login",
        "-  unknown-login",
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    // Whoever guesses is stopped alike at a login that is there and one that is not.
    for login in ["noor", "nobody"] {
        let mut admitted = 0;
        let wrong = (login, "wrong", "123456");
        while !matches!(
            sign_in(desk, wrong, &STRANGER, (&random(4), minute(0))).await,
            Err(SignInRefusal::Throttled)
        ) {
            admitted += 1;
        }
        assert_eq!(admitted, 9, "{login}");
    }
}

#[tokio::test]
async fn whoever_guesses_is_stopped_and_does_not_stop_whoever_is_known() {
    let store = TestStore::new().await;
    let (database, sign_ins) = (&store.database, SignIns::default());
    let desk = (database, &sign_ins);
    let (key, done) = joined(database, &sign_ins, "reader").await;
    let guess = async |from: &Peer<'_>| {
        let wrong = ("huda", "the password is wrong", "123456");
        sign_in(desk, wrong, from, (&random(4), minute(0))).await
    };
    // Whatever somebody makes up does not make the browser known.
    let made_up = Peer { network: ELSEWHERE, browser: Some("made up") };
    for from in [&STRANGER, &made_up].into_iter().cycle().take(10) {
        assert!(matches!(guess(from).await, Err(SignInRefusal::Wrong)));
    }
    assert!(matches!(guess(&made_up).await, Err(SignInRefusal::Throttled)));
    let first = ("huda", PASSWORD, &*code(&key, minute(1)));
    let new_browser = Peer { network: OFFICE, browser: None };
    let stopped = sign_in(desk, first, &new_browser, (&random(5), minute(1))).await;
    assert!(matches!(stopped, Err(SignInRefusal::Throttled)), "{stopped:?}");

    // In the browser in which the invitation was accepted it goes on as ever.
    let known = Peer { network: ELSEWHERE, browser: Some(done.browser.expose_secret()) };
    for at in 1..5 {
        let given = ("huda", PASSWORD, &*code(&key, minute(at)));
        let random = random(30 + u8::try_from(at).unwrap());
        sign_in(desk, given, &known, (&random, minute(at))).await.unwrap();
    }
    // The way in on another browser is another invitation.
    let again = people::invite(database, "huda", &random(20), by("Sami", minute(5))).await.unwrap();
    let (key, done) = accepted(database, &sign_ins, &again, minute(6)).await.unwrap();
    let known = Peer { network: OFFICE, browser: Some(done.browser.expose_secret()) };
    let given = ("huda", PASSWORD, &*code(&key, minute(7)));
    sign_in(desk, given, &known, (&random(21), minute(7))).await.unwrap();

    // Guesses in a known browser are bounded as well.
    for _ in 0..10 {
        assert!(matches!(guess(&known).await, Err(SignInRefusal::Wrong)));
    }
    assert!(matches!(guess(&known).await, Err(SignInRefusal::Throttled)));
    let later = minute(0) + SignedDuration::from_hours(1);
    let given = ("huda", PASSWORD, &*code(&key, later));
    sign_in(desk, given, &new_browser, (&random(22), later)).await.unwrap();
}
