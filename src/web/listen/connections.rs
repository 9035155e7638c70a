//! The limit of connections, in all and for each peer.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use metrics::{Gauge, gauge};
use rustix::process::{Resource, getrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::hourly_limit::network;

/// Connections at once, where the system allows as many files; more wait to be accepted.
const MOST_CONNECTIONS: usize = 4096;
/// Connections at once for health and metrics, where they have an address of their own.
pub const OPS_CONNECTIONS: usize = 64;
/// Files that stay free for everything else: the database, recordings, providers.
const OTHER_FILES: u64 = 200;
/// A peer holds this part of the connections at most: a proxy has some dozens.
const SHARE: usize = 4;

/// The most connections at once on this machine.
pub fn most_connections() -> usize {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let room = files.saturating_sub(OTHER_FILES).max(SHARE as u64);
    usize::try_from(room).unwrap_or(usize::MAX).min(MOST_CONNECTIONS)
}

/// Admits connections up to a limit.
pub struct ConnectionLimit {
    all: Arc<Semaphore>,
    share: usize,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
    open: Gauge,
}

/// The permit of one connection, given back when it is dropped.
pub struct ConnectionPermit {
    _permit: OwnedSemaphorePermit,
    peer: IpAddr,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
    open: Gauge,
}

impl ConnectionLimit {
    /// A limit of so many connections.
    pub fn of(connections: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(connections)),
            share: (connections / SHARE).max(1),
            peers: Arc::default(),
            open: gauge!("sila_connections"),
        }
    }

    /// Returns when one more may be open.
    pub async fn available(&self) {
        // Never closed.
        drop(self.all.acquire().await);
    }

    /// A permit for this peer; none where it has its share already, or there is no room at all. This machine's own
    /// proxy may have everything.
    pub fn permit(&self, peer: IpAddr) -> Option<ConnectionPermit> {
        let permit = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let peer = network(peer);
        let mut peers = lock(&self.peers);
        let held = peers.entry(peer).or_default();
        if *held >= self.share && !peer.is_loopback() {
            return None;
        }
        *held += 1;
        drop(peers);
        self.open.increment(1.0);
        let (peers, open) = (Arc::clone(&self.peers), self.open.clone());
        Some(ConnectionPermit { _permit: permit, peer, peers, open })
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.open.decrement(1.0);
        if let Entry::Occupied(mut held) = lock(&self.peers).entry(self.peer) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

fn lock(peers: &Mutex<HashMap<IpAddr, usize>>) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    peers.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_peer_has_its_share_and_this_machine_everything() {
        let limit = ConnectionLimit::of(16);
        let mut held: Vec<_> = (0..5).map(|_| limit.permit(peer("192.0.2.1"))).collect();
        assert_eq!(held.iter().filter(|permit| permit.is_some()).count(), 4);
        held.pop();
        held.pop();
        assert!(limit.permit(peer("192.0.2.1")).is_some());
        let ours: Vec<_> = (0..14).map(|_| limit.permit(peer("127.0.0.1"))).collect();
        assert_eq!(ours.iter().filter(|permit| permit.is_some()).count(), 13);
        assert!(limit.permit(peer("192.0.2.2")).is_none());
    }

    #[test]
    fn a_network_of_version_6_is_one_peer() {
        let limit = ConnectionLimit::of(16);
        let addresses = (1..=5).map(|host| peer(&format!("2001:db8::{host}")));
        let held: Vec<_> = addresses.map(|address| limit.permit(address)).collect();
        assert_eq!(held.iter().filter(|permit| permit.is_some()).count(), 4);
        assert!(limit.permit(peer("2001:db8:0:1::1")).is_some());
        assert!(lock(&limit.peers).len() == 1, "nobody is remembered who is gone");
    }
}
