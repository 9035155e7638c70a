//! Requests whose signature does not fit, and anything like it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method};
use proptest::prelude::*;
use sila::dialects::twilio::Twilio;
use sila::dialects::{Auth, AuthTable, Dialect as _, Rejection};

use super::{PARAMETERS, PATH, SIGNATURE, SIGNED, SITE, check, shared_key, sign, tokens};
use crate::dialects::fixtures::Sent;

#[test]
fn no_signature_is_400_and_a_wrong_one_403() {
    let secrets = &*tokens(&["12345"]);
    let form = Sent::post(PATH, &PARAMETERS);
    let missing = check(SITE, &form, secrets).unwrap_err();
    assert_eq!(missing, Rejection::Missing);
    assert_eq!(missing.status(), 400);
    let twice = form.clone().with("x-twilio-signature", SIGNED).with("x-twilio-signature", SIGNED);
    let twice = check(SITE, &twice, secrets).unwrap_err();
    assert_eq!((twice, twice.status().as_u16()), (Rejection::Repeated, 403));
    for (signature, rejection) in [
        ("", Rejection::Malformed),
        ("WRONG_SIGNATURE", Rejection::Malformed),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B8", Rejection::Malformed),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B9=", Rejection::Malformed),
        ("RSOYDt4T1cUTdK1PDd93", Rejection::Malformed),
        ("توقيع", Rejection::Malformed),
        ("SSOYDt4T1cUTdK1PDd93/VVr8B8=", Rejection::Mismatch),
    ] {
        let sent = form.clone().with("x-twilio-signature", signature);
        let wrong = check(SITE, &sent, secrets).unwrap_err();
        assert_eq!(wrong, rejection, "{signature}");
        assert_eq!(wrong.status(), 403);
    }
}

#[test]
fn a_signature_for_another_method_of_sending_does_not_fit() {
    // Signed as a GET, without the parameters that came in the body.
    let secrets = &*tokens(&["12345"]);
    let headers = sign(&Sent::get(PATH), secrets);
    let mut sent = Sent::post(PATH, &PARAMETERS);
    sent.headers.extend(headers);
    assert_eq!(check(SITE, &sent, secrets), Err(Rejection::Mismatch));
}

fn signed(mut sent: Sent, secrets: &dyn Auth) -> Sent {
    sent.headers.extend(sign(&sent, secrets));
    sent
}

/// The character with one of its lower bits flipped, where both can stand in an address unescaped.
fn flipped(text: &str, at: prop::sample::Index, bit: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] ^= 1 << bit;
    bytes[at].is_ascii_alphanumeric().then(|| String::from_utf8(bytes).ok())?
}

proptest! {
    #[test]
    fn what_was_signed_is_accepted_and_a_flipped_bit_is_not(
        path in "/[a-z0-9]{1,12}(\\?[a-z0-9]{1,4}=[a-z0-9%']{0,8})?",
        values in prop::collection::vec("\\PC{1,6}", 1..5),
        with_key in any::<bool>(),
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let secrets = &*if with_key { shared_key() } else { tokens(&["12345", "67890"]) };
        let named: Vec<_> = values.iter().zip(["A", "b", "C", "d"]).collect();
        let parameters: Vec<_> = named.iter().map(|(value, name)| (*name, value.as_str())).collect();
        let sent = signed(Sent::post(&path, &parameters), secrets);
        prop_assert_eq!(check(SITE, &sent, secrets), Ok(()));

        if let Some(path_and_query) = flipped(&path, at, bit) {
            // `%3A` and `:` are the same address; so are `%3a` and `%3A`.
            if !path.contains('%') {
                let changed = Sent { path_and_query, ..sent.clone() };
                prop_assert_eq!(check(SITE, &changed, secrets), Err(Rejection::Mismatch));
            }
        }

        let mut changed = parameters.clone();
        let which = at.index(changed.len());
        let mut value = changed[which].1.to_owned();
        value.push('x');
        changed[which].1 = &value;
        let changed = Sent { headers: sent.headers.clone(), ..Sent::post(&path, &changed) };
        prop_assert_eq!(check(SITE, &changed, secrets), Err(Rejection::Mismatch));

        let mut signature = sent.headers[SIGNATURE].as_bytes().to_vec();
        let place = at.index(signature.len());
        signature[place] ^= 1 << bit;
        if let Ok(value) = HeaderValue::from_bytes(&signature) {
            let mut changed = sent;
            changed.headers.insert(SIGNATURE, value);
            prop_assert!(check(SITE, &changed, secrets).is_err());
        }
    }

    #[test]
    fn nothing_that_can_be_sent_is_a_signature_by_chance(
        path in "\\PC{0,40}",
        body in any::<Vec<u8>>(),
        signature in any::<Vec<u8>>(),
        settings in any::<Vec<u8>>(),
        kind in any::<Vec<u8>>(),
        post in any::<bool>(),
    ) {
        let mut sent = Sent::get(&path);
        sent.body = body;
        if post {
            sent.method = Method::POST;
        }
        let headers = [
            ("x-twilio-signature", signature),
            ("x-twilio-webhooks-signature-settings", settings),
            ("content-type", kind),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                sent.headers.insert(name, value);
            }
        }
        prop_assert!(check(SITE, &sent, &*tokens(&["12345", "67890"])).is_err());
        prop_assert!(check(SITE, &sent, &*shared_key()).is_err());
    }
}

#[test]
fn a_refused_request_of_another_account_is_told_apart() {
    let ours = format!("AC{}", "a".repeat(32));
    let table =
        AuthTable::default().with_text("account_id", &ours).with_secret("auth_token", "12345");
    let auth = Twilio.read_auth(&mut { table }).unwrap();
    let wrong = STANDARD.encode([0; 20]);
    for (named, expected) in [
        (ours.clone(), Rejection::Mismatch),
        (format!("AC{}", "b".repeat(32)), Rejection::OtherAccount),
        (String::new(), Rejection::Mismatch),
    ] {
        let sent = Sent::post("/voice/main", &[("AccountSid", &named)]);
        let sent = sent.with("x-twilio-signature", &wrong);
        assert_eq!(check(SITE, &sent, &*auth), Err(expected), "{named}");
    }
}

#[test]
fn more_than_a_provider_sends_is_not_looked_at() {
    let auth = tokens(&["12345"]);
    let right_length = STANDARD.encode([0; 20]);
    let many: Vec<_> = (0..300).map(|_| ("a", "b")).collect();
    let sent = Sent::post("/voice/main", &many).with("x-twilio-signature", &right_length);
    assert_eq!(check(SITE, &sent, &*auth), Err(Rejection::TooMuch));
    // A signature of another length is refused before anything is read.
    let sent =
        Sent::post("/voice/main", &many).with("x-twilio-signature", &STANDARD.encode([0; 32]));
    assert_eq!(check(SITE, &sent, &*auth), Err(Rejection::Malformed));
}
