//! Limits of what strangers may do in an hour.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use metrics::counter;

use crate::web::listen::network;

const HOUR_SECONDS: i64 = 3600;
/// A peer has this part of what all have. This machine has everything: a proxy on it stands for everybody.
const SHARE: u32 = 10;

/// A limit of this server in an hour of the clock, in all and for each peer. Peers are known in memory alone, and no longer
/// than for the hour.
#[derive(Debug)]
pub struct HourlyLimit {
    name: &'static str,
    in_all: u32,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    hour: i64,
    in_all: u32,
    peers: HashMap<IpAddr, u32>,
}

impl HourlyLimit {
    /// A limit by its name in metrics.
    pub fn new(name: &'static str, in_all: u32) -> Self {
        Self { name, in_all, counted: Mutex::default() }
    }

    /// Counts something that a peer wants; returns whether it is within the limit.
    pub fn admits(&self, peer: IpAddr, now: Timestamp) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.as_second().div_euclid(HOUR_SECONDS);
        if counted.hour != hour {
            *counted = Counted { hour, ..Counted::default() };
        }
        let peer = network(peer);
        let of_peer = counted.peers.get(&peer).copied().unwrap_or_default();
        let has_room = peer.is_loopback() || of_peer < self.in_all / SHARE;
        if counted.in_all >= self.in_all || !has_room {
            counter!("sila_limits_reached_total", "limit" => self.name).increment(1);
            return false;
        }
        counted.in_all += 1;
        counted.peers.insert(peer, of_peer + 1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(limit: &HourlyLimit, peer: &str, times: u32, second: i64) -> usize {
        let (peer, now) = (peer.parse().unwrap(), Timestamp::from_second(second).unwrap());
        (0..times).filter(|_| limit.admits(peer, now)).count()
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
        assert_eq!(limit.counted.lock().unwrap().peers.len(), 1);
        assert_eq!(admitted(&limit, "192.0.2.1", 2, 7200), 1, "a clock that was set back");
    }
}
