//! The second factor: one-time codes by time (RFC 6238) and recovery codes.

use form_urlencoded::byte_serialize;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

use super::token::{Randomness, hash};

/// As many bytes as the hash has.
const KEY_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
/// A clock may be so many steps off.
const SKEW: i64 = 1;
const RECOVERY_CODES: usize = 10;
/// 80 bits.
const RECOVERY_BYTES: usize = 10;
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The key of an operator's one-time codes.
#[derive(Debug, Clone)]
pub struct TotpKey(SecretSlice<u8>);

impl TotpKey {
    pub fn new(random: &Randomness) -> Self {
        Self(random.bytes("second factor")[..KEY_BYTES].to_vec().into())
    }

    /// The key that the store keeps.
    pub fn kept(bytes: SecretSlice<u8>) -> Self {
        Self(bytes)
    }

    /// The key as the store keeps it.
    pub fn into_kept(self) -> SecretSlice<u8> {
        self.0
    }

    /// A key as [`Self::text`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = from_base32(&text.to_lowercase())?;
        (bytes.len() == KEY_BYTES).then(|| Self(bytes.into()))
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

    /// The code of a step, for a test or a program that shows it.
    pub fn code(&self, step: i64) -> String {
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

/// The hash of what may be a recovery code, however it was typed.
pub fn recovery_hash(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    hash(&letters.collect::<String>().to_lowercase())
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

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut joined, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let index = BASE32.iter().position(|known| *known == letter)?;
        joined = (joined << 5 | u32::try_from(index).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((joined >> bits).to_le_bytes()[0]);
        }
    }
    Some(bytes)
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
    fn a_key_is_typed_or_scanned() {
        let text = key().text();
        assert_eq!(text.expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let typed = TotpKey::parse(&text.expose_secret().to_lowercase()).unwrap();
        assert_eq!(typed.code(1), key().code(1));
        assert_eq!(
            key().address("خدمات", "huda").expose_secret(),
            "otpauth://totp/%D8%AE%D8%AF%D9%85%D8%A7%D8%AA:huda?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%D8%AE%D8%AF%D9%85%D8%A7%D8%AA&algorithm=SHA1&digits=6&period=30"
        );
        for text in ["", "GEZDGNBV", "1EZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"] {
            assert!(TotpKey::parse(text).is_none(), "{text}");
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
        assert_eq!(recovery_hash(&typed), hashes[0]);
    }
}
