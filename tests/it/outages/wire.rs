//! HTTP as bytes: what no proper client would send can be sent, and what comes back is read whole.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection that is kept for one request after another, and made anew when it has ended.
pub struct Wire {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// The words by which an apology begins, and no other prompt: of a failed turn, or of the whole hotline.
const APOLOGIES: [&str; 2] = ["Sorry", "عذرًا"];

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its head, in small letters.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// True if the caller hears that something went wrong, as after a panic; that too is a document.
    pub fn is_apology(&self) -> bool {
        let text = self.text();
        APOLOGIES.iter().any(|apology| text.contains(apology))
    }

    /// True if the status and the head say that the body is a document.
    pub fn is_document(&self) -> bool {
        self.status == 200 && self.head.contains("\r\ncontent-type: text/xml; charset=utf-8\r\n")
    }
}

impl Wire {
    /// A connection to `address`, made when it is first needed.
    pub fn to(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Sends a request that asks for an answer and takes the answer.
    ///
    /// An error says that there was none, or only the beginning of one.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let kept = self.stream.is_some();
        match self.ask_once(request).await {
            // The server may end a connection that it has kept for long, just when it is asked.
            Err(error) if kept && is_end(&error) => self.ask_once(request).await,
            other => other,
        }
    }

    async fn ask_once(&mut self, request: &[u8]) -> io::Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => BufReader::new(TcpStream::connect(self.address).await?),
        };
        // A server that refuses a request early need not read the rest of it.
        let sent = stream.get_mut().write_all(request).await;
        let head_only = request.starts_with(b"HEAD ");
        let answer = match read_answer(&mut stream, head_only).await {
            Ok(answer) => answer,
            Err(error) => return Err(sent.err().unwrap_or(error)),
        };
        if sent.is_ok() && !answer.head.contains("\r\nconnection: close\r\n") {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// Reads one answer.
pub async fn read_answer(stream: &mut BufReader<TcpStream>, head_only: bool) -> io::Result<Answer> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = head
        .split("\r\n")
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; if head_only { 0 } else { length }];
    stream.read_exact(&mut body).await?;
    Ok(Answer { status: status.ok_or(io::ErrorKind::InvalidData)?, head, body })
}
