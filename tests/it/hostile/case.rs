//! A hostile request and what it deserves; and the real calls that it is made from.

use std::net::SocketAddr;

use sha2::{Digest, Sha256};

use super::{forged, signed, tampered, whisper};
use crate::outages::provider::{Dice, PUBLIC, Request, action};
use crate::outages::wire::Wire;
use crate::test_server::call_id;

/// The names of two lines, with their tokens.
pub type Lines = [(&'static str, &'static str); 2];

/// The ids of calls that forged requests invent begin so.
pub const GHOST: &str = "CAffffffff";
/// The ids of calls that come with the state of another begin so.
pub const SOME: &str = "CA11111111";
/// The ids of calls that odd but signed requests invent begin so.
pub const ODD: &str = "odd-";

const WALKS: [&str; 6] = ["2114236", "1.3*9", "1122#9321", "277*.", "27114812.", "1711119*"];

/// The answer that a request deserves.
#[derive(Debug)]
pub enum Expect {
    /// A status of 4xx and no document.
    Refused,
    /// Some document.
    Document,
    /// Exactly this document.
    Same(String),
    /// A document in which something is said, or one that asks for nothing.
    Says(bool),
    /// The apology and the beginning, written down as a lost state.
    BeginningAgain {
        /// The call.
        call: String,
        /// The number that tells the new beginning from the call's other turns.
        restart: u32,
    },
}

/// One request.
pub struct Case {
    /// The change that was made to it.
    pub what: &'static str,
    /// As it goes over the wire.
    pub bytes: Vec<u8>,
    pub expect: Expect,
}

impl Case {
    /// The case with this number.
    pub fn new(calls: &Recorded, dice: &mut Dice, number: u64) -> Self {
        match dice.below(10) {
            0..=2 => forged::case(calls, dice, number),
            3..=5 => tampered::case(calls, dice),
            6 if dice.below(3) == 0 => whisper::case(calls, dice, number),
            _ => signed::case(calls, dice, number),
        }
    }

    /// A request that is sent as it is.
    pub fn plain(what: &'static str, request: &Request, expect: Expect) -> Self {
        let bytes = request.bytes();
        Self { what, bytes, expect }
    }
}

/// A turn of a real call.
#[derive(Debug, Clone)]
pub struct Turn {
    /// The line.
    pub line: &'static str,
    /// Its token.
    pub token: &'static str,
    /// The call's id.
    pub call: String,
    /// The turn's address with what `?` begins.
    pub target: String,
    pub parameters: Vec<(String, String)>,
    /// The document that it was answered with.
    pub document: String,
}

impl Turn {
    /// Makes it a turn of another call.
    pub fn rename(&mut self, call: String) {
        let sid = self.parameters.iter_mut().find(|(name, _)| name == "CallSid");
        sid.unwrap().1.clone_from(&call);
        self.call = call;
    }

    /// The request, not signed yet.
    pub fn request(&self) -> Request {
        let parameters: Vec<_> =
            self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Request::turn(&self.target, &parameters)
    }

    /// The sealed state in the address; none at a call's first turn.
    pub fn sealed(&self) -> Option<&str> {
        self.target.split_once("?turn=").map(|(_, sealed)| sealed)
    }
}

/// Real calls.
pub struct Recorded {
    /// The lines.
    pub lines: Lines,
    /// Every turn of the calls that signed requests are made from.
    pub turns: Vec<Turn>,
    /// The same of calls that only forged requests name.
    pub forgeable: Vec<Turn>,
}

impl Recorded {
    /// Leads calls through both lines.
    pub async fn walk(address: SocketAddr, lines: Lines) -> Self {
        let mut wire = Wire::to(address);
        let (mut turns, mut forgeable) = (Vec::new(), Vec::new());
        let mut number = 0;
        for (line, token) in lines {
            for walk in WALKS {
                number += 1;
                turns.extend(call(&mut wire, line, token, &call_id(number), walk).await);
                let other = call_id(number + 1000);
                forgeable.extend(call(&mut wire, line, token, &other, walk).await);
            }
        }
        Self { lines, turns, forgeable }
    }

    /// The calls that only forged requests name.
    pub fn victims(&self) -> impl Iterator<Item = &str> {
        self.forgeable.iter().map(|turn| turn.call.as_str())
    }

    /// A turn that is not a call's first.
    pub fn later_turn(&self, dice: &mut Dice) -> &Turn {
        loop {
            let turn = &self.turns[dice.below(self.turns.len())];
            if turn.sealed().is_some() {
                return turn;
            }
        }
    }

    /// The document that a call gets at an address that is not ours, without addresses.
    pub async fn beginning_again(&self, address: SocketAddr) -> String {
        let [(line, token), _] = self.lines;
        let target = format!("/voice/{line}?turn=");
        let request = Request::turn(&target, &[("CallSid", "a-call-of-its-own")]).signed(token);
        let answer = Wire::to(address).ask(&request.bytes()).await.unwrap();
        let document = without_addresses(&answer.text());
        assert!(document.contains("Sorry"), "{document}");
        assert!(document.contains("For English"), "{document}");
        document
    }
}

/// Leads a call through a walk; a dot is silence.
async fn call(
    wire: &mut Wire,
    line: &'static str,
    token: &'static str,
    call: &str,
    walk: &str,
) -> Vec<Turn> {
    let mut target = format!("/voice/{line}");
    let mut turns = Vec::new();
    for key in std::iter::once(None).chain(walk.chars().map(Some)) {
        let status = if turns.is_empty() { "ringing" } else { "in-progress" };
        // Nobody has called before: a request that leaves out who calls gets the same as one that does not.
        let last = u32::from_str_radix(&call[call.len() - 4..], 16).unwrap();
        let from = format!("+97336{last:06}");
        let mut parameters = vec![
            ("AccountSid", "AC00000000000000000000000000000000"),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", call),
            ("CallStatus", status),
            ("Direction", "inbound"),
            ("From", &from),
            ("FromCity", "المنامة"),
            ("FromState", ""),
            ("To", "+97317000000"),
        ];
        let key = key.filter(|key| *key != '.').map(String::from);
        parameters.extend(key.as_deref().map(|key| ("Digits", key)));
        let request = Request::turn(&target, &parameters).signed(token);
        let answer = wire.ask(&request.bytes()).await.unwrap();
        assert!(answer.is_document(), "{answer:?}");
        let document = answer.text();
        let next = action(&document);
        turns.push(Turn {
            line,
            token,
            call: call.to_owned(),
            target,
            parameters: owned(&parameters),
            document,
        });
        let Some(next) = next else { break };
        target = next;
    }
    turns
}

fn owned(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    parameters.iter().map(owned).collect()
}

/// A document without the states in its addresses.
pub fn without_addresses(document: &str) -> String {
    let mut parts = document.split("?turn=");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(['"', '<']).unwrap_or(part.len());
        plain.push_str(&part[end..]);
    }
    // Only the line may differ.
    plain.replace(&format!("{PUBLIC}/voice/main"), "").replace(&format!("{PUBLIC}/voice/other"), "")
}

/// The number that tells a new beginning from the call's other turns: made of what came in place of a state.
pub fn restart(query: &str) -> Option<u32> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, sealed) = pairs.find(|(name, _)| name == "turn")?;
    let hash = Sha256::digest(sealed.as_bytes());
    Some(u32::from_be_bytes(hash[..4].try_into().unwrap()).max(1))
}
