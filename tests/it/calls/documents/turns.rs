//! Every turn of every place, reachable or not, for which a document may have to be written.

use sila::catalogue::Hotline;
use sila::dialogue::{
    Awaits, CallState, CallerNumber, Input, InquiryProgress, Key, LookupResult, Onward, Place,
    TransferOutcome, Turn,
};

use crate::dialogue::line::{Line, left, reference};

/// Calls on every place of a hotline with every language, count of failures and thing that can be awaited
/// there, and everything that can come then and be known of it.
pub fn for_each(line: &Line, mut visit: impl FnMut(&Turn, &LookupResult)) {
    let beginning = |input| Turn { state: None, input };
    visit(&beginning(Input::Start), &line.remembered);
    for times in [1, u8::MAX] {
        let restart = u32::MAX;
        visit(&beginning(Input::Lost { restart, times }), &LookupResult::Nothing);
    }
    let mut places = Vec::new();
    push_places(&line.hotline, &mut places);
    for place in places {
        let before_a_choice = (place == Place::Gate).then_some(None);
        let chosen = line.hotline.language_indices().map(Some);
        for language in before_a_choice.into_iter().chain(chosen) {
            for state in states(line, place) {
                let state = CallState { language, ..state };
                for input in inputs(line, &state) {
                    let turn = Turn { state: Some(state), input };
                    for known in known(line, &turn) {
                        visit(&turn, &known);
                    }
                }
            }
        }
    }
}

/// Every place of a hotline.
fn push_places(hotline: &Hotline, places: &mut Vec<Place>) {
    places.extend([
        Place::Gate,
        Place::Main,
        Place::Dial(None, None),
        Place::Inquiry(None),
        Place::Addition(left()),
        Place::Received(left()),
        Place::Lookup,
        Place::Status(reference()),
    ]);
    for sector in &hotline.sectors {
        places.push(Place::Sector(sector.key));
        places.push(Place::Dial(Some(sector.key), None));
        for group in &sector.groups {
            places.push(Place::Group(sector.key, group.key));
            places.push(Place::Dial(Some(sector.key), Some(group.key)));
            let codes = group.services.iter().map(|service| Some(service.code));
            let codes: Vec<_> = codes.collect();
            for found in codes.windows(4.min(codes.len())).filter(|found| found.len() > 1) {
                let found = std::array::from_fn(|at| found.get(at).copied().flatten());
                places.push(Place::Found(found));
            }
        }
    }
    for (_, _, service) in hotline.services() {
        let code = service.code;
        places.push(Place::Service(code));
        let sections = service.sections.iter();
        places.extend(sections.map(|section| Place::Section(code, section.kind)));
        // What is said there differs from service to service by the name alone.
        if code.service.number() > 1 {
            continue;
        }
        places.extend([
            Place::Confirm(code),
            Place::Resume(code, None),
            Place::Useful(code, Onward::Group),
            Place::Useful(code, Onward::Main),
            Place::Inquiry(Some(code)),
        ]);
    }
}

/// The states at a place, without a language.
fn states(line: &Line, place: Place) -> Vec<CallState> {
    let limits = &line.hotline.limits;
    let last = u32::from(limits.turns);
    let first = CallState { place, turn: last - 1, ..CallState::new(u32::MAX) };
    let (silences, misses) = (limits.no_input - 1, limits.no_match - 1);
    if let Place::Inquiry(_) = place {
        let awaits = Awaits::Recording;
        return [0, 1, silences].map(|no_input| CallState { awaits, no_input, ..first }).to_vec();
    }
    let mut states = vec![
        first,
        CallState { no_input: silences, ..first },
        CallState { no_match: misses, ..first },
        CallState { turn: last, ..first },
        CallState { awaits: Awaits::LastKey, ..first },
        CallState { awaits: Awaits::Transfer, ..first },
        CallState { awaits: Awaits::Transfer, no_input: limits.no_input, ..first },
    ];
    if line.abilities.records {
        states.push(CallState { awaits: Awaits::Offer, ..first });
    }
    if let Place::Section(code, kind) = place {
        let awaits = Awaits::Resume;
        states.extend([0, 4].map(|no_input| CallState { awaits, no_input, ..first }));
        let service = line.hotline.service(code);
        let section = service.and_then(|service| service.section(kind));
        let pieces = section.map_or(0, |section| section.pieces.len());
        let pieces = u8::try_from(pieces).unwrap_or(u8::MAX);
        states.extend((1..pieces).map(|piece| CallState { piece, ..first }));
    }
    states
}

/// Inputs that can come in a state; where it differs from another in what led there alone, only those that matter then.
fn inputs(line: &Line, state: &CallState) -> Vec<Input> {
    let keys = |keys: &str| Input::Keys(keys.chars().filter_map(Key::from_char).collect());
    let tried = state.no_input + state.no_match > 0;
    match state.awaits {
        Awaits::Transfer => transferred(),
        Awaits::Recording => [Some(1), Some(30), None].map(recorded).to_vec(),
        Awaits::Key if state.turn >= u32::from(line.hotline.limits.turns) => vec![Input::Silence],
        Awaits::Key if !tried => {
            // Looking for a service takes long, and what is said then is the same at all services.
            let words = match state.place {
                Place::Service(_) | Place::Section(..) => "what are the steps",
                _ => "nothing that a service is for",
            };
            let said = Input::Speech { said: words.to_owned(), confidence: Some(90) };
            let mut inputs =
                vec![Input::Silence, Input::Gibberish, Input::EditionChanged, Input::HungUp, said];
            let keys = "0123456789*#".chars().filter_map(Key::from_char);
            inputs.extend(keys.map(|key| Input::Keys(vec![key])));
            inputs
        }
        _ => vec![Input::Silence, Input::Gibberish, keys("8"), keys("*")],
    }
}

fn transferred() -> Vec<Input> {
    [
        TransferOutcome::Answered,
        TransferOutcome::Busy,
        TransferOutcome::NoAnswer,
        TransferOutcome::Failed,
        TransferOutcome::Cancelled,
    ]
    .map(|outcome| Input::Transferred { outcome, seconds: None, caller_gone: false })
    .to_vec()
}

fn recorded(seconds: Option<u32>) -> Input {
    Input::RecordingEnded {
        address: Some("https://api.example.com/recordings/RE1".to_owned()),
        seconds,
        withdrawn: false,
        caller_gone: false,
    }
}

/// Lookup results that a turn can have.
fn known(line: &Line, turn: &Turn) -> Vec<LookupResult> {
    let mut known = vec![LookupResult::Nothing];
    let place = turn.state.map(|state| state.place);
    let hash = turn.input == Input::Keys(vec![Key::Hash]);
    match (place, &turn.input) {
        (Some(Place::Status(_)), _) if hash => {
            let long = "الرد ".repeat(400).trim().to_owned();
            known.extend(
                [
                    InquiryProgress::Unknown,
                    InquiryProgress::Open,
                    InquiryProgress::Answered { text: long, language: None },
                    InquiryProgress::AnsweredElsewhere,
                    InquiryProgress::Closed,
                ]
                .map(LookupResult::Inquiry),
            );
        }
        (Some(Place::Service(_) | Place::Section(..)), Input::Keys(keys))
            if keys[..] == [Key::Digit(7)] && line.caller == CallerNumber::Mobile =>
        {
            known.extend([LookupResult::Spent, LookupResult::NotKept]);
        }
        (_, Input::RecordingEnded { .. }) => known.push(LookupResult::NotKept),
        _ => {}
    }
    known
}
