//! Keyed hashes of callers' numbers: whether two calls came from one number can be told from them, and
//! not from which, without the key.

use camino::Utf8Path;
use hmac::{Hmac, Mac};
use secrecy::SecretString;
use sha2::Sha256;

use crate::keys::{KeyError, KeyFor};

const KEY: KeyFor = KeyFor("caller");
/// 128 bits: no two numbers will ever have the same.
const HASH_BYTES: usize = 16;

/// Makes the hashes of callers' numbers.
///
/// There are so few telephone numbers that all of them can be tried: whoever has the key can find the number
/// to a hash.
#[derive(Clone)]
pub struct CallerKey(Hmac<Sha256>);

impl CallerKey {
    /// The key that the configuration has in base64; without one, the key kept in `folder`, made from
    /// `random` bytes if there is none yet.
    pub fn configured_or_kept_in(
        configured: Option<&SecretString>,
        folder: &Utf8Path,
        random: [u8; 32],
    ) -> Result<Self, KeyError> {
        KEY.configured_or_kept_in(configured, folder, random).map(Self)
    }

    /// The key that the configuration has in base64; without one, the key that must be in `folder` already.
    pub fn configured_or_already_in(
        configured: Option<&SecretString>,
        folder: &Utf8Path,
    ) -> Result<Self, KeyError> {
        match configured {
            Some(key) => KEY.mac_of_base64(key),
            None => KEY.already_in(folder),
        }
        .map(Self)
    }

    /// Returns whether the key is already in `folder`.
    pub fn is_in(folder: &Utf8Path) -> bool {
        KEY.is_in(folder)
    }

    /// The hash of a number in E.164: 32 hexadecimal digits.
    pub fn hash(&self, number: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(number.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..HASH_BYTES])
    }

    /// Returns whether a hash is that of this text. Compares in constant time.
    pub fn is_hash_of(&self, hash: &str, text: &str) -> bool {
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        let mut bytes = [0; HASH_BYTES];
        hex::decode_to_slice(hash, &mut bytes).is_ok() && mac.verify_truncated_left(&bytes).is_ok()
    }
}
