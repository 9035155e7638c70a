//! Keys: made once, kept for their owner, and what is made with them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use camino::Utf8Path;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::SecretString;
use sha2::Sha256;
use sila::keys::{CallerKey, KeyError, KeyFor, Seal};

fn key(base64: &str) -> CallerKey {
    let configured = SecretString::from(base64);
    CallerKey::configured_or_kept_in(Some(&configured), Utf8Path::new("/nowhere"), [0; 32]).unwrap()
}

#[test]
fn a_number_has_one_hash_under_one_key() {
    let (one, other) = ("A".repeat(44) + "AAAA", "B".repeat(44) + "BBBB");
    let hash = key(&one).hash("+97317000000");
    assert_eq!(hash.len(), 32);
    assert!(!hash.contains("17000000"));
    assert_eq!(hash, key(&one).hash("+97317000000"));
    assert_ne!(hash, key(&one).hash("+97317000001"));
    assert_ne!(hash, key(&other).hash("+97317000000"));
}

/// Calculated with other programs: the key is the configured one, and the first 16 bytes of the HMAC are the hash.
#[test]
fn the_hash_of_a_number_stays_what_it_is() {
    let hash = key(&"A".repeat(44)).hash("+97317000000");
    assert_eq!(hash, "5afae0c3ee19e9f2a6dc05f2b3e9b7c6");
}

/// Calculated with other programs: the HMAC covers each part after its length in eight bytes, the lowest first.
#[test]
fn a_seal_stays_what_it_is() {
    let sealed = seal().seal("main", "CA1", "1_ed_ar_114_key_0_0_0_3");
    assert_eq!(sealed, "1_ed_ar_114_key_0_0_0_3~nyfcjZcsXUsIgdjCW0DkWA");
    assert_eq!(seal().number_of_turn("CA1", (1, 2), 0), 0xd59d_5ee0_08b0_3b7f);
    assert_eq!(seal().number_of_turn("CA1", (1, 2), 1), 0x9903_5723_2ef7_c189);
}

/// Calculated with other programs: a key is the HMAC of its name, under the random bytes.
#[test]
fn a_key_is_made_as_it_always_was() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    for (name, made) in [
        ("address", "/E+yZawgTekH4yHoxCyRMlJODiZa+tSK/FQO1nyKdEs="),
        ("caller", "ujdr1c0l7sQqCg/xHTEeRRoQELlhT14v3ZtD1CuDPI0="),
    ] {
        KeyFor(name).kept_in(folder, [1; 32]).unwrap();
        let kept = fs::read_to_string(folder.join(format!("{name}.key"))).unwrap();
        assert_eq!(kept.trim_end(), made, "{name}");
    }
}

fn seal() -> Seal {
    Seal::new(&[7; 32]).unwrap()
}

#[test]
fn opens_what_it_sealed_for_the_same_line_and_call() {
    let sealed = seal().seal("main", "CA1", "1_ed_ar_114_key_0_0_0_3");
    assert_eq!(seal().open("main", "CA1", &sealed), Some("1_ed_ar_114_key_0_0_0_3"));
}

#[test]
fn refuses_another_line_call_state_key_or_code() {
    let sealed = seal().seal("main", "CA1", "state");
    assert_eq!(seal().open("other", "CA1", &sealed), None);
    assert_eq!(seal().open("main", "CA2", &sealed), None);
    assert_eq!(seal().open("main", "CA1", &sealed.replace("state", "stat3")), None);
    assert_eq!(Seal::new(&[8; 32]).unwrap().open("main", "CA1", &sealed), None);
    for cut in 0..sealed.len() {
        assert_eq!(seal().open("main", "CA1", &sealed[..cut]), None, "cut at {cut}");
    }
    assert_eq!(seal().open("mai", "nCA1", &sealed), None, "parts can't be shifted");
}

const KEY: KeyFor = KeyFor("address");

fn code(mac: Hmac<Sha256>) -> String {
    hex::encode(mac.finalize().into_bytes())
}

#[test]
fn a_key_is_made_once_and_kept_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let first = KEY.kept_in(folder, [1; 32]).unwrap();
    let second = KEY.kept_in(folder, [2; 32]).unwrap();
    assert_eq!(code(first), code(second));
    let file = folder.join("address.key");
    let mode = fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn two_keys_made_from_the_same_bytes_have_nothing_in_common() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let one = KEY.kept_in(folder, [1; 32]).unwrap();
    let other = KeyFor("caller").kept_in(folder, [1; 32]).unwrap();
    assert_ne!(code(one), code(other));
    let made_of = code(Hmac::new_from_slice(&[1; 32]).unwrap());
    assert_ne!(code(KEY.already_in(folder).unwrap()), made_of);
}

#[test]
fn a_key_that_is_short_odd_or_absent_is_refused() {
    let short = KEY.mac(&[0; 31]);
    assert!(matches!(short, Err(KeyError::TooShort { bytes: 31, .. })));
    let odd = KEY.mac_of_base64(&SecretString::from("not a key"));
    assert!(matches!(odd, Err(KeyError::NotBase64 { .. })));
    let folder = tempfile::tempdir().unwrap();
    let absent = KEY.already_in(Utf8Path::from_path(folder.path()).unwrap());
    assert!(matches!(absent, Err(KeyError::Missing { .. })));
}
