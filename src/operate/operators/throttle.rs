//! The limits of failed sign-ins.
//!
//! Strangers share a limit for each login, one for each network and one in all. An operator has a limit of their own in a
//! browser in which they have signed in before, and so has a session: whatever strangers try, they do not stop
//! somebody there (OWASP's device cookies). Whoever is stopped on a new browser is let in by an invitation,
//! which makes the browser a known one.

use std::net::IpAddr;

use jiff::Timestamp;

use super::password::HashingFor;
use crate::hourly_limit::{HourlyLimit, HourlyLimitOfEach};

/// Failures of strangers in an hour of this server; a network has a tenth of them.
const OF_STRANGERS: u32 = 300;
/// The failures at one login in an hour.
const OF_LOGIN: u32 = 10;
/// An operator's failures in an hour in a known browser, or in a session.
const OF_BROWSER: u32 = 10;

/// Somebody who tries to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SigningIn {
    Stranger {
        network: IpAddr,
        login: String,
    },
    /// In a browser in which the operator has signed in before, by the hash of its token.
    Browser {
        operator: u64,
        token: String,
    },
    /// Again, in the session with this number.
    Session(u64),
}

impl SigningIn {
    /// The one for whom the password is hashed.
    pub fn hashing_for(&self) -> HashingFor {
        match self {
            Self::Stranger { .. } => HashingFor::Stranger,
            Self::Browser { .. } | Self::Session(_) => HashingFor::Operator,
        }
    }
}

/// Counts failed sign-ins of an hour of the clock, in memory alone.
#[derive(Debug)]
pub struct SignInThrottle {
    strangers: HourlyLimit,
    logins: HourlyLimitOfEach<String>,
    browsers: HourlyLimitOfEach<SigningIn>,
    /// By author, login and rule.
    failures: HourlyLimitOfEach<(String, String, &'static str)>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self {
            strangers: HourlyLimit::new("sign-ins", OF_STRANGERS),
            logins: HourlyLimitOfEach::new("sign-ins-of-login", OF_LOGIN),
            browsers: HourlyLimitOfEach::new("sign-ins-of-browser", OF_BROWSER),
            failures: HourlyLimitOfEach::new("sign-in-failures", 1),
        }
    }
}

impl SignInThrottle {
    /// Counts a try as a failure, before it is looked at, so that tries at the same time count; returns whether it is within
    /// the limits.
    pub fn admits(&self, who: &SigningIn, now: Timestamp) -> bool {
        let SigningIn::Stranger { network, login } = who else {
            return self.browsers.admits(who.clone(), now);
        };
        if !self.strangers.admits(*network, now) {
            return false;
        }
        let is_admitted = self.logins.admits(login.clone(), now);
        if !is_admitted {
            self.strangers.take_back(*network, now);
        }
        is_admitted
    }

    /// Returns whether it is the first failure of its kind in an hour: the audit has no others, so that strangers do not fill
    /// it.
    pub fn is_first(
        &self,
        author: &str,
        (login, rule): (&str, &'static str),
        now: Timestamp,
    ) -> bool {
        self.failures.admits((author.to_owned(), login.to_owned(), rule), now)
    }

    /// Takes a try of this time back that was no failure.
    pub fn take_back(&self, who: &SigningIn, at: Timestamp) {
        match who {
            SigningIn::Stranger { network, login } => {
                self.strangers.take_back(*network, at);
                self.logins.take_back(login, at);
            }
            SigningIn::Browser { .. } | SigningIn::Session(_) => self.browsers.take_back(who, at),
        }
    }
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

    fn browser(operator: u64, token: &str) -> SigningIn {
        SigningIn::Browser { operator, token: token.to_owned() }
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
    fn a_network_of_version_6_is_one() {
        let throttle = SignInThrottle::default();
        let hosts =
            (1..100).map(|host| stranger(&format!("2001:db8::{host:x}"), &host.to_string()));
        let in_all: usize = hosts.map(|who| admitted(&throttle, &who, 1)).sum();
        assert_eq!(in_all, 30);
    }

    #[test]
    fn an_operator_in_a_known_browser_is_stopped_by_nobody_else() {
        let throttle = SignInThrottle::default();
        admitted(&throttle, &stranger("127.0.0.1", "huda"), 500);
        for _ in 0..100 {
            assert!(throttle.admits(&browser(1, "shared"), second(7200)));
            throttle.take_back(&browser(1, "shared"), second(7200));
        }
        assert_eq!(admitted(&throttle, &browser(1, "shared"), 50), 10);
        assert_eq!(admitted(&throttle, &browser(2, "shared"), 50), 10);
        assert_eq!(admitted(&throttle, &SigningIn::Session(1), 50), 10);
        assert_eq!(admitted(&throttle, &SigningIn::Session(2), 50), 10);
        let another_hour = second(10_800);
        assert!(throttle.admits(&stranger("127.0.0.1", "huda"), another_hour));
    }
}
