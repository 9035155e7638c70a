//! Requests that are not the provider's, or were changed after it had signed them.

use crate::outages::provider::{Dice, Request};

use super::case::{Case, Expect, GHOST, Recorded, Turn};

const SIGNATURE: &str = "X-Twilio-Signature";
const SETTINGS: &str = "X-Twilio-Webhooks-Signature-Settings";

type Forge = fn(&Recorded, &mut Dice, &Turn, Request) -> Request;

/// Ways in which a request can be forged. Each takes one that is not signed yet.
const FORGERIES: &[(&str, Forge)] = &[
    ("unsigned", |_, _, _, request| request),
    ("a signature that is none", |_, dice, turn, request| {
        let signature = match dice.below(8) {
            0 => String::new(),
            1 => "AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
            2 => "A".repeat(5000),
            3 => "\u{661}\u{662}".to_owned(),
            4 => request.signature(turn.token).to_lowercase(),
            5 => request.signature(turn.token).replace('=', ""),
            6 => format!("{}, {}", request.signature(turn.token), request.signature(turn.token)),
            _ => request.signature(turn.token)[..27].to_owned() + "==",
        };
        with(request, SIGNATURE, signature)
    }),
    ("another line's token", |calls, _, turn, request| {
        let other = calls.lines.iter().find(|(line, _)| *line != turn.line);
        request.signed(other.unwrap().1)
    }),
    ("another token", |_, dice, turn, request| {
        let upper = turn.token.to_uppercase();
        request.signed(dice.one(&["", " ", "token", &upper]))
    }),
    ("two signatures", |_, _, turn, request| {
        let signature = request.signature(turn.token);
        with(request.signed(turn.token), SIGNATURE, signature)
    }),
    ("signed in another way", |_, dice, turn, request| {
        let way = dice.one(&[
            "key=SK1,algorithm=HMAC_SHA256",
            "key=,algorithm=HMAC_SHA256",
            "algorithm=HMAC_SHA256",
            "algorithm=none",
            "key=SK1,algorithm=HMAC_MD5",
        ]);
        with(request.signed(turn.token), SETTINGS, way.to_owned())
    }),
    ("a value changed after signing", |_, dice, turn, request| {
        let mut request = request.signed(turn.token);
        let values: Vec<usize> = (1..request.body.len())
            .filter(|at| {
                request.body[*at].is_ascii_digit() && request.body[at - 1].is_ascii_digit()
            })
            .collect();
        let at = dice.one(&values);
        request.body[at] = if request.body[at] == b'0' { b'1' } else { b'0' };
        request
    }),
    ("a parameter added after signing", |_, dice, turn, request| {
        let mut request = request.signed(turn.token);
        let more = dice.one(&["&Digits=99", "&x=y", "&%00=%00", "&CallStatus=completed"]);
        request.body.extend(more.as_bytes());
        request
    }),
    ("a parameter left out after signing", |_, _, turn, request| {
        let mut request = request.signed(turn.token);
        let at = request.body.iter().position(|byte| *byte == b'&').unwrap();
        request.body.drain(..=at);
        request
    }),
    ("the body cut after signing", |_, dice, turn, request| {
        let mut request = request.signed(turn.token);
        let length = dice.below(request.body.len() - 20);
        request.body.truncate(length);
        request
    }),
    ("the address changed after signing", |_, dice, turn, request| {
        let mut request = request.signed(turn.token);
        let has_query = request.target.contains(&b'?');
        let more: &[u8] = if has_query { b"&a=b" } else { b"?a=b" };
        match dice.below(3) {
            0 if has_query => drop(request.target.pop()),
            1 if !has_query => request.target.extend(b"/"),
            _ => request.target.extend(more),
        }
        request
    }),
    ("sent to another line", |calls, _, turn, request| {
        let mut request = request.signed(turn.token);
        let other = calls.lines.iter().find(|(line, _)| *line != turn.line);
        let target = String::from_utf8(request.target).unwrap();
        request.target = target.replace(turn.line, other.unwrap().0).into_bytes();
        request
    }),
    ("sent as a report", |_, _, turn, request| {
        let mut request = request.signed(turn.token);
        request.target = format!("/voice/{}/status", turn.line).into_bytes();
        request
    }),
    ("said to be forwarded from here", |_, dice, _, request| {
        let name = dice.one(&[
            "Forwarded",
            "X-Forwarded-For",
            "X-Real-IP",
            "X-Original-URL",
            "X-HTTP-Method-Override",
        ]);
        with(request, name, "127.0.0.1".to_owned())
    }),
    ("an address that leads nowhere", |_, dice, turn, mut request| {
        let target = dice.one(&[
            "/",
            "//",
            "/voice",
            "/voice/",
            "/voice//",
            "/voice/nobody",
            "/voice/MAIN",
            "/voice/main%00",
            "/voice/%6dain%2F",
            "/voice/..%2f..%2fetc%2fpasswd",
            "/voice/main/../main",
            "/voice/%FF%FE",
            "/voice/%D9%85",
            "/voice/main/status/",
            "/voice/main;a=b",
            "/voice/%",
            "/voice/%zz",
            "/audio/",
            "/audio/../sila.toml",
            "/audio/..%2F..%2Fsila.toml",
            "/audio/%2e%2e%2fsila.db.wav",
            "/audio/0000000000000000000000000000000000000000000000000000000000000000.wav",
            "/fallback/nobody",
            "/.env",
            "/admin",
            "*",
            "http://",
            "/voice/main\u{7f}",
        ]);
        request.target = target.into();
        // Signed or not: nothing is there to be believed.
        if dice.below(2) == 0 { request.signed(turn.token) } else { request }
    }),
    ("a very long address", |_, dice, turn, mut request| {
        let long = dice.one(&["a", "%41", "/", "../"]).repeat(1000 + dice.below(30_000));
        request.target = format!("/voice/{long}").into_bytes();
        request.signed(turn.token)
    }),
    ("another method", |_, dice, turn, mut request| {
        let method = dice.one(&[
            "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "post", "GETT", "X-Y",
        ]);
        method.clone_into(&mut request.method);
        request.signed(turn.token)
    }),
    ("a body that is too large", |_, dice, turn, mut request| {
        request.body.extend(b"&x=");
        request.body.resize(65_537 + dice.below(200_000), b'a');
        request.signed(turn.token)
    }),
    ("too many headers", |_, dice, turn, mut request| {
        for number in 0..100 + dice.below(200) {
            request.headers.push((format!("X-{number}"), b"y".to_vec()));
        }
        request.signed(turn.token)
    }),
    ("a very long header", |_, dice, turn, request| {
        with(request.signed(turn.token), "X-Long", "y".repeat(100_000 + dice.below(100_000)))
    }),
    ("another host and type, unsigned", |_, dice, _, mut request| {
        let kind = dice.one(&[
            "application/json",
            "multipart/form-data; boundary=x",
            "text/xml",
            "",
            "\u{ff}",
        ]);
        request.headers = vec![("Content-Type".to_owned(), kind.into())];
        request.body = dice
            .one(&[
                &b"{\"CallSid\":\"CA1\"}"[..],
                b"--x\r\n\r\n--x--",
                b"\x1f\x8b\x08\0\0",
                b"\0\xff\xfe",
                b"",
            ])
            .to_vec();
        request
    }),
];

/// A forged request: of a real call that nothing else names, or of one that there is not.
pub fn case(calls: &Recorded, dice: &mut Dice, number: u64) -> Case {
    let turn = &calls.forgeable[dice.below(calls.forgeable.len())];
    let (what, forge) = dice.one(FORGERIES);
    let mut turn = turn.clone();
    if dice.below(3) == 0 {
        turn.rename(format!("{GHOST}{number:024x}"));
    }
    let request = forge(calls, dice, &turn, turn.request());
    Case::plain(what, &request, Expect::Refused)
}

fn with(mut request: Request, name: &str, value: String) -> Request {
    request.headers.push((name.to_owned(), value.into_bytes()));
    request
}
