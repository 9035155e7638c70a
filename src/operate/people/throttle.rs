//! The limits of failed sign-ins.
//!
//! Strangers share a limit for each login, one for each network and one in all. A browser in which the operator has
//! signed in before has a limit of its own, and so has a session: whatever strangers try, they do not stop
//! somebody who is known there (OWASP's device cookies). Whoever is stopped on a new browser is let in by an invitation,
//! which makes the browser known.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

const HOUR_SECONDS: i64 = 3600;
/// Failures of strangers in an hour of this server.
const OF_STRANGERS: u32 = 300;
/// The failures of one network in an hour. This machine has all: a proxy on it stands for everybody.
const OF_NETWORK: u32 = 30;
/// The failures at one login in an hour.
const OF_LOGIN: u32 = 10;
/// Failures in an hour in a browser that is known, or in a session.
const OF_KNOWN: u32 = 10;

/// Somebody who tries to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningIn {
    Stranger {
        network: IpAddr,
        login: String,
    },
    /// By the hash of what the browser is known by, or the session's number.
    Known(String),
}

/// Counts failed sign-ins of an hour of the clock, in memory alone.
#[derive(Debug, Default)]
pub struct SignInThrottle(Mutex<Failures>);

#[derive(Debug, Default)]
struct Failures {
    hour: i64,
    of_strangers: u32,
    networks: HashMap<IpAddr, u32>,
    logins: HashMap<String, u32>,
    known: HashMap<String, u32>,
}

impl SignInThrottle {
    /// Counts a try as a failure, before it is looked at, so that tries at the same time count; returns whether it is within
    /// the limits.
    pub fn admits(&self, who: &SigningIn, now: Timestamp) -> bool {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.as_second().div_euclid(HOUR_SECONDS);
        if failures.hour != hour {
            *failures = Failures { hour, ..Failures::default() };
        }
        match who {
            SigningIn::Known(by) => count(&mut failures.known, by.clone(), OF_KNOWN),
            SigningIn::Stranger { network, login } => {
                let has_room = failures.of_strangers < OF_STRANGERS
                    && (network.is_loopback() || of(&failures.networks, network) < OF_NETWORK)
                    && count(&mut failures.logins, login.clone(), OF_LOGIN);
                if has_room {
                    failures.of_strangers += 1;
                    *failures.networks.entry(*network).or_default() += 1;
                }
                has_room
            }
        }
    }

    /// Takes a try back that was no failure.
    pub fn succeeded(&self, who: &SigningIn) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let less = |count: &mut u32| *count = count.saturating_sub(1);
        match who {
            SigningIn::Known(by) => {
                failures.known.get_mut(by).map(less);
            }
            SigningIn::Stranger { network, login } => {
                less(&mut failures.of_strangers);
                failures.networks.get_mut(network).map(less);
                failures.logins.get_mut(login).map(less);
            }
        }
    }
}

fn of<K: std::hash::Hash + Eq>(counts: &HashMap<K, u32>, key: &K) -> u32 {
    counts.get(key).copied().unwrap_or_default()
}

fn count(counts: &mut HashMap<String, u32>, key: String, most: u32) -> bool {
    let has_room = of(counts, &key) < most;
    if has_room {
        *counts.entry(key).or_default() += 1;
    }
    has_room
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn stranger(network: &str, login: &str) -> SigningIn {
        SigningIn::Stranger { network: network.parse().unwrap(), login: login.to_owned() }
    }

    fn admitted(throttle: &SignInThrottle, who: &SigningIn, times: u32) -> usize {
        (0..times).filter(|_| throttle.admits(who, second(7200))).count()
    }

    #[test]
    fn strangers_are_stopped_by_login_by_network_and_in_all() {
        let throttle = SignInThrottle::default();
        assert_eq!(admitted(&throttle, &stranger("192.0.2.1", "huda"), 50), 10);
        assert_eq!(admitted(&throttle, &stranger("192.0.2.2", "huda"), 50), 0);
        assert_eq!(admitted(&throttle, &stranger("192.0.2.1", "sami"), 50), 10);
        assert_eq!(admitted(&throttle, &stranger("192.0.2.1", "ali"), 9), 9);
        assert_eq!(admitted(&throttle, &stranger("192.0.2.1", "noor"), 50), 1);
        let logins = (0..1000)
            .map(|number| stranger(&format!("10.0.{}.1", number / 4), &number.to_string()));
        let in_all: usize = logins.map(|who| admitted(&throttle, &who, 1)).sum();
        assert_eq!(in_all, 270);
    }

    #[test]
    fn whoever_is_known_is_stopped_by_nobody_else() {
        let throttle = SignInThrottle::default();
        admitted(&throttle, &stranger("127.0.0.1", "huda"), 500);
        for _ in 0..100 {
            let huda = SigningIn::Known("her browser".to_owned());
            assert!(throttle.admits(&huda, second(7200)));
            throttle.succeeded(&huda);
        }
        assert_eq!(admitted(&throttle, &SigningIn::Known("stolen".to_owned()), 50), 10);
        let another_hour = second(10_800);
        assert!(throttle.admits(&stranger("127.0.0.1", "huda"), another_hour));
    }
}
