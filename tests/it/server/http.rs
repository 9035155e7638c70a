//! Requests as bytes, for what a well-behaved client does not send.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::providers::twilio::sign::Signing;
use crate::test_server::{TOKEN, TestServer, call_id};

/// A client that gives up rather than to wait for ever.
pub fn client() -> Client {
    Client::builder().timeout(Duration::from_secs(20)).no_proxy().build().unwrap()
}

/// Sends bytes and reads everything until the server ends the connection.
pub async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may refuse and go before all was sent.
    let _ = stream.write_all(bytes).await;
    read_to_end(&mut stream).await
}

/// Everything until the server ends the connection, which it must.
pub async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let reading = async {
        let mut chunk = [0; 4096];
        // A reset ends a connection as well as an orderly end does.
        while let Ok(read @ 1..) = stream.read(&mut chunk).await {
            answer.extend_from_slice(&chunk[..read]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the connection ends");
    String::from_utf8(answer).unwrap()
}

/// The number in an answer's first line.
pub fn status(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("no status: {answer:?}"))
}

/// Parameters that a provider sends of a call, followed by `more`.
pub fn parameters(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let call = call_id(1);
    [("CallSid", call.as_str()), ("From", "+97317000000")]
        .iter()
        .chain(more)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The head and the body of a POST that the provider signed; `head` are more lines of the head.
pub fn signed_post(
    server: &TestServer,
    path: &str,
    parameters: &[(String, String)],
    head: &str,
) -> (String, String) {
    let url: Url = server.url(path).parse().unwrap();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let signature = Signing::AuthToken(TOKEN.into()).headers(&url, parameters);
    let (name, value) = &signature[0];
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{name}: {value}\r\n{head}\r\n",
        server.running.address,
        body.len()
    );
    (head, body)
}
