//! Requests for what a person hears before a caller, as no provider sends them.

use crate::outages::provider::{Dice, Request};

use super::case::{Case, Expect, ODD, Recorded, Turn};

/// Makes the request of a person's call out of a turn of the caller's, with what it deserves.
type Ask = fn(&Recorded, &mut Dice, &Turn, &str) -> (Request, Expect);

const ASKED: &[(&str, Ask)] = &[
    ("of the call that is put through", |_, _, turn, person| {
        let request =
            request(turn, turn.sealed(), &[("CallSid", person), ("ParentCallSid", &turn.call)]);
        (request.signed(turn.token), Expect::Says(true))
    }),
    ("of the caller's own call", |_, _, turn, _| {
        let request = request(turn, turn.sealed(), &[("CallSid", &turn.call)]);
        (request.signed(turn.token), Expect::Says(true))
    }),
    ("with more than is needed", |_, dice, turn, person| {
        let parameters = [
            ("CallSid", person),
            ("ParentCallSid", &turn.call),
            ("SpeechResult", dice.one(&["", "x", "\0", "<Say>"])),
            ("RecordingUrl", dice.one(&["", "file:///etc/passwd", "\u{202e}"])),
            ("DialCallStatus", dice.one(&["completed", "x", ""])),
            ("CallStatus", dice.one(&["completed", "in-progress", ""])),
        ];
        let request = request(turn, turn.sealed(), &parameters);
        (request.signed(turn.token), Expect::Says(true))
    }),
    ("with the key that takes the call", |_, dice, turn, person| {
        let parameters = [
            ("CallSid", person),
            ("ParentCallSid", &turn.call),
            ("Digits", dice.one(&["1", "0", "#", "11"])),
        ];
        let request = request(turn, turn.sealed(), &parameters);
        (request.signed(turn.token), Expect::Says(false))
    }),
    ("of another call", |_, dice, turn, person| {
        let parent = format!("{ODD}{}", dice.next());
        let parent = dice.one(&[parent.as_str(), "", "\0", "CA"]);
        let request =
            request(turn, turn.sealed(), &[("CallSid", person), ("ParentCallSid", parent)]);
        (request.signed(turn.token), Expect::Says(false))
    }),
    ("with a state that is none", |_, dice, turn, _| {
        let cut = turn.sealed().map(|sealed| &sealed[..dice.below(sealed.len())]);
        let sealed = dice.one(&[cut, None, Some("%FF"), Some("3_0_en_main~")]);
        let request = request(turn, sealed, &[("ParentCallSid", &turn.call)]);
        (request.signed(turn.token), Expect::Says(false))
    }),
    ("unsigned", |_, _, turn, person| {
        let request =
            request(turn, turn.sealed(), &[("CallSid", person), ("ParentCallSid", &turn.call)]);
        (request, Expect::Refused)
    }),
    ("with the signature of a turn", |_, _, turn, _| {
        let mut signed = turn.request().signed(turn.token);
        signed.target = request(turn, turn.sealed(), &[]).target;
        (signed, Expect::Refused)
    }),
    ("with another line's token", |calls, _, turn, _| {
        let other = calls.lines.iter().find(|(line, _)| *line != turn.line);
        let request = request(turn, turn.sealed(), &[("CallSid", &turn.call)]);
        (request.signed(other.unwrap().1), Expect::Refused)
    }),
];

/// A person's call, before which it is told what the caller was at.
pub fn case(calls: &Recorded, dice: &mut Dice, number: u64) -> Case {
    let turn = calls.later_turn(dice).clone();
    let (what, ask) = dice.one(ASKED);
    let person = format!("{ODD}person-{number}");
    let (request, expect) = ask(calls, dice, &turn, &person);
    Case::plain(what, &request, expect)
}

fn request(turn: &Turn, sealed: Option<&str>, parameters: &[(&str, &str)]) -> Request {
    let query = sealed.map_or(String::new(), |sealed| format!("?turn={sealed}"));
    let target = format!("/voice/{}/whisper{query}", turn.line);
    Request::turn(&target, parameters)
}
