//! A stranger who calls again and again and guesses at the references of others.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpStream;

use crate::telephone::{Exchange, Telephone};

/// References that no question has: their digits fit together.
const GUESSES: [&str; 3] = ["10000008", "10000016", "10000024"];

/// Tells these telephones from those of callers.
static TELEPHONES: AtomicU64 = AtomicU64::new(1 << 24);

/// Calls without end, each from a number of its own, with as many guesses as a call has; counts them.
pub async fn guess(stream: TcpStream, exchange: Arc<Exchange>, guesses: &AtomicU64) -> ! {
    let salt = TELEPHONES.fetch_add(1, Ordering::Relaxed);
    let mut telephone = Telephone::on(stream, exchange, salt);
    loop {
        telephone.ring().await;
        // In English.
        telephone.press("2").await;
        telephone.press("6").await;
        for guess in GUESSES {
            telephone.press(guess).await;
            guesses.fetch_add(1, Ordering::Relaxed);
        }
    }
}
