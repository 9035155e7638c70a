//! Signatures: the forms that are taken; those that are refused in `refused`.

mod refused;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, Method};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use sha1::Sha1;
use sha2::Sha256;
use sila::dialects::twilio::Twilio;
use sila::dialects::{Auth, AuthTable, Dialect as _, NamedSecret, PublicUrl, Rejection};

use super::fixtures::Sent;

const SIGNATURE: HeaderName = HeaderName::from_static("x-twilio-signature");
const SETTINGS: HeaderName = HeaderName::from_static("x-twilio-webhooks-signature-settings");

const SITE: &str = "https://mycompany.com";
const PATH: &str = "/myapp.php?foo=1&bar=2";
const PARAMETERS: [(&str, &str); 5] = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
];
const SIGNED: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
const JSON: &str = r#"{"property": "value", "boolean": true}"#;
const JSON_PATH: &str = "/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
const JSON_SIGNED: &str = "a9nBmqA0ju/hNViExpshrM61xv4=";

fn tokens(tokens: &[&str]) -> Box<dyn Auth> {
    let table = AuthTable::default();
    let mut table =
        tokens.iter().fold(table, |table, token| table.with_secret("auth_token", *token));
    Twilio.read_auth(&mut table).unwrap()
}

fn shared_key() -> Box<dyn Auth> {
    let mut table = AuthTable::default()
        .with_text("shared_key_id", "webhooks_sharedkey_1")
        .with_secret("shared_key", "12345");
    Twilio.read_auth(&mut table).unwrap()
}

/// Signs a request as the provider does, with the first secret.
fn sign(sent: &Sent, auth: &dyn Auth) -> HeaderMap {
    let secret = auth.secrets().remove(0);
    let is_post = sent.method == Method::POST;
    let form: BTreeSet<_> = form_urlencoded::parse(&sent.body).filter(|_| is_post).collect();
    let form = form.iter().flat_map(|(name, value)| [&**name, &**value]);
    let signed = format!("{SITE}{}{}", sent.path_and_query, form.collect::<String>());
    let code = match secret.id {
        None => code::<Hmac<Sha1>>(&secret, &signed),
        Some(_) => code::<Hmac<Sha256>>(&secret, &signed),
    };
    let settings = secret.id.map(|id| format!("key={id},algorithm=HMAC_SHA256"));
    let headers = [(SIGNATURE, Some(code)), (SETTINGS, settings)];
    let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value?)));
    headers.map(|(name, value)| (name, value.parse().unwrap())).collect()
}

fn code<M: Mac + KeyInit>(secret: &NamedSecret, signed: &str) -> String {
    let secret = secret.secret.expose_secret();
    let mac = <M as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    STANDARD.encode(mac.chain_update(signed).finalize().into_bytes())
}

fn check(site: &str, sent: &Sent, secrets: &dyn Auth) -> Result<(), Rejection> {
    let public = PublicUrl::parse(site).unwrap();
    let verified = secrets.verify(&sent.request(), &public, Timestamp::UNIX_EPOCH);
    verified.map(drop)
}

/// A form that was posted with this signature, checked with the token of the libraries' tests.
fn posted(
    site: &str,
    path: &str,
    parameters: &[(&str, &str)],
    signature: &str,
) -> Result<(), Rejection> {
    let sent = Sent::post(path, parameters).with("x-twilio-signature", signature);
    check(site, &sent, &*tokens(&["12345"]))
}

fn json(body: &str, path: &str, signature: &str) -> Sent {
    let mut sent = Sent::get(path)
        .with("content-type", "application/json")
        .with("x-twilio-signature", signature);
    sent.method = Method::POST;
    body.as_bytes().clone_into(&mut sent.body);
    sent
}

/// From the tests of Twilio's libraries for Python (`test_request_validator.py`) and for Node
/// (`validation.spec.js`).
#[test]
fn what_the_libraries_accept_is_accepted() {
    for (site, signature) in [
        (SITE, SIGNED),
        ("https://mycompany.com:443", SIGNED),
        ("https://mycompany.com:1234", SIGNED),
        (SITE, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("http://mycompany.com", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:80", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ] {
        let result = posted(site, PATH, &PARAMETERS, signature);
        assert_eq!(result, Ok(()), "{site} {signature}");
    }
    let repeated = [
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
        ("Digits", "1234"),
        ("Digits", "1234"),
    ];
    let result = posted(SITE, PATH, &repeated, "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
    assert_eq!(result, Ok(()));
    let name = "MessagingBinding.Address";
    for values in [["+1325xxxxxxx", "+1415xxxxxxx"], ["+1415xxxxxxx", "+1325xxxxxxx"]] {
        let parameters = values.map(|value| (name, value));
        let result = posted(SITE, PATH, &parameters, "83O6e2vORAoJHUNzJjDWN1jz+BA=");
        assert_eq!(result, Ok(()));
    }
    let quoted = format!("{PATH}&Body=It's+amazing");
    let result = posted(SITE, &quoted, &PARAMETERS, "dsq4Ehbj6cs+KdTkpF5sSSplOWw=");
    assert_eq!(result, Ok(()));
}

/// From the same tests: a body that is not a form is signed by its hash.
#[test]
fn a_body_that_is_no_form_is_checked_by_its_hash() {
    let secrets = &*tokens(&["12345"]);
    let whole = json(JSON, JSON_PATH, JSON_SIGNED);
    assert_eq!(check(SITE, &whole, secrets), Ok(()));
    let changed = json(&JSON.replace("true", "false"), JSON_PATH, JSON_SIGNED);
    assert_eq!(check(SITE, &changed, secrets), Err(Rejection::Body));
    let other_hash = json(JSON, &JSON_PATH.replace("0a1f", "0b1f"), JSON_SIGNED);
    let result = check(SITE, &other_hash, secrets);
    assert_eq!(result, Err(Rejection::Mismatch));
    // Without a hash the body is not vouched for, also where the address is.
    let no_hash = json(JSON, PATH, SIGNED);
    let result = check(SITE, &no_hash, secrets);
    assert_eq!(result, Err(Rejection::Mismatch));
    // A hash does not vouch for a form.
    let form = Sent::post(JSON_PATH, &PARAMETERS).with("x-twilio-signature", JSON_SIGNED);
    let result = check(SITE, &form, secrets);
    assert_eq!(result, Err(Rejection::Mismatch));
}

/// From Twilio's page "Webhooks security".
#[test]
fn the_example_of_the_documentation_is_accepted() {
    let mut parameters = PARAMETERS;
    parameters[1].1 = "+14158675310";
    parameters[3].1 = "+14158675310";
    let signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
    let result = posted("https://example.com", PATH, &parameters, signature);
    assert_eq!(result, Ok(()));
}

/// Made with `compute_signature` of Twilio's Python library 9.13, and the token of its tests.
#[test]
fn other_requests_that_the_library_signs_are_accepted() {
    // A path that a proxy has in front of ours.
    let path = "/voice/main?s=1_0123456789abcdef_ar_114.fee_key_0_0_0_7";
    let signature = "3HbPnEbrGVcCh+6c3eLJjRyU8j4=";
    let result = posted("https://ivr.example.bh/sila/", path, &PARAMETERS, signature);
    assert_eq!(result, Ok(()));
    let result = posted("https://ivr.example.bh", path, &PARAMETERS, signature);
    assert_eq!(result, Err(Rejection::Mismatch));
    // A question mark at the end, signed and not signed.
    for signature in ["1xaxFBvyzXYvWplzNOSs28HWO94=", "2OFnSsstGuYbQin9Gn5pXKPeeko="] {
        let result = posted(SITE, "/myapp.php?", &PARAMETERS, signature);
        assert_eq!(result, Ok(()), "{signature}");
    }
    // A user, a password and a fragment in the configured address are never signed.
    let result = posted("https://u:p@mycompany.com#rc=2", PATH, &PARAMETERS, SIGNED);
    assert_eq!(result, Ok(()));
    let signature = "MIRVEvbE3CrXfPwycY9r9OAQz34=";
    let result = posted("https://[::1]:8443", "/myapp.php", &PARAMETERS, signature);
    assert_eq!(result, Ok(()));
    // Other alphabets, blanks around a value, an empty one, and capitals before small letters.
    let parameters = [
        ("aaa", "1"),
        ("CallSid", "CA1"),
        ("Empty", ""),
        ("FromCity", "المنامة"),
        ("Note", " a b "),
        ("Zzz", "2"),
    ];
    let result = posted(SITE, PATH, &parameters, "3rZsEY/MJX9Izz+xJpBXM7+XaVw=");
    assert_eq!(result, Ok(()));
    // A GET: the parameters are in the query, and nothing but the address is signed.
    let get = Sent::get(
        "/myapp.php?foo=1&CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
    );
    let get = get.with("x-twilio-signature", "DYMuZ6UVW3ecOed7p2G0vn3c9cQ=");
    assert_eq!(check(SITE, &get, &*tokens(&["12345"])), Ok(()));
    // Signed as `?Caller=sip:1234@192.0.2.1&Name=O'Hara`, and sent so or escaped.
    for query in [
        "Caller=sip:1234@192.0.2.1&Name=O'Hara",
        "Caller=sip%3A1234%40192.0.2.1&Name=O%27Hara",
        "Caller=sip%3a1234%40192.0.2.1&Name=O'Hara",
    ] {
        let get = Sent::get(&format!("/a?{query}"));
        let get = get.with("x-twilio-signature", "5ZMJ9BfNOb3hWv2MWmHbYneOIjQ=");
        assert_eq!(check(SITE, &get, &*tokens(&["12345"])), Ok(()), "{query}");
    }
}

/// Made with `compute_signature` of Twilio's Python library 9.13, algorithm `HMAC_SHA256`.
#[test]
fn the_scheme_with_shared_keys_is_known() {
    let settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
    let signed = |sent: Sent, signature| {
        let sent = sent.with("x-twilio-signature", signature);
        let sent = sent.with("x-twilio-webhooks-signature-settings", settings);
        check(SITE, &sent, &*shared_key())
    };
    let form = Sent::post(PATH, &PARAMETERS);
    for signature in [
        "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=",
        "grxRoa/VNtXxd524NGLxIdev83nh23xhrRUVm50Umq4=",
    ] {
        assert_eq!(signed(form.clone(), signature), Ok(()));
    }
    let get = Sent::get(PATH);
    let signature = "M5sDn7HQLZ2oOEt/pdNtlwOrdCfzOTE0f6NWiCCM6Tg=";
    assert_eq!(signed(get, signature), Ok(()));
    let json = json(JSON, JSON_PATH, "+UOCWf84gdgo/5Hpg4m5/EgKnJA2/TbOw5sPNVr3bPk=")
        .with("x-twilio-webhooks-signature-settings", settings);
    assert_eq!(check(SITE, &json, &*shared_key()), Ok(()));
    // The token's signature, with the shared key's settings.
    assert_eq!(signed(form, SIGNED), Err(Rejection::Malformed));
}

#[test]
fn a_request_says_which_secret_it_is_signed_with() {
    let asked = |settings: &str, secrets: &dyn Auth| {
        let sent = Sent::post(PATH, &PARAMETERS)
            .with("x-twilio-signature", SIGNED)
            .with("x-twilio-webhooks-signature-settings", settings);
        check(SITE, &sent, secrets)
    };
    let token = &*tokens(&["12345"]);
    assert_eq!(asked("", token), Ok(()));
    assert_eq!(asked("algorithm=HMAC_SHA1", token), Ok(()));
    assert_eq!(asked("algorithm=", token), Ok(()));
    for (settings, secrets, rejection) in [
        ("key=other,algorithm=HMAC_SHA256", &*shared_key(), Rejection::UnknownKey),
        ("key=other,algorithm=HMAC_SHA256", token, Rejection::UnknownKey),
        ("algorithm=HMAC_SHA256", &*shared_key(), Rejection::UnknownKey),
        ("key=a,algorithm=HMAC_MD5", token, Rejection::UnknownMethod),
        ("key=مفتاح,algorithm=HMAC_MD5", token, Rejection::UnknownMethod),
        ("", &*shared_key(), Rejection::UnknownMethod),
    ] {
        assert_eq!(asked(settings, secrets), Err(rejection), "{settings}");
    }
}

#[test]
fn both_tokens_hold_while_one_is_changed_for_the_other() {
    // The second signature: `compute_signature` of the Python library with token 67890.
    for signature in [SIGNED, "MRMgx+lNcPbphsWBHcudGhkGNX0="] {
        let sent = Sent::post(PATH, &PARAMETERS).with("x-twilio-signature", signature);
        let result = check(SITE, &sent, &*tokens(&["12345", "67890"]));
        assert_eq!(result, Ok(()));
        let result = check(SITE, &sent, &*tokens(&["67890", "12345"]));
        assert_eq!(result, Ok(()));
        let result = check(SITE, &sent, &*tokens(&["other"]));
        assert_eq!(result, Err(Rejection::Mismatch));
    }
}

#[test]
fn an_address_is_signed_as_somebody_wrote_it() {
    let sent = || Sent::post("/voice/main", &[("CallSid", "CA1")]);
    for (written, signed) in [
        ("https://IVR.Example.bh", "https://IVR.Example.bh/voice/main"),
        ("https://IVR.Example.bh/", "https://ivr.example.bh/voice/main"),
        ("https://ivr.example.bh/sila%2fa", "https://ivr.example.bh/sila%2fa/voice/main"),
        ("https://هاتف.example.bh", "https://هاتف.example.bh/voice/main"),
        ("https://هاتف.example.bh", "https://xn--mgbg3eva.example.bh/voice/main"),
        ("https://ivr.example.bh/صلة", "https://ivr.example.bh/صلة/voice/main"),
        ("https://me:secret@IVR.example.bh#x", "https://IVR.example.bh/voice/main"),
    ] {
        let public_url = PublicUrl::parse(written).unwrap();
        let auth = tokens(&["12345"]);
        let code = code::<Hmac<Sha1>>(&auth.secrets()[0], &format!("{signed}CallSidCA1"));
        let sent = sent().with("x-twilio-signature", &code);
        let verified = auth.verify(&sent.request(), &public_url, Timestamp::UNIX_EPOCH);
        assert!(verified.is_ok(), "{written} {signed}");
    }
}
