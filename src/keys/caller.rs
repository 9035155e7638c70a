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
        match configured {
            Some(key) => KEY.mac_of_base64(key),
            None => KEY.kept_in(folder, random),
        }
        .map(Self)
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

    /// The hash of a number in E.164: 32 hexadecimal digits.
    pub fn hash(&self, number: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(number.as_bytes());
        hex::encode(&mac.finalize().into_bytes()[..HASH_BYTES])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(base64: &str) -> CallerKey {
        let configured = SecretString::from(base64);
        CallerKey::configured_or_kept_in(Some(&configured), Utf8Path::new("/nowhere"), [0; 32])
            .unwrap()
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
}
