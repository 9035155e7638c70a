//! One-time codes as a telephone's program makes them from the key in letters (RFC 6238).

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use sha1::Sha1;
use sila::operate::operators::TotpKey;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code that a telephone with this key shows.
pub fn one_time_code(key: &TotpKey, now: Timestamp) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(&bytes(key.text().expose_secret())).unwrap();
    mac.update(&(now.as_second() / 30).to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let offset = usize::from(tag[19] & 0xf);
    let number = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn bytes(letters: &str) -> Vec<u8> {
    let values = letters.chars().map(|letter| LETTERS.find(letter).unwrap());
    let bits = values.map(|value| format!("{value:05b}")).collect::<Vec<_>>().concat();
    let bytes = bits.as_bytes().chunks_exact(8).map(|byte| str::from_utf8(byte).unwrap());
    bytes.map(|byte| u8::from_str_radix(byte, 2).unwrap()).collect()
}
