//! Requests of the provider, byte for byte, and signed by other means than the server's own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The address that the provider calls; the proxy in between is left out.
pub const PUBLIC: &str = "https://hotline.example.bh";

/// A request, ready to be changed before it is sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: Vec<u8>,
    /// Headers besides Host and Content-Length.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

const SIGNATURE: &str = "X-Twilio-Signature";

impl Request {
    /// A turn, by POST and not signed yet.
    pub fn turn(target: &str, parameters: &[(&str, &str)]) -> Self {
        let body =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let form = b"application/x-www-form-urlencoded; charset=UTF-8";
        Self {
            method: "POST".to_owned(),
            target: target.into(),
            headers: vec![("Content-Type".to_owned(), form.to_vec())],
            body: body.into_bytes(),
        }
    }

    /// Signed with `token`, as it stands now.
    #[must_use]
    pub fn signed(mut self, token: &str) -> Self {
        let signature = self.signature(token);
        self.headers.retain(|(name, _)| name != SIGNATURE);
        self.headers.push((SIGNATURE.to_owned(), signature.into_bytes()));
        self
    }

    /// The signature: the address, then each name and value of the body once, in order.
    pub fn signature(&self, token: &str) -> String {
        let mut code = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
        code.update(PUBLIC.as_bytes());
        code.update(&self.target);
        if self.method != "GET" && self.method != "HEAD" {
            let mut pairs: Vec<_> = form_urlencoded::parse(&self.body).collect();
            pairs.sort();
            pairs.dedup();
            for (name, value) in pairs {
                code.update(name.as_bytes());
                code.update(value.as_bytes());
            }
        }
        STANDARD.encode(code.finalize().into_bytes())
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.method.clone().into_bytes();
        bytes.push(b' ');
        bytes.extend(&self.target);
        bytes.extend(b" HTTP/1.1\r\nHost: hotline.example.bh\r\n");
        for (name, value) in &self.headers {
            bytes.extend(name.as_bytes());
            bytes.extend(b": ");
            bytes.extend(value);
            bytes.extend(b"\r\n");
        }
        bytes.extend(format!("Content-Length: {}\r\n\r\n", self.body.len()).as_bytes());
        bytes.extend(&self.body);
        bytes
    }
}

/// The address in a document to which the next key goes, without what stands in front of our paths.
pub fn action(document: &str) -> Option<String> {
    let document = roxmltree::Document::parse(document).unwrap();
    let mut actions = document.descendants().filter_map(|node| node.attribute("action"));
    let action = actions.next()?;
    Some(action.strip_prefix(PUBLIC).unwrap().to_owned())
}

/// Numbers that look random and are the same for the same seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one of many cases.
    pub fn new(seed: u64, case: u64) -> Self {
        let mut dice = Self(seed);
        let seed = dice.next();
        Self(seed ^ case.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound as u64)).unwrap()
    }

    /// One of these.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}
