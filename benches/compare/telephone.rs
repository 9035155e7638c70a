//! One connection of the provider, over which calls go one after another.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::answers::Answers;
use crate::ask::{Ask, Provider};
use crate::walk::{Does, KNOWN_AGAIN, Step};

/// Path of a call's first request.
const BEGIN: &str = "/voice/main";
/// Path of the provider's report that a call is over.
const REPORT: &str = "/voice/main/status";

/// State shared by all telephones that call one server.
pub struct Exchange {
    /// Origin of the server: `http://127.0.0.1:8080`.
    pub origin: String,
    pub provider: Provider,
    /// The calls that are made, in turn.
    pub calls: Vec<Vec<Step>>,
    /// The check of the answers.
    pub answers: Answers,
    /// Tells this run's calls from those of all others on the same database.
    pub run: u64,
    /// Number of telephones that have called.
    pub callers: AtomicU32,
}

impl Exchange {
    /// The number of a mobile telephone that has not called yet.
    fn next_number(&self) -> String {
        let number = self.callers.fetch_add(1, Ordering::Relaxed);
        format!("+9733{:07}", number % 10_000_000)
    }
}

/// A caller who makes one call after another.
pub struct Telephone {
    exchange: Arc<Exchange>,
    stream: TcpStream,
    received: Vec<u8>,
    /// Tells this telephone's calls from all others that ever reach the server.
    salt: u64,
    first: u64,
    made: u64,
    call: String,
    /// The caller's number.
    from: String,
    step: usize,
    next: String,
}

/// Every so many calls, the caller of the call before calls again.
const RETURNS: u64 = 4;

impl Telephone {
    /// Connects.
    pub async fn connect(exchange: Arc<Exchange>, salt: u64) -> std::io::Result<Self> {
        let address = exchange.origin.trim_start_matches("http://");
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self::on(stream, exchange, salt))
    }

    /// A telephone on a connection that there is.
    pub fn on(stream: TcpStream, exchange: Arc<Exchange>, salt: u64) -> Self {
        Self {
            exchange,
            stream,
            received: Vec::with_capacity(32 * 1024),
            salt,
            first: salt * 31, // so that telephones do not walk in step
            made: 0,
            call: String::new(),
            from: String::new(),
            step: 0,
            next: String::new(),
        }
    }

    /// Begins a call from a number of its own, whatever is heard in it.
    pub async fn ring(&mut self) {
        self.made += 1;
        self.call = call_id(self.exchange.run, self.salt << 32 | self.made);
        self.from = self.exchange.next_number();
        BEGIN.clone_into(&mut self.next);
        self.press("").await;
    }

    /// Presses keys, whatever is heard then, as long as the call goes on.
    pub async fn press(&mut self, digits: &str) {
        let exchange = Arc::clone(&self.exchange);
        let status = if self.next == BEGIN { "ringing" } else { "in-progress" };
        let ask = Ask { path: &self.next, call: &self.call, status, digits, from: &self.from };
        let request = written(&exchange, &ask);
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let body = read_answer(&mut self.stream, &mut self.received).await;
        let document = std::str::from_utf8(&self.received[body..]).unwrap();
        let action = document.split_once(" action=\"").and_then(|(_, after)| after.split_once('"'));
        let next = action.and_then(|(address, _)| address.strip_prefix(&exchange.origin));
        next.unwrap_or(BEGIN).clone_into(&mut self.next);
    }

    /// Makes the next turn of the call, or begins the next call, and checks the answer.
    pub async fn turn(&mut self) {
        let exchange = Arc::clone(&self.exchange);
        let calls = &exchange.calls;
        let call = &calls[(self.first + self.made) as usize % calls.len()];
        let step = &call[self.step];
        let mut key = [0; 4];
        let (status, digits) = match step.does {
            Does::Start => ("ringing", ""),
            Does::Press(pressed) => ("in-progress", &*pressed.encode_utf8(&mut key)),
            Does::Silence => ("in-progress", ""),
            Does::HangUp => ("completed", ""),
        };
        let path = match step.does {
            Does::Start => {
                self.call = call_id(exchange.run, self.salt << 32 | self.made);
                // Known again only in the language of the call before.
                let comes_back = self.made % RETURNS == RETURNS - 1;
                if !(comes_back && same_language(calls, self.first + self.made)) {
                    self.from = exchange.next_number();
                }
                BEGIN
            }
            Does::HangUp => REPORT,
            _ => &self.next,
        };
        let ask = Ask { path, call: &self.call, status, digits, from: &self.from };
        let request = written(&exchange, &ask);
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let body = read_answer(&mut self.stream, &mut self.received).await;
        let document = std::str::from_utf8(&self.received[body..]).unwrap();
        if let Some(expected) = &step.expects {
            let number = self.step + 1;
            let right =
                |expected| (exchange.answers).next(document, &exchange.origin, expected, number);
            let mut next = right(expected);
            if next.is_none() && step.does == Does::Start && self.made % RETURNS == RETURNS - 1 {
                self.step = KNOWN_AGAIN - 1;
                next = call[self.step].expects.as_ref().and_then(right);
            }
            let Some(next) = next else {
                panic!("to {path}, {digits:?}, the answer does not say {expected:?}: {document}");
            };
            next.clone_into(&mut self.next);
        }
        self.step += 1;
        if self.step == call.len() {
            (self.step, self.made) = (0, self.made + 1);
        }
    }

    /// Begins with this one of the calls.
    pub fn begin_with(&mut self, number: u64) {
        self.first = number;
    }

    /// Makes all turns up to the end of a call, and returns the documents.
    pub async fn whole_call(&mut self) -> Vec<String> {
        let mut documents = Vec::new();
        let before = self.made;
        while self.made == before {
            self.turn().await;
            let body = head_end(&self.received).unwrap();
            documents.push(String::from_utf8(self.received[body..].to_vec()).unwrap());
        }
        documents.pop(); // the answer to the report is no document of a turn
        documents
    }

    /// True if a request that was changed after it was signed is refused. The connection may be closed after that.
    pub async fn forgery_is_refused(mut self) -> bool {
        let ask = Ask {
            path: BEGIN,
            call: "CA00000000000000000000000000000000",
            status: "ringing",
            digits: "",
            from: "+97336000000",
        };
        let request = written(&self.exchange, &ask).replace("97380000000", "97380000001");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.received.clear();
        while head_end(&self.received).is_none() {
            let read = self.stream.read_buf(&mut self.received).await.unwrap();
            assert_ne!(read, 0, "the server hung up");
        }
        self.received.starts_with(b"HTTP/1.1 403 ")
    }

    /// The text at a path that needs no signature.
    pub async fn get(&mut self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let body = read_answer(&mut self.stream, &mut self.received).await;
        String::from_utf8(self.received[body..].to_vec()).unwrap()
    }
}

/// True if a call and the one before it are in one language.
fn same_language(calls: &[Vec<Step>], number: u64) -> bool {
    let spoken = |number: u64| number as usize % calls.len() * 2 / calls.len();
    number > 0 && spoken(number) == spoken(number - 1)
}

/// An id without any order, as providers make them.
fn call_id(run: u64, number: u64) -> String {
    let number = u128::from(run) << 64 | u128::from(number);
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    format!("CA{spread:032x}")
}

/// A request as it goes over the wire.
fn written(exchange: &Exchange, ask: &Ask<'_>) -> String {
    let form = exchange.provider.form(ask);
    format!(
        "POST {} HTTP/1.1\r\n\
         Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Host: {}\r\n\
         User-Agent: TwilioProxy/1.1\r\n\
         Accept: */*\r\n\
         X-Twilio-Signature: {}\r\n\
         I-Twilio-Idempotency-Token: 3e0b7ac4-1f5d-4a9e-9a53-0d6d5e3a1c77\r\n\r\n{form}",
        ask.path,
        form.len(),
        exchange.origin.trim_start_matches("http://"),
        exchange.provider.signature(ask),
    )
}

/// Reads an answer of status 200 and returns where its body begins.
async fn read_answer(stream: &mut TcpStream, received: &mut Vec<u8>) -> usize {
    received.clear();
    let mut whole = None;
    loop {
        let read = stream.read_buf(received).await.unwrap();
        assert_ne!(read, 0, "the server hung up");
        if whole.is_none() {
            whole = head_end(received).map(|body| (body, body + length(&received[..body])));
        }
        if let Some((body, end)) = whole
            && received.len() >= end
        {
            assert_eq!(received.len(), end);
            return body;
        }
    }
}

fn head_end(received: &[u8]) -> Option<usize> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some(end + 4)
}

fn length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.unwrap().1.parse().unwrap()
}
