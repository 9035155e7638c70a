//! Keys of operators' one-time codes, made from what the store keeps and a key that it does not.

use camino::Utf8Path;
use hmac::{Hmac, Mac};
use secrecy::{SecretSlice, SecretString};
use sha2::Sha256;

use crate::keys::{KeyError, KeyFor};

const KEY: KeyFor = KeyFor("operator");
/// As many bytes as the hash of one-time codes has.
const CODE_KEY_BYTES: usize = 20;

/// Makes the keys of operators' one-time codes: whoever reads the store, or a backup of it, has none of them.
#[derive(Clone)]
pub struct OperatorKey(Hmac<Sha256>);

impl OperatorKey {
    /// The key that the configuration has in base64; without one, the key kept in `folder`, made from
    /// `random` bytes if there is none yet.
    pub fn configured_or_kept_in(
        configured: Option<&SecretString>,
        folder: &Utf8Path,
        random: [u8; 32],
    ) -> Result<Self, KeyError> {
        KEY.configured_or_kept_in(configured, folder, random).map(Self)
    }

    /// The key of an operator's one-time codes, by the login and the nonce that the store keeps. The same nonce makes
    /// another key for another operator.
    pub fn code_key(&self, login: &str, nonce: &[u8]) -> SecretSlice<u8> {
        let mut mac = self.0.clone();
        // No login has a null character in it.
        mac.update(login.as_bytes());
        mac.update(&[0]);
        mac.update(nonce);
        mac.finalize().into_bytes()[..CODE_KEY_BYTES].to_vec().into()
    }
}

impl std::fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OperatorKey(not shown)")
    }
}
