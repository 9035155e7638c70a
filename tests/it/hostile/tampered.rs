//! Signed requests with a state that is not the server's, or not this call's.

use crate::outages::provider::Dice;

use super::case::{Case, Expect, Recorded, SOME, restart};

/// Makes something else of the state of a turn.
type Tamper = fn(&Recorded, &mut Dice, &str) -> String;

const ANOTHER_CALLS: &str = "another call's state";

const TAMPERS: &[(&str, Tamper)] = &[
    ("a bit flipped", |_, dice, sealed| {
        let mut bytes = sealed.as_bytes().to_vec();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        escaped(&bytes)
    }),
    (ANOTHER_CALLS, |calls, dice, _| calls.later_turn(dice).sealed().unwrap().to_owned()),
    ("cut", |_, dice, sealed| sealed[..dice.below(sealed.len())].to_owned()),
    ("cut at the front", |_, dice, sealed| sealed[1 + dice.below(sealed.len() - 1)..].to_owned()),
    ("longer", |_, dice, sealed| {
        format!("{sealed}{}", dice.one(&["=", "==", "A", "%00", "~", "%20", "+", "%D9%A1"]))
    }),
    ("longer at the front", |_, dice, sealed| {
        format!("{}{sealed}", dice.one(&["0", "1_", "%00", "~", "%20", "%D9%A1"]))
    }),
    ("another version", |_, dice, sealed| {
        format!("{}{}", dice.one(&["0", "1", "9", "-1", "v1", "", "١"]), &sealed[1..])
    }),
    ("a field changed", |_, dice, sealed| {
        let (state, code) = sealed.split_once('~').unwrap();
        let mut fields: Vec<&str> = state.split('_').collect();
        let at = dice.below(fields.len());
        let other = dice.one(&[
            "0000000000000000",
            "fr",
            "-",
            "main",
            "gate",
            "1",
            "11",
            "114",
            "114.fee",
            "999",
            "dial.11",
            "found.111.112",
            "received.12345674.7.1",
            "addition.12345674.7.1",
            "addition.12345674.7.255",
            "status.12345674",
            "inquiry.114",
            "recording",
            "key",
            "transfer",
            "last",
            "0",
            "255",
            "256",
            "4294967295",
            "4294967296",
            "-1",
            "99999999999999999999",
            "",
        ]);
        fields[at] = if fields[at] == other { "x" } else { other };
        format!("{}~{code}", fields.join("_"))
    }),
    ("a field more or less", |_, dice, sealed| {
        let (state, code) = sealed.split_once('~').unwrap();
        match state.rsplit_once('_') {
            Some((fewer, _)) if dice.below(2) == 0 => format!("{fewer}~{code}"),
            _ => format!("{state}_0~{code}"),
        }
    }),
    ("the code of another state", |calls, dice, sealed| {
        let state = sealed.split_once('~').unwrap().0;
        loop {
            let other = calls.later_turn(dice).sealed().unwrap();
            let code = other.split_once('~').unwrap().1;
            if !sealed.ends_with(code) {
                return format!("{state}~{code}");
            }
        }
    }),
    ("another code", |_, dice, sealed| {
        let state = sealed.split_once('~').unwrap().0;
        let code = dice.one(&[
            "",
            "A",
            "AAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAA==",
            "%F0%9F%93%9E",
        ]);
        format!("{state}~{code}")
    }),
    ("no code", |_, _, sealed| sealed.split_once('~').unwrap().0.to_owned()),
    ("escaped twice", |_, _, sealed| sealed.replace('_', "%255F")),
    ("nothing", |_, _, _| String::new()),
    ("something else", |_, dice, _| {
        let one = dice.one(&[
            "null",
            "../../etc/passwd",
            "'%20OR%201=1--",
            "%3CSay%3E",
            "%",
            "%zz",
            "%ff",
        ]);
        one.repeat(1 + dice.below(40))
    }),
    ("very long", |_, dice, sealed| {
        let longer = sealed.repeat(2 + dice.below(100));
        longer[..longer.len() - 1].to_owned()
    }),
];

/// A turn of a real call, signed, with something in place of its state.
pub fn case(calls: &Recorded, dice: &mut Dice) -> Case {
    let turn = calls.later_turn(dice);
    let (what, tamper) = dice.one(TAMPERS);
    let sealed = turn.sealed().unwrap();
    let query = format!("turn={}", tamper(calls, dice, sealed));
    let mut turn = turn.clone();
    if what == ANOTHER_CALLS {
        turn.rename(format!("{SOME}{:024x}", dice.next()));
    }
    let mut request = turn.request();
    request.target = format!("/voice/{}?{query}", turn.line).into_bytes();
    let by_get = dice.below(8) == 0;
    if by_get {
        "GET".clone_into(&mut request.method);
        request.target.push(b'&');
        request.target.append(&mut request.body);
    }
    let expect =
        Expect::BeginningAgain { call: turn.call.clone(), restart: restart(&query).unwrap() };
    Case::plain(what, &request.signed(turn.token), expect)
}

/// Bytes as they may stand in a query.
fn escaped(bytes: &[u8]) -> String {
    form_urlencoded::byte_serialize(bytes).collect()
}
