//! What strangers do to a server, while callers call it.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Options;
use crate::figures::Slices;
use crate::guesses::guess;
use crate::load::{Load, measure, runtime};
use crate::server::Server;
use crate::telephone::Exchange;

/// The aim: a caller's turn takes less, 99 times in 100, whatever strangers do.
const MOST_MILLISECONDS: f64 = 150.0;
/// A short round, of a build that is not optimized, on a machine that does other things, shows only whether callers wait
/// for strangers: they take less than this, or less than so many times what they take without.
const MOST_IN_SHORT: f64 = 1000.0;
const TIMES_IN_SHORT: f64 = 20.0;

/// The way in which one connection of a stranger is used.
enum Way {
    /// The next request as soon as the answer is there.
    Requests(fn() -> Vec<u8>),
    /// This, and then a byte every tenth of a second.
    Trickle(&'static [u8]),
    /// Requests without end, whose answers are not read.
    Unread(fn() -> Vec<u8>),
    /// Calls in which references are guessed, as the provider forwards them.
    Guesses,
    /// Nothing at all.
    Held,
}

/// An attack: its name, the way, and on how many connections.
const ATTACKS: [(&str, Way, usize); 11] = [
    ("forms of 16 KiB without a signature", Way::Requests(parameters), 8),
    ("forms of 1 MiB", Way::Requests(oversized), 8),
    ("turns with a forged signature", Way::Requests(forged), 8),
    ("the static apology, again and again", Way::Requests(apology), 8),
    ("searches on the website", Way::Requests(search), 8),
    ("all services as data", Way::Requests(services), 8),
    ("guesses at references", Way::Guesses, 8),
    ("heads that come byte by byte", Way::Trickle(b"POST /voice/main HTTP/1.1\r\nx-"), 500),
    (
        "bodies that come byte by byte",
        Way::Trickle(b"POST /voice/main HTTP/1.1\r\nhost: x\r\ncontent-length: 16000\r\n\r\n"),
        500,
    ),
    ("answers that nobody reads", Way::Unread(apology), 500),
    ("connections that are held", Way::Held, 6000),
];

/// What one measurement found.
#[derive(Default)]
struct Found {
    turns: Slices,
    /// Requests of strangers in a second, or connections that they held.
    strangers: f64,
}

/// Measures a server's callers without strangers, and during each attack; prints it. Returns whether the aim was met.
pub fn measure_all(
    server: &Server,
    exchange: &Arc<Exchange>,
    load: &Load,
    options: &Options,
) -> bool {
    let port = exchange.origin.rsplit(':').next().unwrap().parse().unwrap();
    let outside = outside();
    let target = SocketAddr::new(outside.unwrap_or([127, 0, 0, 1].into()), port);
    let mut calm = Slices::default();
    let mut found: Vec<Found> = ATTACKS.iter().map(|_| Found::default()).collect();
    let mut salt = 1 << 20;
    for _ in 0..options.rounds {
        salt += 1;
        calm.0.push(measure(server, exchange, load, salt));
        for ((_, way, connections), found) in ATTACKS.iter().zip(&mut found) {
            salt += 1;
            let strangers = Strangers::begin(way, *connections, (target, exchange));
            found.turns.0.push(measure(server, exchange, load, salt));
            found.strangers = found.strangers.max(strangers.end());
        }
    }
    let [p50, p99, p999] = calm.percentiles([0.5, 0.99, 0.999]);
    println!("\nSila under attack, with {} turns a second of callers:\n", options.rate);
    println!("| attack | of strangers | p50 ms | p99 ms | p99.9 ms | p99 ÷ that without |");
    println!("|---|--:|--:|--:|--:|--:|");
    println!("| none | | {p50:.1} | {p99:.1} | {p999:.1} | |");
    let mut met = true;
    let most =
        if options.short { MOST_IN_SHORT.max(p99 * TIMES_IN_SHORT) } else { MOST_MILLISECONDS };
    for ((name, way, connections), Found { turns, strangers }) in ATTACKS.iter().zip(&found) {
        let [p50, own, p999] = turns.percentiles([0.5, 0.99, 0.999]);
        let is_counted = matches!(way, Way::Requests(_) | Way::Guesses);
        assert!(!is_counted || *strangers > 0.0, "{name}: nothing of it was answered");
        let strangers = match way {
            Way::Requests(_) => format!("{strangers:.0} requests/s"),
            Way::Guesses => format!("{strangers:.0} guesses/s"),
            _ => format!("{connections} connections"),
        };
        println!("| {name} | {strangers} | {p50:.1} | {own:.1} | {p999:.1} | {:.1} × |", own / p99);
        met &= own < most;
    }
    let (_, memory) = server.memory();
    println!("\nMemory at most: {memory:.0} MiB.");
    if outside.is_none() {
        println!(
            "SKIPPED: strangers came from this machine's own address, which has no share of connections"
        );
    }
    met
}

/// The address of this machine that is not itself, so that strangers are others than the callers' provider.
fn outside() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent by that; the system chooses the address that it would be sent from.
    socket.connect("192.0.2.200:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// Strangers at work.
struct Strangers {
    stop: Arc<AtomicBool>,
    requests: Arc<AtomicU64>,
    began: std::time::Instant,
    thread: std::thread::JoinHandle<()>,
}

impl Strangers {
    fn begin(
        way: &'static Way,
        connections: usize,
        (target, exchange): (SocketAddr, &Arc<Exchange>),
    ) -> Self {
        let exchange = Arc::clone(exchange);
        let (stop, requests) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (until, counted) = (Arc::clone(&stop), Arc::clone(&requests));
        let thread = std::thread::spawn(move || {
            runtime().block_on(async {
                let mut at_work = JoinSet::new();
                for _ in 0..connections {
                    let (counted, exchange) = (Arc::clone(&counted), Arc::clone(&exchange));
                    at_work.spawn(async move {
                        loop {
                            // A stranger who is refused tries again, as fast as a machine on the network.
                            if attack(way, (target, &exchange), &counted).await.is_err() {
                                sleep(Duration::from_millis(5)).await;
                            }
                        }
                    });
                }
                while !until.load(Ordering::Relaxed) {
                    sleep(Duration::from_millis(10)).await;
                }
            });
        });
        // The attack is at its height when the callers begin.
        std::thread::sleep(Duration::from_millis(300));
        let began = std::time::Instant::now();
        requests.store(0, Ordering::Relaxed);
        Self { stop, requests, began, thread }
    }

    /// Ends the attack, and gives its requests in a second.
    fn end(self) -> f64 {
        let rate =
            self.requests.load(Ordering::Relaxed) as f64 / self.began.elapsed().as_secs_f64();
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        rate
    }
}

/// One connection of a stranger, to its end.
async fn attack(
    way: &Way,
    (target, exchange): (SocketAddr, &Arc<Exchange>),
    requests: &AtomicU64,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(target).await?;
    let mut answer = vec![0; 64 * 1024];
    match way {
        Way::Requests(request) => {
            let request = request();
            loop {
                stream.write_all(&request).await?;
                read_whole(&mut stream, &mut answer).await?;
                requests.fetch_add(1, Ordering::Relaxed);
            }
        }
        Way::Trickle(begin) => {
            stream.write_all(begin).await?;
            loop {
                sleep(Duration::from_millis(100)).await;
                stream.write_all(b"a").await?;
            }
        }
        Way::Unread(request) => {
            let request = request();
            loop {
                stream.write_all(&request).await?;
            }
        }
        Way::Guesses => guess(stream, Arc::clone(exchange), requests).await,
        Way::Held => {
            while stream.read(&mut answer).await? > 0 {}
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
}

/// Reads one answer, as long as its head says that it is.
async fn read_whole(stream: &mut TcpStream, buffer: &mut [u8]) -> std::io::Result<()> {
    let closed = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let mut have = 0;
    let head = loop {
        let read = stream.read(&mut buffer[have..]).await?;
        if read == 0 {
            return Err(closed());
        }
        have += read;
        if let Some(end) = buffer[..have].windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap_or(0));
    let mut left = (head + length).saturating_sub(have);
    while left > 0 {
        let most = left.min(buffer.len());
        match stream.read(&mut buffer[..most]).await? {
            0 => return Err(closed()),
            read => left -= read,
        }
    }
    Ok(())
}

fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /voice/main HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn parameters() -> Vec<u8> {
    post("", &b"=abc&".repeat(16 * 1024 / 5))
}

fn oversized() -> Vec<u8> {
    post("", &b"a=b&".repeat(256 * 1024))
}

/// As long as a true one, and the body as well.
fn forged() -> Vec<u8> {
    let signature = "x-twilio-signature: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n";
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("CallSid", "CA00000000000000000000000000000000");
    for number in 0..20 {
        form.append_pair(&format!("Parameter{number}"), "something");
    }
    post(signature, form.finish().as_bytes())
}

fn apology() -> Vec<u8> {
    b"GET /fallback/main HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()
}

/// With words of which some are services, some are not and some are nearly one.
fn search() -> Vec<u8> {
    b"GET /en/search?q=i+lost+the+paper+for+my+fathers+wall+permitt HTTP/1.1\r\nhost: x\r\n\r\n"
        .to_vec()
}

fn services() -> Vec<u8> {
    b"GET /api/services HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()
}
