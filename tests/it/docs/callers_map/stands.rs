//! The places where a call can stand, under the names of the map.

use sila::catalogue::{Code, Hotline, LanguageIndex, Section, Service};

use sila::dialogue::{Awaits, CallState, LeftQuestion, Mark, Onward, Place, Reference};

/// A place where a call can stand, in the reader's words, and a state that stands there.
pub(super) struct Stand {
    pub(super) name: &'static str,
    pub(super) state: CallState,
}

/// Every kind of place, each once, in the order in which callers come to know them.
pub(super) fn stands(hotline: &Hotline) -> Vec<Stand> {
    let Some(service) = example(hotline) else {
        return Vec::new();
    };
    let mut states = above(service);
    states.extend(in_guidance(service));
    states.extend(beside(hotline, service));
    states.extend(with_a_person(service));
    let stands = states.into_iter().map(|state| Stand { name: name_of(hotline, &state), state });
    stands.collect()
}

/// From the languages to a service.
fn above(service: &Service) -> Vec<CallState> {
    let code = service.code;
    let mut other_words = at(Place::Main);
    other_words.marks.set(Mark::MisunderstoodOnce);
    vec![
        CallState::new(0),
        at(Place::Main),
        other_words,
        at(Place::Sector(code.sector)),
        at(Place::Group(code.sector, code.group)),
        at(Place::Service(code)),
    ]
}

/// The first piece of a section, one with others on both sides, the last one, and the pause.
fn in_guidance(service: &Service) -> Vec<CallState> {
    let Some(section) = longest(service) else {
        return Vec::new();
    };
    let last = u8::try_from(section.pieces.len().saturating_sub(1)).unwrap_or(u8::MAX);
    let mut pieces = vec![0, last.min(1), last];
    pieces.dedup();
    let here = Place::Section(service.code, section.kind);
    let heard = pieces.into_iter().map(|piece| CallState { piece, ..at(here) });
    let paused = CallState { awaits: Awaits::Resume, piece: last.min(1), ..at(here) };
    heard.chain([paused]).collect()
}

/// The states of questions that are asked beside the menus.
fn beside(hotline: &Hotline, service: &Service) -> Vec<CallState> {
    let code = service.code;
    let reference = Reference::of(0);
    let mut recording = at(Place::Inquiry(Some(code)));
    recording.awaits = Awaits::Recording;
    let left = LeftQuestion { reference, turn: 7, recordings: 1 };
    let adding = CallState { awaits: Awaits::Recording, ..at(Place::Addition(left)) };
    vec![
        at(Place::Dial(None, None)),
        at(Place::Confirm(code)),
        at(Place::Found(four(hotline))),
        at(Place::Resume(code, None)),
        at(Place::Useful(code, Onward::Group)),
        recording,
        at(Place::Received(left)),
        adding,
        at(Place::Lookup),
        at(Place::Status(reference)),
    ]
}

/// Being put through, and what comes where that fails.
fn with_a_person(service: &Service) -> Vec<CallState> {
    let awaits = [Awaits::Transfer, Awaits::Offer, Awaits::LastKey];
    let here = at(Place::Service(service.code));
    awaits.map(|awaits| CallState { awaits, marks: at(Place::Main).marks, ..here }).to_vec()
}

/// A call of somebody who is remembered, and has heard the guidance where there is some.
fn at(place: Place) -> CallState {
    let mut state = CallState::new(0);
    state.place = place;
    state.language = Some(LanguageIndex::new(0));
    state.marks.set(Mark::Remembered);
    if matches!(place, Place::Section(..) | Place::Service(_)) {
        state.marks.set(Mark::GuidanceHeard);
    }
    state
}

/// The service with the longest section.
pub(super) fn example(hotline: &Hotline) -> Option<&Service> {
    let pieces = |service: &&Service| longest(service).map_or(0, |one| one.pieces.len());
    still_here(hotline)
        .filter(|service| service.sections.len() > 1)
        .max_by_key(|service| (pieces(service), std::cmp::Reverse(service.code)))
}

/// The first of a service's longest sections.
fn longest(service: &Service) -> Option<&Section> {
    let sections = service.sections.iter().rev();
    sections.max_by_key(|section| section.pieces.len())
}

/// As many services as are offered at most to somebody who said what is needed.
fn four(hotline: &Hotline) -> [Option<Code>; 4] {
    let mut codes = still_here(hotline).map(|service| service.code);
    std::array::from_fn(|_| codes.next())
}

fn still_here(hotline: &Hotline) -> impl Iterator<Item = &Service> {
    let services = hotline.services().map(|(_, _, service)| service);
    services.filter(|service| service.moved.is_none())
}

/// The name of the place where a call stands, in the reader's words.
pub(super) fn name_of(hotline: &Hotline, state: &CallState) -> &'static str {
    match state.awaits {
        Awaits::Transfer => return super::A_PERSON,
        Awaits::Offer => return "a person did not answer",
        Awaits::LastKey => return "no person is there",
        Awaits::Resume => return "pause",
        Awaits::Key | Awaits::Recording => {}
    }
    match state.place {
        Place::Gate => "the languages",
        Place::Main if state.marks.has(Mark::MisunderstoodTwice) => "main menu, by keys alone",
        Place::Main if state.marks.has(Mark::MisunderstoodOnce) => "main menu, in other words",
        Place::Main => super::MAIN_MENU,
        Place::Sector(_) => "sector",
        Place::Group(..) => "group",
        Place::Service(_) => "service",
        Place::Section(code, kind) => {
            let service = hotline.service(code);
            let section = service.and_then(|service| service.section(kind));
            let pieces = section.map_or(1, |section| section.pieces.len());
            match usize::from(state.piece) {
                0 => "section",
                piece if piece + 1 < pieces => "section, in the middle",
                _ => "section, last piece",
            }
        }
        Place::Dial(None, _) => "dial a code",
        Place::Dial(..) => "dial the rest",
        Place::Confirm(_) => "is it this one?",
        Place::Found(_) => "which of these?",
        Place::Resume(..) => "go on where the last call broke off?",
        Place::Useful(..) => "was it useful?",
        Place::Inquiry(_) => "leave a question",
        Place::Addition(_) => "add to the question",
        Place::Received(_) => "question received",
        Place::Lookup => "which question?",
        Place::Status(_) => "how the question stands",
    }
}
