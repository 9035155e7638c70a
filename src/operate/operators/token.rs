//! Secrets of browsers and links that nobody can guess; of each, the store has the hash alone.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

/// Random bytes for one thing that somebody does. What is made from them gives nothing else away that is.
pub struct Randomness([u8; 32]);

impl Randomness {
    /// From 32 bytes that nobody can guess and that are used for nothing else.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes for one use, by its name.
    pub fn bytes(&self, used_as: &str) -> [u8; 32] {
        Sha256::new_with_prefix(used_as).chain_update([0]).chain_update(self.0).finalize().into()
    }

    /// A token of 256 bits for one use, in letters that need no escape in an address.
    pub fn token(&self, used_as: &str) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.bytes(used_as)).into()
    }
}

/// Makes the random bytes of each thing that operators do here.
#[derive(Debug)]
pub struct RandomSource {
    seed: [u8; 32],
    made: AtomicU64,
}

impl RandomSource {
    /// From 32 bytes that nobody can guess, other ones at every start.
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed, made: AtomicU64::new(0) }
    }

    /// Bytes that were never made before.
    pub fn next(&self) -> Randomness {
        let number = self.made.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let hash =
            Sha256::new_with_prefix("operators").chain_update(self.seed).chain_update(number);
        Randomness(hash.finalize().into())
    }
}

/// The hash by which the store knows a token or a recovery code: of what has 80 random bits or more, nothing slower is needed.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
