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
pub const SEPARATOR: char = '~';

/// Seals states and opens them again.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// A seal with this key, of 32 bytes or more.
    pub fn new(key: &[u8]) -> Result<Self, KeyError> {
        KEY.mac(key).map(Self)
    }

    /// A seal with the key that the configuration has in base64; without one, with the key kept in `folder`, made from
    /// `random` bytes if there is none yet.
    pub fn configured_or_kept_in(
        configured: Option<&SecretString>,
        folder: &Utf8Path,
        random: [u8; 32],
    ) -> Result<Self, KeyError> {
        KEY.configured_or_kept_in(configured, folder, random).map(Self)
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

    /// A number that nobody can foretell, another for each draw, and the same for every retry of a turn.
    pub fn number_of_turn(&self, call: &str, (restart, turn): (u32, u32), draw: u32) -> u64 {
        self.number(call, &format!("number {restart}.{turn}.{draw}"))
    }

    /// The same for what was sent with a form of the website.
    pub fn number_of_form(&self, sent: &str, draw: u32) -> u64 {
        self.number(sent, &format!("form {draw}"))
    }

    fn number(&self, of: &str, which: &str) -> u64 {
        let tag = self.covering("", of, which).finalize().into_bytes();
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
