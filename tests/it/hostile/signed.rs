//! Signed requests as no provider sends them: they get a document all the same.

use std::fmt::Write as _;

use crate::outages::provider::{Dice, Request};

use super::case::{Case, Expect, ODD, Recorded, Turn};

/// Changes a request that is not signed yet.
type Change = fn(&mut Dice, &Turn, &mut Request);

/// Changes that make no difference to the answer.
const HARMLESS: &[(&str, Change)] = &[
    ("the same again", |_, _, _| {}),
    ("a hundred parameters more", |dice, _, request| {
        for number in 0..100 {
            add(request, &format!("P{number}"), &text(dice));
        }
    }),
    ("an unknown parameter", |dice, _, request| {
        let name = text(dice);
        add(request, &format!("_{name}"), &text(dice));
    }),
    ("a huge value", |dice, _, request| {
        add(request, "Huge", &"ص".repeat(dice.below(2_000)));
    }),
    ("bytes that are no text", |_, _, request| {
        request.body.extend(b"&Odd=%FF%FE%00%C0%80%ED%A0%80&%FF=%FF&==&&=&&");
    }),
    ("raw bytes that are no text", |_, _, request| {
        request.body.extend(b"&Odd=\xff\xfe\x00\x01\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    }),
    ("parameters twice", |_, _, request| {
        let again = request.body.clone();
        request.body.push(b'&');
        request.body.extend(again);
    }),
    ("another value behind the first", |dice, _, request| {
        add(request, "CallSid", &text(dice));
        add(request, "CallStatus", "completed");
    }),
    ("parameters in another order", |dice, _, request| {
        let mut pairs: Vec<_> = request.body.split(|byte| *byte == b'&').collect();
        for at in (1..pairs.len()).rev() {
            pairs.swap(at, dice.below(at + 1));
        }
        request.body = pairs.join(&b'&');
    }),
    ("everything escaped", |_, _, request| {
        let pairs: Vec<_> = form_urlencoded::parse(&request.body).into_owned().collect();
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        request.body = pairs.collect::<Vec<_>>().join("&").into_bytes();
    }),
    ("only what is needed", |_, turn, request| {
        let needed = |name: &str| ["CallSid", "CallStatus", "Digits"].contains(&name);
        let kept = turn.parameters.iter().filter(|(name, _)| needed(name));
        let mut form = form_urlencoded::Serializer::new(String::new());
        request.body = form.extend_pairs(kept).finish().into_bytes();
    }),
    ("another content type", |dice, _, request| {
        let kind = dice.one(&[
            "application/json",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
            "\u{ff}",
            "application/x-www-form-urlencoded; charset=utf-16",
            "APPLICATION/X-WWW-FORM-URLENCODED",
        ]);
        request.headers = vec![("Content-Type".to_owned(), kind.into())];
    }),
    ("no content type", |_, _, request| request.headers.clear()),
    ("odd headers", |dice, _, request| {
        let (name, value) = dice.one(&[
            ("Content-Encoding", "gzip"),
            ("Accept", "image/png"),
            ("Accept-Encoding", "br, gzip, *;q=0"),
            ("Cookie", "a=b; ; =; \u{ff}"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "http"),
            ("Range", "bytes=0-0,-1"),
            ("If-None-Match", "*"),
            ("Upgrade", "websocket"),
            ("Authorization", "Basic \u{ff}"),
            ("I-Twilio-Idempotency-Token", ""),
            ("X-Twilio-Webhooks-Signature-Settings", ""),
            ("X-Twilio-Webhooks-Signature-Settings", "algorithm=HMAC_SHA1"),
        ]);
        request.headers.push((name.to_owned(), value.into()));
    }),
    ("many headers", |dice, _, request| {
        for number in 0..dice.below(90) {
            request.headers.push((format!("X-{number}"), b"y".to_vec()));
        }
    }),
    ("more in the address", |dice, _, request| {
        let more =
            dice.one(&["a=b", "turn=x", "&&&", "%00=%FF", "turn", "%D9%A1=%D9%A2", "'@:=':@"]);
        let has_query = request.target.contains(&b'?');
        // A first turn that comes with a state is none.
        if has_query || !more.contains("turn") {
            request.target.push(if has_query { b'&' } else { b'?' });
            request.target.extend(more.as_bytes());
        }
    }),
    ("the address escaped", |_, _, request| {
        let target = String::from_utf8(request.target.clone()).unwrap();
        request.target = target.replace("/voice/m", "/voice/%6D").replace('_', "%5f").into_bytes();
    }),
    ("by GET", |_, _, request| by_get(request)),
    ("what comes with words and recordings, without any", |dice, _, request| {
        let odd = text(dice);
        add(request, "Confidence", dice.one(&["0.9", "0", "NaN", "-1", &odd]));
        add(request, "RecordingDuration", dice.one(&["3", "-1", &odd]));
        add(request, "ParentCallSid", &odd);
        add(request, "SpeechResult", dice.one(&["", " ", "\t"]));
    }),
];

/// Changes that lead to another answer, but never to none.
const ODDITIES: &[(&str, Change)] = &[
    ("odd keys", |dice, _, request| {
        let keys = match dice.below(6) {
            0 => (dice.one(&[
                "١", "٢٣", "A", "w", "+1", " 1", "1 ", "１", "#", "*", "**", "hangup", "-1", "\0",
            ]))
            .to_owned(),
            1 => text(dice),
            2 => "123456789*0#".repeat(1 + dice.below(1000)),
            3 => String::new(),
            _ => (0..dice.below(25)).map(|_| dice.one(&b"0123456789*#".map(char::from))).collect(),
        };
        remove(request, "Digits");
        add(request, "Digits", &keys);
    }),
    ("keys twice", |dice, _, request| {
        for _ in 0..2 {
            add(request, "Digits", dice.one(&["", "1", "9", "#", "x"]));
        }
    }),
    ("an odd status", |dice, _, request| {
        let status = text(dice);
        let status = dice.one(&[
            "completed",
            "busy",
            "failed",
            "no-answer",
            "canceled",
            "queued",
            "COMPLETED",
            " ",
            &status,
        ]);
        remove(request, "CallStatus");
        add(request, "CallStatus", status);
    }),
    ("a transfer's end", |dice, _, request| {
        let status = text(dice);
        let status = dice.one(&[
            "completed",
            "answered",
            "busy",
            "no-answer",
            "failed",
            "canceled",
            &status,
        ]);
        add(request, "DialCallStatus", status);
        add(request, "DialCallDuration", dice.one(&["-1", "0", "99999999999", "NaN"]));
    }),
    ("words", |dice, _, request| {
        let odd = text(dice);
        let long = "رخصة ".repeat(dice.below(500));
        let said = dice.one(&["a building permit", "هدم مبنى", "1 1 4", "<Say>", &odd, &long]);
        add(request, "SpeechResult", said);
        let sure = dice.one(&["0.9", "1", "0", "1e9", "-0.5", "NaN", "inf", "٠٫٩", &odd]);
        add(request, "Confidence", sure);
    }),
    ("a recording", |dice, _, request| {
        let odd = text(dice);
        let long = format!("https://example.com/{}", "a".repeat(dice.below(5000)));
        let address = dice.one(&["https://example.com/RE1", "", "file:///etc/passwd", &odd, &long]);
        add(request, "RecordingUrl", address);
        let seconds = dice.one(&["0", "7", "-1", "4294967296", "1e3", "٧", &odd]);
        add(request, "RecordingDuration", seconds);
        if dice.below(2) == 0 {
            remove(request, "Digits");
            add(request, "Digits", dice.one(&["hangup", "#", "", &odd]));
        }
    }),
    ("an odd parent", |dice, _, request| {
        let odd = text(dice);
        let long = "C".repeat(dice.below(5000));
        add(request, "ParentCallSid", dice.one(&["", "CA1", "\0", &odd, &long]));
    }),
    ("an odd call", |dice, _, request| {
        remove(request, "CallSid");
        let id = format!("{ODD}{}", text(dice));
        let id = match dice.below(4) {
            0 => String::new(),
            1 => format!("{ODD}{}", "c".repeat(dice.below(5000))),
            _ => id,
        };
        add(request, "CallSid", &id);
    }),
    ("no parameters", |_, _, request| request.body.clear()),
    ("a body that is none", |dice, _, request| {
        request.body = dice
            .one(&[
                &b"{\"CallSid\":\"odd-1\",\"Digits\":1}"[..],
                b"--x\r\nContent-Disposition: form-data; name=\"CallSid\"\r\n\r\nodd-2\r\n--x--\r\n",
                b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0",
                b"<xml/>", b"&&&&&", b"=", b"%", b"\0", b"\xff\xfe\xfd",
            ])
            .to_vec();
        request.headers.clear();
    }),
    ("as large as it may be", |_, _, request| {
        request.body.clear();
        add(request, "CallSid", "odd-large");
        request.body.extend(b"&x=");
        request.body.resize(16 * 1024 - 200, b'x');
        request.body.resize(16 * 1024, b'&');
    }),
    ("a report", |dice, turn, request| {
        request.target = format!("/voice/{}/status", turn.line).into_bytes();
        let odd = text(dice);
        add(request, "CallDuration", dice.one(&["0", "-1", "61", "4294967296", "١", "1e9", &odd]));
        add(request, "SequenceNumber", dice.one(&["0", "-1", "99999999999", &odd]));
        remove(request, "CallSid");
        add(request, "CallSid", &format!("{ODD}report-{}", dice.below(1000)));
    }),
    ("an odd call by GET", |dice, _, request| {
        remove(request, "CallSid");
        add(request, "CallSid", &format!("{ODD}{}", text(dice)));
        by_get(request);
    }),
];

/// A signed request of a real call, changed before it was signed.
pub fn case(calls: &Recorded, dice: &mut Dice, number: u64) -> Case {
    let turn = &calls.turns[dice.below(calls.turns.len())];
    let mut request = turn.request();
    if number.is_multiple_of(2) {
        let (what, change) = dice.one(HARMLESS);
        change(dice, turn, &mut request);
        return Case::plain(what, &request.signed(turn.token), Expect::Same(turn.document.clone()));
    }
    let (what, change) = dice.one(ODDITIES);
    change(dice, turn, &mut request);
    if dice.below(3) == 0 {
        // Harmless things only come on top: they keep the order of what counts.
        for number in 0..dice.below(5) {
            request.headers.push((format!("X-{number}"), b"y".to_vec()));
        }
    }
    Case::plain(what, &request.signed(turn.token), Expect::Document)
}

fn by_get(request: &mut Request) {
    "GET".clone_into(&mut request.method);
    let has_query = request.target.contains(&b'?');
    request.target.push(if has_query { b'&' } else { b'?' });
    request.target.append(&mut request.body);
}

fn add(request: &mut Request, name: &str, value: &str) {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let pair = form.append_pair(name, value).finish();
    if !request.body.is_empty() {
        request.body.push(b'&');
    }
    request.body.extend(pair.as_bytes());
}

fn remove(request: &mut Request, name: &str) {
    let begin = format!("{name}=").into_bytes();
    let pairs: Vec<_> = request.body.split(|byte| *byte == b'&').collect();
    let kept: Vec<_> = pairs.into_iter().filter(|pair| !pair.starts_with(&begin)).collect();
    request.body = kept.join(&b'&');
}

/// A text with every byte escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        write!(escaped, "%{byte:02x}").unwrap();
    }
    escaped
}

/// A short text of odd characters.
fn text(dice: &mut Dice) -> String {
    const CHARACTERS: [char; 24] = [
        'a',
        'Z',
        '0',
        '٣',
        'ص',
        'é',
        '\0',
        '\n',
        '\r',
        '\t',
        ' ',
        '+',
        '&',
        '=',
        '%',
        '<',
        '>',
        '"',
        '\'',
        '/',
        '\\',
        '\u{202e}',
        '\u{feff}',
        '\u{10ffff}',
    ];
    (0..dice.below(12)).map(|_| dice.one(&CHARACTERS)).collect()
}
