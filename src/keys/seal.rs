//! Seals of call states, by a message authentication code.
//!
//! A sealed state rides in the address of a turn. Some providers do not sign the address that they call, so it proves
//! itself: the code covers the line, the call and the state, and none of the three can be exchanged for another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use camino::Utf8Path;
use hmac::{Hmac, Mac};
use secrecy::SecretString;
use sha2::Sha256;

use crate::keys::{KeyError, KeyFor};

/// The key that seals.
const KEY: KeyFor = KeyFor("address");
/// The code's length: 128 bits can't be guessed within any call.
const TAG_BYTES: usize = 16;
/// Separates the state from its code; it needs no escape in a query, and stands in neither.
const SEPARATOR: char = '~';

/// Seals states and opens them again.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// A seal with this key, of 32 bytes or more.
    pub fn new(key: &[u8]) -> Result<Self, KeyError> {
        KEY.mac(key).map(Self)
    }

    /// A seal with a key written in base64.
    pub fn from_base64(key: &SecretString) -> Result<Self, KeyError> {
        KEY.mac_of_base64(key).map(Self)
    }

    /// A seal with the key kept in `folder`, made from `random` bytes if there is none yet.
    pub fn kept_in(folder: &Utf8Path, random: [u8; 32]) -> Result<Self, KeyError> {
        KEY.kept_in(folder, random).map(Self)
    }

    /// The state and its code, in characters that need no escape in a query.
    pub fn seal(&self, line: &str, call: &str, state: &str) -> String {
        let tag = self.covering(line, call, state).finalize().into_bytes();
        let mut sealed = String::with_capacity(state.len() + 1 + TAG_BYTES * 4 / 3 + 3);
        sealed.push_str(state);
        sealed.push(SEPARATOR);
        URL_SAFE_NO_PAD.encode_string(&tag[..TAG_BYTES], &mut sealed);
        sealed
    }

    /// The state, if the code is ours and made for this line and call. Compares in constant time.
    pub fn open<'s>(&self, line: &str, call: &str, sealed: &'s str) -> Option<&'s str> {
        let (state, tag) = sealed.rsplit_once(SEPARATOR)?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok().filter(|tag| tag.len() == TAG_BYTES)?;
        self.covering(line, call, state).verify_truncated_left(&tag).ok()?;
        Some(state)
    }

    /// A number that nobody can foretell, the same for every retry of a turn.
    pub fn number_of_turn(&self, call: &str, (restart, turn): (u32, u32)) -> u64 {
        let tag = self.covering("", call, &format!("number {restart}.{turn}"));
        let tag = tag.finalize().into_bytes();
        tag.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn covering(&self, line: &str, call: &str, state: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [line, call, state] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
