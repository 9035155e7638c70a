//! What fails while somebody signs in costs nobody a try; and hashes of before are made anew.

use std::time::Duration;

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};
use sila::operate::operators::{OperatorRefusal, PasswordHasher, SignInRefusal, TotpKey};
use sila::store::sqlite::SqliteOptions;
use sila::store::{AcceptedInvitation, Authorship, Database, Via};

use super::{
    ANOTHER_PASSWORD, Desk, PASSWORD, STRANGER, assert_wrong, minute, one_time_code, operator_key,
    refusal,
};

/// More than a stranger may fail in an hour.
const MANY: usize = 12;

#[tokio::test]
async fn a_store_that_can_be_read_and_not_written_costs_nobody_a_try() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let options = SqliteOptions::default();
    let read_only = Database::read_only(desk.store.location(), &options).await.unwrap();
    let given = ("huda", PASSWORD, &*huda.code(minute(0)));
    for _ in 0..MANY {
        let failed = desk.sign_in_at(&read_only, given, STRANGER, minute(0)).await;
        assert!(matches!(failed, Err(SignInRefusal::Store(_))), "{failed:?}");
    }
    read_only.close().await;
    desk.sign_in(given, STRANGER, minute(0)).await.unwrap();
}

#[tokio::test]
async fn a_hasher_that_is_full_refuses_everybody_and_costs_nobody_a_try() {
    let mut desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let signed_in = desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
    let session = desk.session(&signed_in, minute(0)).await.unwrap();
    let invitation = desk.added("sami", "reader").await;
    let key = desk.key(&invitation, minute(1)).await.unwrap();
    let hasher =
        std::mem::replace(&mut desk.sign_ins.hasher, PasswordHasher::new(0, Duration::ZERO));
    let (now, code) = (minute(1), huda.code(minute(1)));
    for _ in 0..MANY {
        let busy = desk.enter(&huda, STRANGER, now).await;
        assert!(matches!(busy, Err(SignInRefusal::Busy)), "{busy:?}");
        let busy = desk.sign_in_again(&session, (PASSWORD, &code), now).await;
        assert!(matches!(busy, Err(SignInRefusal::Busy)), "{busy:?}");
    }
    let changed = desk.change_password(&session, ANOTHER_PASSWORD, now).await;
    assert_eq!(refusal(changed), OperatorRefusal::Busy);
    let accepting = (PASSWORD, &*one_time_code(&key, now));
    let accepted = desk.accept(&invitation, accepting, None, now).await;
    assert_eq!(refusal(accepted), OperatorRefusal::Busy);

    desk.sign_ins.hasher = hasher;
    desk.sign_in_again(&session, (PASSWORD, &code), now).await.unwrap();
    desk.accept(&invitation, accepting, None, now).await.unwrap();
    desk.enter(&huda, STRANGER, minute(2)).await.unwrap();
}

#[tokio::test]
async fn a_hash_of_less_effort_is_made_anew_once_everything_fits() {
    let desk = Desk::new().await;
    let database = desk.database();
    let weak = Params::new(9216, 2, 1, None).unwrap();
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
    let weak =
        weak.hash_password_with_salt(ANOTHER_PASSWORD.as_bytes(), b"a salt of before").unwrap();
    let invitation = desk.added("huda", "reader").await;
    let accepted = AcceptedInvitation {
        token: hex::encode(Sha256::digest(invitation.token.expose_secret())),
        password: weak.to_string().into(),
        nonce: b"a nonce".to_vec(),
        step: 1,
        recovery_codes: Vec::new(),
        browser: "a browser".to_owned(),
    };
    let by =
        Authorship { author: "huda", via: Via::Console, uid: None, reason: "", at: minute(-50) };
    assert!(database.accept_invitation(&accepted, by).await.unwrap());
    let kept = async || {
        let secrets = database.credentials("huda").await.unwrap().unwrap().secrets.unwrap();
        secrets.password.expose_secret().to_owned()
    };
    let before = kept().await;
    assert!(before.contains("m=9216"), "{before}");
    let wrong = ("huda", ANOTHER_PASSWORD, "000000");
    assert_wrong(&desk.sign_in(wrong, STRANGER, minute(0)).await);
    assert_eq!(kept().await, before);

    let key = TotpKey::of(&operator_key("A"), "huda", b"a nonce");
    for at in [0, 1] {
        let code = one_time_code(&key, minute(at));
        let given = ("huda", ANOTHER_PASSWORD, &*code);
        desk.sign_in(given, STRANGER, minute(at)).await.unwrap();
        assert!(kept().await.contains("m=19456"), "{}", kept().await);
    }
}
