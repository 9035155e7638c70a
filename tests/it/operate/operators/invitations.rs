//! Invitations: what they ask for, what they replace, and the browsers in which they are accepted.

use secrecy::ExposeSecret as _;
use sila::operate::operators::{self, OperatorRefusal, PasswordMistake, TotpKey};

use super::{
    ANOTHER_PASSWORD, Desk, OFFICE, PASSWORD, Peer, STRANGER, assert_wrong, at_office, minute,
    one_time_code, operator_key, refusal,
};

#[tokio::test]
async fn an_invitation_asks_for_a_good_password_and_a_code_and_stays_until_then() {
    let desk = Desk::new().await;
    let invitation = desk.added("huda", "reader").await;
    let now = minute(1);
    let key = desk.key(&invitation, now).await.unwrap();
    let accept = async |password: &str, code: &str| {
        desk.accept(&invitation, (password, code), None, now).await
    };
    let good = one_time_code(&key, now);
    let short = refusal(accept("short", &good).await);
    assert_eq!(short, OperatorRefusal::Password(PasswordMistake::TooShort));
    let own = refusal(accept("huda is my name", &good).await);
    assert_eq!(own, OperatorRefusal::Password(PasswordMistake::HasLogin));
    assert_eq!(refusal(accept(PASSWORD, "000000").await), OperatorRefusal::WrongCode);
    let other = desk.added("sami", "reader").await;
    let other = one_time_code(&desk.key(&other, now).await.unwrap(), now);
    assert_eq!(refusal(accept(PASSWORD, &other).await), OperatorRefusal::WrongCode);
    accept(PASSWORD, &good).await.unwrap();
    assert_eq!(refusal(accept(PASSWORD, &good).await), OperatorRefusal::InvitationGone);

    let late = desk.invited_again("huda", 0).await;
    let code = one_time_code(&desk.key(&late, now).await.unwrap(), now);
    let too_late = desk.accept(&late, (PASSWORD, &code), None, minute(72 * 60)).await;
    assert_eq!(refusal(too_late), OperatorRefusal::InvitationGone);
}

#[tokio::test]
async fn whoever_has_the_store_has_no_key_of_one_time_codes() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let secrets = desk.database().credentials("huda").await.unwrap().unwrap().secrets.unwrap();
    // What the store has makes other codes with another server's key.
    let made = TotpKey::of(&operator_key("B"), "huda", &secrets.nonce);
    assert_ne!(made.text().expose_secret(), huda.key.text().expose_secret());
    let code = one_time_code(&made, minute(0));
    assert_wrong(&desk.sign_in(("huda", PASSWORD, &code), STRANGER, minute(0)).await);
    desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
}

#[tokio::test]
async fn a_lost_telephone_is_replaced_by_a_recovery_code_or_an_invitation() {
    let desk = Desk::new().await;
    let before = desk.joined("huda", "reader").await;
    let recovery = before.recovery_codes[3].expose_secret().to_uppercase();
    let given = ("huda", PASSWORD, &*recovery);
    let signed_in = desk.sign_in(given, STRANGER, minute(0)).await.unwrap();
    assert_wrong(&desk.sign_in(given, STRANGER, minute(1)).await);
    assert_eq!(operators::find(desk.database(), "huda").await.unwrap().recovery_codes, 9);

    let again = desk.invited_again("Huda", 2).await;
    assert!(desk.session(&signed_in, minute(2)).await.is_some());
    let now = desk.enrolled(&again, ANOTHER_PASSWORD, None, minute(3)).await;
    assert!(desk.session(&signed_in, minute(3)).await.is_none());
    let unused = before.recovery_codes[4].expose_secret();
    let new_unused = now.recovery_codes[4].expose_secret();
    let at = minute(5);
    for (password, code) in [
        (PASSWORD, &*before.code(at)),
        (PASSWORD, &*now.code(at)),
        (PASSWORD, new_unused),
        (ANOTHER_PASSWORD, &*before.code(at)),
        (ANOTHER_PASSWORD, unused),
    ] {
        assert_wrong(&desk.sign_in(("huda", password, code), STRANGER, at).await);
    }
    desk.enter(&now, STRANGER, at).await.unwrap();
    let given = ("huda", ANOTHER_PASSWORD, new_unused);
    desk.sign_in(given, STRANGER, at).await.unwrap();
}

#[tokio::test]
async fn two_operators_share_a_browser_and_neither_takes_it_from_the_other() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let sami = desk.joined("sami", "reader").await;
    let shared = at_office(huda.browser());
    let signed_in = desk.enter(&sami, shared, minute(0)).await.unwrap();
    assert!(signed_in.browser.is_none(), "the browser keeps its secret");
    let invitation = desk.added("noor", "reader").await;
    let noor = desk.enrolled(&invitation, PASSWORD, shared.browser, minute(0)).await;
    assert!(noor.browser.is_none(), "the browser keeps its secret");

    // Guesses of strangers, at each of them, stop nobody there.
    for login in ["huda", "sami", "noor"] {
        for _ in 0..10 {
            assert_wrong(&desk.sign_in((login, "wrong", "123456"), STRANGER, minute(1)).await);
        }
    }
    for who in [&huda, &sami, &noor] {
        desk.enter(who, shared, minute(2)).await.unwrap();
    }

    // A lost browser is one in which somebody else may try.
    let again = desk.invited_again("sami", 3).await;
    let alone = Peer { network: OFFICE, browser: Some(sami.browser().expose_secret()) };
    let sami = desk.enrolled(&again, PASSWORD, alone.browser, minute(4)).await;
    assert_ne!(sami.browser().expose_secret(), alone.browser.unwrap());
}
