//! Passwords: which are taken, and how their hashes are made and compared within bounds.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, Params, PasswordHash};
use icu_normalizer::ComposingNormalizerBorrowed;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The shortest password that is taken, in characters. What it is made of is not asked: length counts.
pub const SHORTEST_PASSWORD: usize = 12;
/// The longest password that is taken, in characters.
pub const LONGEST_PASSWORD: usize = 128;
/// As many bytes as the longest password may have.
const LONGEST_BYTES: usize = LONGEST_PASSWORD * 4;

/// Passwords of the lists that guessers begin with, as far as they are long enough.
const COMMON: [&str; 24] = [
    "123456789012",
    "1234567890123",
    "12345678901234567890",
    "123123123123",
    "123456123456",
    "1234567891011",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "abcdefghijkl",
    "administrator",
    "administrator1",
    "changemechangeme",
    "contrasena123",
    "correcthorsebatterystaple",
    "iloveyou1234",
    "letmeinletmein",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "qwerty123456",
    "qwertyqwerty",
    "qwertyuiop12",
    "qwertyuiop123",
];

/// The reason why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordMistake {
    TooShort,
    TooLong,
    /// The login is in it.
    HasLogin,
    /// It is one of those that are guessed first, or one character again and again.
    Common,
}

impl PasswordMistake {
    /// The name of the rule, for the audit.
    pub fn rule(self) -> &'static str {
        match self {
            Self::TooShort => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::HasLogin => "password-has-login",
            Self::Common => "password-common",
        }
    }
}

/// Fails if an operator may not have this password.
pub fn check(password: &SecretString, login: &str) -> Result<(), PasswordMistake> {
    let password = password.expose_secret();
    // Bytes first: what is far too long is not even looked at.
    if password.len() > LONGEST_BYTES || password.chars().count() > LONGEST_PASSWORD {
        return Err(PasswordMistake::TooLong);
    }
    let password = normalized(password).to_lowercase();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordMistake::TooShort);
    }
    if password.contains(&login.to_lowercase()) {
        return Err(PasswordMistake::HasLogin);
    }
    let first = password.chars().next();
    let is_one = password.chars().all(|char| Some(char) == first);
    if is_one || COMMON.contains(&&*password) {
        return Err(PasswordMistake::Common);
    }
    Ok(())
}

/// The same letters have the same bytes, whatever keyboard they come from (NFC).
fn normalized(password: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(password).into_owned()
}

/// The one for whom a password is hashed. Operators do not wait behind strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashingFor {
    Stranger,
    /// Somebody with a session, an invitation, or a browser in which the operator has signed in before.
    Operator,
}

/// Too many passwords are being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherBusy;

/// Makes and compares hashes of passwords (argon2id, 19 MiB and two passes each, as OWASP advises), a few at once.
#[derive(Debug)]
pub struct PasswordHasher {
    strangers: Arc<Semaphore>,
    operators: Arc<Semaphore>,
    patience: Duration,
}

impl Default for PasswordHasher {
    /// Two at once for strangers and two for operators; nobody waits for more than five seconds.
    fn default() -> Self {
        Self::new(2, Duration::from_secs(5))
    }
}

impl PasswordHasher {
    /// So many at once for strangers, as many for operators; whoever would wait for longer is refused.
    pub fn new(at_once: usize, patience: Duration) -> Self {
        let places = || Arc::new(Semaphore::new(at_once));
        Self { strangers: places(), operators: places(), patience }
    }

    /// Returns whether a password fits a hash. Where there is none, or the password is longer than any may be, it takes as
    /// long as another, and the answer is no.
    pub async fn fits(
        &self,
        password: &SecretString,
        hash: Option<&SecretString>,
        whose: HashingFor,
    ) -> Result<bool, HasherBusy> {
        let is_possible = password.expose_secret().len() <= LONGEST_BYTES;
        let password = if is_possible { password.clone() } else { SecretString::default() };
        let hash = hash.filter(|_| is_possible).cloned();
        let compare = move || {
            if let Some(hash) = hash {
                return is_of(&password, &hash);
            }
            black_box(make(&password, &[0; 16])).ok();
            false
        };
        self.run(whose, compare).await
    }

    /// The hash of a password, with its parameters in it.
    pub async fn hash(
        &self,
        password: &SecretString,
        salt: [u8; 32],
        whose: HashingFor,
    ) -> Result<SecretString, HasherBusy> {
        let password = password.clone();
        let made = self.run(whose, move || make(&password, &salt[..16])).await?;
        // It fails for want of memory alone.
        made.map_err(|_| HasherBusy)
    }

    async fn run<T: Send + 'static>(
        &self,
        whose: HashingFor,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HasherBusy> {
        let places = match whose {
            HashingFor::Stranger => &self.strangers,
            HashingFor::Operator => &self.operators,
        };
        let place = timeout(self.patience, Arc::clone(places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or(HasherBusy)?;
        let work = move || {
            // Held until the work is done, also where nobody waits for it any more.
            let _place = place;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| HasherBusy)
    }
}

fn make(password: &SecretString, salt: &[u8]) -> Result<SecretString, password_hash::Error> {
    let password = normalized(password.expose_secret());
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt)?;
    Ok(hash.to_string().into())
}

fn is_of(password: &SecretString, hash: &SecretString) -> bool {
    let password = normalized(password.expose_secret());
    let hash = PasswordHash::new(hash.expose_secret());
    hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// True if a hash was made with less effort than is made now.
pub fn is_outdated(hash: &SecretString) -> bool {
    let hash = PasswordHash::new(hash.expose_secret()).ok();
    let params = hash.and_then(|hash| Params::try_from(&hash).ok());
    params.is_none_or(|params| {
        params.m_cost() < Params::DEFAULT_M_COST || params.t_cost() < Params::DEFAULT_T_COST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(password: &str) -> Option<PasswordMistake> {
        check(&password.into(), "huda").err()
    }

    #[test]
    fn length_counts_and_what_is_guessed_first_does_not() {
        assert_eq!(mistake("elevenchars"), Some(PasswordMistake::TooShort));
        assert_eq!(mistake("البحر هادئ اليوم"), None);
        assert_eq!(mistake("all of them are small"), None);
        assert_eq!(mistake(&"long ".repeat(26)), Some(PasswordMistake::TooLong));
        assert_eq!(mistake("my name is Huda now"), Some(PasswordMistake::HasLogin));
        assert_eq!(mistake("PasswordPassword"), Some(PasswordMistake::Common));
        assert_eq!(mistake("xxxxxxxxxxxxx"), Some(PasswordMistake::Common));
        assert!(COMMON.iter().all(|common| common.len() >= SHORTEST_PASSWORD));
    }

    #[tokio::test]
    async fn a_password_fits_its_hash_alone_however_it_is_typed() {
        let hasher = PasswordHasher::default();
        let operator = HashingFor::Operator;
        let hash = hasher.hash(&"caf\u{e9} by the sea".into(), [7; 32], operator).await.unwrap();
        assert!(hash.expose_secret().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let fits = async |password: &str, hash| {
            hasher.fits(&password.into(), hash, operator).await.unwrap()
        };
        assert!(fits("cafe\u{301} by the sea", Some(&hash)).await);
        assert!(!fits("cafe by the sea", Some(&hash)).await);
        assert!(!fits("cafe by the sea", None).await);
        let no_hash = "no hash".into();
        assert!(!fits("", Some(&no_hash)).await);
        let longest = "م".repeat(LONGEST_PASSWORD);
        let of_longest = hasher.hash(&(&*longest).into(), [7; 32], operator).await.unwrap();
        assert!(fits(&longest, Some(&of_longest)).await);
        let far_too_long = "long".repeat(LONGEST_PASSWORD + 1);
        let of_it = hasher.hash(&(&*far_too_long).into(), [7; 32], operator).await.unwrap();
        assert!(!fits(&far_too_long, Some(&of_it)).await, "it is not even looked at");
        let of_nothing = hasher.hash(&"".into(), [7; 32], operator).await.unwrap();
        assert!(!fits(&far_too_long, Some(&of_nothing)).await);
        assert!(!is_outdated(&hash));
        let weaker = hash.expose_secret().replace("m=19456", "m=9216");
        assert!(is_outdated(&weaker.into()));
    }

    #[tokio::test]
    async fn strangers_wait_within_a_bound_and_operators_not_behind_them() {
        let hasher = PasswordHasher::new(1, Duration::ZERO);
        let held = Arc::clone(&hasher.strangers).acquire_owned().await.unwrap();
        let stranger = hasher.fits(&"a password".into(), None, HashingFor::Stranger).await;
        assert_eq!(stranger, Err(HasherBusy));
        assert_eq!(hasher.fits(&"a password".into(), None, HashingFor::Operator).await, Ok(false));
        drop(held);
        let stranger = hasher.fits(&"a password".into(), None, HashingFor::Stranger).await;
        assert_eq!(stranger, Ok(false));
    }
}
