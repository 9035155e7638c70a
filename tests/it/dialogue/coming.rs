//! Everything that can come in a turn.

use sila::dialogue::{Awaits, CallState, Input, Key, Place, TransferOutcome};

use super::line::{Line, reference};

/// Everything that can come in a state.
pub fn inputs(line: &Line, state: CallState) -> Vec<Input> {
    let mut inputs = vec![Input::HungUp, Input::Gibberish, Input::Silence];
    match state.awaits {
        Awaits::Transfer => {
            for caller_gone in [false, true] {
                inputs.extend(OUTCOMES.map(|outcome| transferred(outcome, caller_gone)));
            }
            inputs.push(Input::EditionChanged);
            return inputs;
        }
        Awaits::Recording => {
            let lengths = [
                (Some(30), false),
                (Some(1), false),
                (None, false),
                (Some(30), true),
                (Some(1), true),
            ];
            inputs.extend(lengths.map(|(seconds, gone)| recorded(seconds, gone)));
            inputs.push(withdrawn());
            inputs.extend([Input::EditionChanged, keys("1")]);
            return inputs;
        }
        _ => {}
    }
    inputs.push(Input::EditionChanged);
    let every_key = "0123456789*#".chars().filter_map(Key::from_char);
    inputs.extend(every_key.map(|key| Input::Keys(vec![key])));
    // Late, or from somebody else.
    inputs.push(transferred(TransferOutcome::Busy, false));
    inputs.push(recorded(Some(30), false));
    let right = reference().to_string();
    let wrong = right.replacen('0', "1", 1);
    let bursts: &[&str] = match state.place {
        Place::Dial(..) => &["111", "112", "113", "999", "118", "88", "1*", "90"],
        Place::Lookup => &[&right, &wrong, "123", "1*"],
        Place::Service(_) => &["*9", "19"],
        Place::Section(..) => &["**"],
        Place::Main => &["7111", "79", "61"],
        Place::Gate => &["2111", "25"],
        _ => &[],
    };
    inputs.extend(bursts.iter().map(|burst| keys(burst)));
    if line.abilities.listens {
        let said = |said: &str, confidence| Input::Speech { said: said.to_owned(), confidence };
        inputs.push(said("nothing that a service is for", None));
        // What is said means the same after failures.
        if (state.no_input, state.no_match) == (0, 0) {
            inputs.extend(SAID_FOR_KEYS.map(|(words, _)| said(words, Some(80))));
            let others = ["yes", "no", "documents", "عربي", "street light"];
            inputs.extend(others.map(|words| said(words, None)));
        }
        if state.place == Place::Main {
            inputs.extend([said("import licence", Some(90)), said("fence", Some(10))]);
        }
    }
    inputs
}

/// What callers say in place of a key, in both languages.
pub const SAID_FOR_KEYS: [(&str, char); 12] = [
    ("one", '1'),
    ("press to", '2'),
    ("الرقم ثلاثة من فضلك", '3'),
    ("5", '5'),
    ("go back please", '*'),
    ("نجمة", '*'),
    ("say that again", '#'),
    ("help", '#'),
    ("ساعدني", '#'),
    ("القائمة الرئيسية", '9'),
    ("zero", '0'),
    ("option seven", '7'),
];

const OUTCOMES: [TransferOutcome; 5] = [
    TransferOutcome::Answered,
    TransferOutcome::Busy,
    TransferOutcome::NoAnswer,
    TransferOutcome::Failed,
    TransferOutcome::Cancelled,
];

pub fn transferred(outcome: TransferOutcome, caller_gone: bool) -> Input {
    Input::Transferred { outcome, seconds: None, caller_gone }
}

fn recorded(seconds: Option<u32>, caller_gone: bool) -> Input {
    Input::RecordingEnded {
        withdrawn: false,
        address: Some("https://api.example.com/recordings/RE1".to_owned()),
        seconds,
        caller_gone,
    }
}

/// The caller thought better of it.
pub fn withdrawn() -> Input {
    Input::RecordingEnded {
        address: Some("https://api.example.com/recordings/RE1".to_owned()),
        seconds: Some(30),
        withdrawn: true,
        caller_gone: false,
    }
}

/// Keys in one burst.
pub fn keys(keys: &str) -> Input {
    Input::Keys(keys.chars().filter_map(Key::from_char).collect())
}
