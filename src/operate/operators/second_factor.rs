//! The second factor: one-time codes by time (RFC 6238) and recovery codes.

use form_urlencoded::byte_serialize;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::token::{Randomness, hash};
use crate::keys::OperatorKey;

const STEP_SECONDS: i64 = 30;
/// A clock may be so many steps off.
const SKEW: i64 = 1;
const RECOVERY_CODES: usize = 10;
/// 80 bits.
const RECOVERY_BYTES: usize = 10;
/// As much as no two invitations share.
const NONCE_BYTES: usize = 16;
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The nonce of the second factor that is set with an invitation, by what its link ends with.
pub fn nonce(token: &str) -> Vec<u8> {
    let hash = Sha256::new_with_prefix("second factor").chain_update([0]).chain_update(token);
    hash.finalize()[..NONCE_BYTES].to_vec()
}

/// The key of an operator's one-time codes. It is kept nowhere: the server's key makes it anew from the nonce.
#[derive(Debug, Clone)]
pub struct TotpKey(SecretSlice<u8>);

impl TotpKey {
    /// The key of an operator with this login, by the nonce that the store keeps.
    pub fn of(key: &OperatorKey, login: &str, nonce: &[u8]) -> Self {
        Self(key.code_key(login, nonce))
    }

    /// The key in letters, for who types it.
    pub fn text(&self) -> SecretString {
        base32(self.0.expose_secret()).to_uppercase().into()
    }

    /// The address that a QR code has for a telephone's program.
    pub fn address(&self, issuer: &str, login: &str) -> SecretString {
        let escaped = |text: &str| {
            let escaped: String = byte_serialize(text.as_bytes()).collect();
            // A plus means itself there.
            escaped.replace('+', "%20")
        };
        let (issuer, login) = (escaped(issuer), escaped(login));
        format!(
            "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP_SECONDS}",
            self.text().expose_secret()
        )
        .into()
    }

    /// The step whose code this is, if it is one of now, or of a step before or after. Compares in constant time.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let code = digits(code);
        let step = now.as_second().div_euclid(STEP_SECONDS);
        let fits = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(code.as_bytes()));
        (step - SKEW..=step + SKEW).rfind(fits)
    }

    fn code(&self, step: i64) -> String {
        format!("{:06}", self.number(step) % 1_000_000)
    }

    /// The number of 31 bits that a code ends (RFC 4226, 5.3).
    fn number(&self, step: i64) -> u32 {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.0.expose_secret()) else {
            // Every length of a key is taken.
            return 0;
        };
        mac.update(&step.to_be_bytes());
        let tag = mac.finalize().into_bytes();
        let offset = usize::from(tag[19] & 0xf);
        let bytes = tag.iter().skip(offset).take(4);
        bytes.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff
    }
}

/// Ten recovery codes, to be shown once, and their hashes.
pub fn recovery_codes(random: &Randomness) -> (Vec<SecretString>, Vec<String>) {
    let code = |number: usize| {
        let bytes = random.bytes(&format!("recovery code {number}"));
        let letters = base32(&bytes[..RECOVERY_BYTES]);
        let kept = hash(&letters);
        let parts: Vec<_> = letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        (SecretString::from(parts.join("-")), kept)
    };
    (0..RECOVERY_CODES).map(code).unzip()
}

/// The hash of a recovery code, however it was typed, if it is one of those that are kept. Compares in constant time.
pub fn recovery_code<'k>(code: &str, kept: &'k [String]) -> Option<&'k str> {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let given = hash(&letters.collect::<String>().to_lowercase());
    let is_it = |kept: &&String| bool::from(kept.as_bytes().ct_eq(given.as_bytes()));
    kept.iter().find(is_it).map(String::as_str)
}

/// A code as it was typed, with the digits of either script as 0 to 9, and without blanks.
fn digits(code: &str) -> String {
    let digit = |char: char| match char {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(char) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(char) - 0x6f0, 10),
        char => (!char.is_whitespace()).then_some(char),
    };
    code.chars().filter_map(digit).collect()
}

fn base32(bytes: &[u8]) -> String {
    let groups = bytes.chunks(5).flat_map(|group| {
        let joined = group.iter().fold(0_u64, |joined, byte| joined << 8 | u64::from(*byte));
        let letters = (group.len() * 8).div_ceil(5);
        let joined = joined << (letters * 5 - group.len() * 8);
        (0..letters).rev().map(move |at| (joined >> (at * 5)) & 31)
    });
    groups
        .filter_map(|index| BASE32.get(usize::try_from(index).ok()?))
        .map(|b| char::from(*b))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// The key of the examples in RFC 6238, appendix B.
    fn key() -> TotpKey {
        TotpKey(b"12345678901234567890".to_vec().into())
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        let examples = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (second, code) in examples {
            assert_eq!(key().number(second / 30) % 100_000_000, code, "{second}");
        }
        assert_eq!(key().code(1), "287082");
    }

    #[test]
    fn a_code_is_taken_a_step_early_and_late_in_the_digits_of_either_script() {
        for (now, step) in [(29, Some(1)), (59, Some(1)), (89, Some(1)), (120, None)] {
            assert_eq!(key().step_of("287082", at(now)), step, "{now}");
        }
        for code in ["٢٨٧٠٨٢", "۲۸۷۰۸۲", " 287 082 "] {
            assert_eq!(key().step_of(code, at(59)), Some(1), "{code}");
        }
        for code in ["", "28708", "2870820", "28708x"] {
            assert_eq!(key().step_of(code, at(59)), None, "{code}");
        }
    }

    #[test]
    fn a_key_can_be_typed_or_scanned() {
        let text = key().text();
        assert_eq!(text.expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            key().address("خدمات", "huda").expose_secret(),
            "otpauth://totp/%D8%AE%D8%AF%D9%85%D8%A7%D8%AA:huda?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%D8%AE%D8%AF%D9%85%D8%A7%D8%AA&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn each_invitation_of_each_operator_makes_a_key_of_its_own() {
        let key = |server: &str, login, token| {
            let (server, folder) = (server.repeat(44).into(), "/nowhere".into());
            let server =
                OperatorKey::configured_or_kept_in(Some(&server), folder, [0; 32]).unwrap();
            TotpKey::of(&server, login, &nonce(token)).text().expose_secret().to_owned()
        };
        let one = key("A", "huda", "a token");
        assert_eq!(one, key("A", "huda", "a token"));
        for other in
            [key("B", "huda", "a token"), key("A", "sami", "a token"), key("A", "huda", "")]
        {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn recovery_codes_are_ten_others_each_time_and_known_however_they_are_typed() {
        let (codes, hashes) = recovery_codes(&Randomness::new([1; 32]));
        let (others, _) = recovery_codes(&Randomness::new([2; 32]));
        assert_eq!((codes.len(), hashes.len()), (10, 10));
        let first = codes[0].expose_secret();
        assert_eq!(first.len(), 19, "{first}");
        assert_ne!(first, others[0].expose_secret());
        assert_ne!(first, codes[1].expose_secret());
        let typed = first.to_uppercase().replace('-', "  ");
        assert_eq!(recovery_code(&typed, &hashes), Some(&*hashes[0]));
        assert_eq!(recovery_code(others[0].expose_secret(), &hashes), None);
        assert_eq!(recovery_code("", &hashes), None);
    }
}
