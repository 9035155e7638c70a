//! Guesses: nobody learns anything by them, they are bounded, and they stop nobody in a browser of their own.

use secrecy::ExposeSecret as _;
use sila::operate::operators::SignInRefusal;

use super::{
    Desk, ELSEWHERE, OFFICE, PASSWORD, Peer, STRANGER, assert_throttled, assert_wrong, at_office,
    minute,
};

#[tokio::test]
async fn nobody_learns_which_logins_there_are_and_nobody_fills_the_audit() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
    desk.added("noor", "reader").await;
    let used = huda.code(minute(0));
    let good = huda.code(minute(1));
    let tried = [
        ("nobody", PASSWORD, "123456"),
        ("my secret password!", PASSWORD, "123456"),
        ("huda", "the password is wrong", &*good),
        ("huda", PASSWORD, "000000"),
        ("huda", PASSWORD, "abcd-efgh-ijkl-mnop"),
        ("huda", PASSWORD, &*used),
        ("huda", PASSWORD, ""),
        ("noor", PASSWORD, "123456"),
    ];
    for given in tried {
        assert_wrong(&desk.sign_in(given, STRANGER, minute(0)).await);
    }
    let told = desk.failures(4).await;
    let expected = ["- huda code", "- huda code-used", "- huda password", "- noor not-accepted"];
    assert_eq!(told, expected, "nobody is the author, and each kind stands there once");
    // Whoever guesses is stopped alike at a login that is there and one that is not.
    for login in ["noor", "nobody"] {
        let mut admitted = 0;
        let wrong = (login, "wrong", "123456");
        while !matches!(
            desk.sign_in(wrong, STRANGER, minute(0)).await,
            Err(SignInRefusal::Throttled)
        ) {
            admitted += 1;
        }
        assert_eq!(admitted, 9, "{login}");
    }
    // Another hour tells of it anew.
    assert_wrong(&desk.sign_in(("noor", "wrong", "123456"), STRANGER, minute(60)).await);
    assert_eq!(desk.failures(5).await.len(), 5);
}

#[tokio::test]
async fn whoever_guesses_is_stopped_and_does_not_stop_an_operator_in_a_browser_of_before() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let guess = async |from: Peer<'_>| {
        desk.sign_in(("huda", "the password is wrong", "123456"), from, minute(0)).await
    };
    // Whatever somebody makes up, no operator has signed in there.
    let made_up = Peer { network: ELSEWHERE, browser: Some("made up") };
    for from in [STRANGER, made_up].into_iter().cycle().take(10) {
        assert_wrong(&guess(from).await);
    }
    assert_throttled(&guess(made_up).await);
    let new_browser = Peer { network: OFFICE, browser: None };
    assert_throttled(&desk.enter(&huda, new_browser, minute(1)).await);

    // In the browser in which the invitation was accepted it goes on as ever.
    let known = Peer { network: ELSEWHERE, browser: Some(huda.browser().expose_secret()) };
    for at in 1..5 {
        desk.enter(&huda, known, minute(at)).await.unwrap();
    }
    // The way in on another browser is another invitation.
    let again = desk.invited_again("huda", 5).await;
    let huda = desk.enrolled(&again, PASSWORD, None, minute(6)).await;
    let known = at_office(huda.browser());
    desk.enter(&huda, known, minute(7)).await.unwrap();

    // Guesses in such a browser are bounded as well.
    for _ in 0..10 {
        assert_wrong(&guess(known).await);
    }
    assert_throttled(&guess(known).await);
    desk.enter(&huda, new_browser, minute(60)).await.unwrap();
}

#[tokio::test]
async fn many_who_sign_in_rightly_are_stopped_by_no_limit() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    for at in 0..15 {
        desk.enter(&huda, STRANGER, minute(at)).await.unwrap();
    }
}
