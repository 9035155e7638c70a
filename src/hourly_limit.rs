//! Limits of what strangers may do in an hour of the clock, counted in memory alone.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use metrics::counter;

const HOUR_SECONDS: i64 = 3600;
/// A peer has this part of what all have. This machine has everything: a proxy on it stands for everybody.
const SHARE: u32 = 10;

/// A peer by its address; of version 6 by its network, of which a household has a whole one.
pub fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(peer) if !peer.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(peer.to_bits() & !u128::from(u64::MAX)))
        }
        peer => peer,
    }
}

/// A limit of this server in an hour, in all and for each peer. Peers are known no longer than for the hour.
#[derive(Debug)]
pub struct HourlyLimit {
    name: &'static str,
    in_all: u32,
    counts: Mutex<HourCounts<IpAddr>>,
}

impl HourlyLimit {
    /// A limit by its name in metrics.
    pub fn new(name: &'static str, in_all: u32) -> Self {
        Self { name, in_all, counts: Mutex::default() }
    }

    /// Counts something that a peer wants; returns whether it is within the limit.
    pub fn admits(&self, peer: IpAddr, now: Timestamp) -> bool {
        let mut counts = HourCounts::lock(&self.counts);
        counts.begin(now);
        let peer = network(peer);
        let has_room = peer.is_loopback() || counts.of(&peer) < self.in_all / SHARE;
        if counts.in_all >= self.in_all || !has_room {
            reached(self.name);
            return false;
        }
        counts.add(peer);
        true
    }

    /// Takes back what was counted of a peer at this time.
    pub fn take_back(&self, peer: IpAddr, at: Timestamp) {
        HourCounts::lock(&self.counts).take_back(&network(peer), at);
    }
}

/// A limit of this server in an hour for each of many.
#[derive(Debug)]
pub struct HourlyLimitOfEach<K> {
    name: &'static str,
    of_each: u32,
    counts: Mutex<HourCounts<K>>,
}

impl<K: Hash + Eq> HourlyLimitOfEach<K> {
    /// A limit by its name in metrics.
    pub fn new(name: &'static str, of_each: u32) -> Self {
        Self { name, of_each, counts: Mutex::default() }
    }

    /// Counts something of one; returns whether it is within the limit.
    pub fn admits(&self, one: K, now: Timestamp) -> bool {
        let mut counts = HourCounts::lock(&self.counts);
        counts.begin(now);
        if counts.of(&one) >= self.of_each {
            reached(self.name);
            return false;
        }
        counts.add(one);
        true
    }

    /// Takes back what was counted of one at this time.
    pub fn take_back(&self, one: &K, at: Timestamp) {
        HourCounts::lock(&self.counts).take_back(one, at);
    }
}

fn reached(limit: &'static str) {
    counter!("sila_limits_reached_total", "limit" => limit).increment(1);
}

/// Counts of an hour of the clock, in all and of each.
#[derive(Debug)]
struct HourCounts<K> {
    hour: i64,
    in_all: u32,
    of_each: HashMap<K, u32>,
}

impl<K> Default for HourCounts<K> {
    fn default() -> Self {
        Self { hour: 0, in_all: 0, of_each: HashMap::new() }
    }
}

impl<K: Hash + Eq> HourCounts<K> {
    fn lock(counts: &Mutex<Self>) -> MutexGuard<'_, Self> {
        counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts anew where another hour has begun.
    fn begin(&mut self, now: Timestamp) {
        let hour = hour(now);
        if self.hour != hour {
            *self = Self { hour, ..Self::default() };
        }
    }

    fn of(&self, one: &K) -> u32 {
        self.of_each.get(one).copied().unwrap_or_default()
    }

    fn add(&mut self, one: K) {
        self.in_all += 1;
        *self.of_each.entry(one).or_default() += 1;
    }

    /// Changes nothing where another hour has begun, which does not have it.
    fn take_back(&mut self, one: &K, at: Timestamp) {
        if self.hour != hour(at) {
            return;
        }
        if let Some(count) = self.of_each.get_mut(one) {
            *count -= 1;
            self.in_all -= 1;
            if *count == 0 {
                self.of_each.remove(one);
            }
        }
    }
}

fn hour(now: Timestamp) -> i64 {
    now.as_second().div_euclid(HOUR_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn peer(peer: &str) -> IpAddr {
        peer.parse().unwrap()
    }

    fn admitted(limit: &HourlyLimit, from: &str, times: u32, second: i64) -> usize {
        (0..times).filter(|_| limit.admits(peer(from), at(second))).count()
    }

    #[test]
    fn a_peer_has_its_share_and_this_machine_the_rest() {
        let limit = HourlyLimit::new("tests", 30);
        assert_eq!(admitted(&limit, "192.0.2.1", 5, 7200), 3);
        assert_eq!(admitted(&limit, "2001:db8::1", 2, 7200), 2);
        assert_eq!(admitted(&limit, "2001:db8::2", 2, 7200), 1, "a network is one peer");
        assert_eq!(admitted(&limit, "127.0.0.1", 50, 7200), 24);
        assert_eq!(admitted(&limit, "192.0.2.2", 1, 7200), 0);
    }

    #[test]
    fn another_hour_begins_anew_and_forgets_the_peers() {
        let limit = HourlyLimit::new("tests", 10);
        assert_eq!(admitted(&limit, "192.0.2.1", 2, 10_799), 1);
        assert_eq!(admitted(&limit, "192.0.2.2", 2, 10_800), 1);
        assert_eq!(limit.counts.lock().unwrap().of_each.len(), 1);
        assert_eq!(admitted(&limit, "192.0.2.1", 2, 7200), 1, "a clock that was set back");
    }

    #[test]
    fn each_has_a_limit_of_its_own() {
        let limit = HourlyLimitOfEach::new("tests", 2);
        let admitted = |one, second| (0..5).filter(|_| limit.admits(one, at(second))).count();
        assert_eq!([admitted("huda", 7200), admitted("sami", 7200)], [2, 2]);
        assert_eq!(admitted("huda", 10_800), 2, "another hour");
    }

    #[test]
    fn what_is_taken_back_was_not_counted_and_takes_nothing_from_another_hour() {
        let limit = HourlyLimit::new("tests", 10);
        for _ in 0..50 {
            assert!(limit.admits(peer("2001:db8::1"), at(7200)));
            limit.take_back(peer("2001:db8::2"), at(7200));
        }
        assert!(limit.counts.lock().unwrap().of_each.is_empty(), "nobody is remembered");
        assert!(limit.admits(peer("192.0.2.1"), at(10_800)));
        limit.take_back(peer("192.0.2.1"), at(10_799));
        assert!(!limit.admits(peer("192.0.2.1"), at(10_800)));
        limit.take_back(peer("192.0.2.9"), at(10_800));
        assert_eq!(limit.counts.lock().unwrap().in_all, 1);
    }
}
