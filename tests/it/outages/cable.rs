//! The cable between a node and its database, which can be cut, and can be dead without being cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    Whole,
    /// Connections end, and none can be made.
    Cut,
    /// Connections stand, and nothing moves on them.
    Stalled,
}

/// A connection that carries what goes to a database and back.
pub struct Cable {
    /// The database as it is reached through the cable.
    pub url: String,
    condition: watch::Sender<Condition>,
    lost: watch::Sender<u32>,
    carrying: JoinHandle<()>,
}

impl Cable {
    /// A whole cable to the database at `url`.
    pub async fn to(url: &str) -> Self {
        let mut url: Url = url.parse().unwrap();
        let far: SocketAddr = format!("127.0.0.1:{}", url.port().unwrap()).parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let (condition, _) = watch::channel(Condition::Whole);
        let (lost, _) = watch::channel(0);
        let carrying = tokio::spawn(carry(listener, far, condition.clone(), lost.clone()));
        Self { url: url.to_string(), condition, lost, carrying }
    }

    /// Ends all connections, and lets none be made.
    pub fn cut(&self) {
        self.condition.send_replace(Condition::Cut);
    }

    /// Lets nothing through, and says nothing of it.
    pub fn stall(&self) {
        self.condition.send_replace(Condition::Stalled);
    }

    /// Lets nothing through on the connections that there are, for ever and without a word; new ones are whole.
    pub fn lose(&self) {
        self.lost.send_modify(|times| *times += 1);
    }

    /// Makes it whole again.
    pub fn mend(&self) {
        self.condition.send_replace(Condition::Whole);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

async fn carry(
    listener: TcpListener,
    far: SocketAddr,
    condition: watch::Sender<Condition>,
    lost: watch::Sender<u32>,
) {
    loop {
        let (near, _) = listener.accept().await.unwrap();
        if *condition.borrow() != Condition::Cut {
            let (condition, mut lost) = (condition.subscribe(), lost.subscribe());
            tokio::spawn(async move {
                let mut near = near;
                tokio::select! {
                    () = connection(&mut near, far, condition) => {}
                    _ = lost.changed() => std::future::pending().await,
                }
            });
        }
    }
}

async fn connection(
    near: &mut TcpStream,
    far: SocketAddr,
    mut condition: watch::Receiver<Condition>,
) {
    let Ok(mut far) = TcpStream::connect(far).await else {
        return;
    };
    loop {
        let now = *condition.borrow_and_update();
        match now {
            Condition::Cut => return,
            Condition::Stalled => condition.changed().await.unwrap(),
            // Cancelled in the middle, what was read and not yet written is gone, as on a broken line: so a
            // stalled connection is not used again.
            Condition::Whole => {
                tokio::select! {
                    _ = copy_bidirectional(near, &mut far) => return,
                    changed = condition.changed() => changed.unwrap(),
                }
                if *condition.borrow() == Condition::Stalled {
                    condition.wait_for(|now| *now != Condition::Stalled).await.unwrap();
                    return;
                }
            }
        }
    }
}
