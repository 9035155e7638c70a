//! The meaning of a key at a place.

use crate::catalogue::{Code, Hotline, LanguageIndex, MenuKey, Section, SectionKind, Service};

use super::speech::Form;
use super::{Awaits, CallState, Key, Mark, Place, TurnContext};

/// The meaning of a key at a place.
pub enum Meaning {
    Leads(Place, Form),
    /// It leads to a piece of a section, counted from 0.
    Piece(Place, u8),
    Chooses(LanguageIndex),
    /// The call goes on in another language, where it is.
    Switches(LanguageIndex),
    Again,
    Pause,
    /// The guidance is sent as a text message.
    Text,
    /// The guidance was useful, or not.
    Rates {
        useful: bool,
    },
    /// The language is not to be remembered.
    Forgets,
    Person,
    Nothing,
}

/// The meaning of a key in a state. `0`, `*`, `#` and `9` mean the same everywhere below the gate.
pub fn meaning(
    key: Key,
    state: &CallState,
    hotline: &Hotline,
    context: &TurnContext<'_>,
) -> Meaning {
    let place = state.place;
    let at_gate = place == Place::Gate;
    let offers_inquiry = matches!(state.awaits, Awaits::LastKey | Awaits::Offer);
    match key {
        Key::Digit(0) => Meaning::Person,
        Key::Hash => Meaning::Again,
        Key::Star if offers_inquiry => Meaning::Leads(place, Form::Short),
        Key::Digit(INQUIRY) if offers_inquiry && context.abilities.records => {
            Meaning::Leads(Place::Inquiry(place.code()), Form::Full)
        }
        Key::Digit(Section::PAUSE) if state.awaits == Awaits::Resume => Meaning::Again,
        Key::Star
            if matches!(place, Place::Main | Place::Resume(..)) && context.offered.len() > 1 =>
        {
            other_language(state, context)
        }
        Key::Star if !at_gate && (place != Place::Main || context.offered.len() > 1) => {
            Meaning::Leads(place.parent(), Form::Short)
        }
        Key::Digit(9) if !at_gate => Meaning::Leads(Place::Main, Form::Short),
        Key::Digit(digit) => {
            MenuKey::new(digit).map_or(Meaning::Nothing, |key| choice(key, state, hotline, context))
        }
        Key::Star => Meaning::Nothing,
    }
}

/// The other one of two languages; of more, the caller chooses at the gate.
fn other_language(state: &CallState, context: &TurnContext<'_>) -> Meaning {
    match *context.offered {
        [one, other] => Meaning::Switches(if state.language == Some(one) { other } else { one }),
        _ => Meaning::Leads(Place::Gate, Form::Short),
    }
}

/// The keys of the main menu that are not a sector's, and in guidance the last two.
const FORGET: u8 = 5;
const LOOKUP: u8 = 6;
const DIAL: u8 = 7;
const TEXT: u8 = 7;
/// The key that asks for a text message, in guidance.
pub const TEXT_KEY: Key = Key::Digit(TEXT);
const INQUIRY: u8 = 8;
/// More is said about the question that was just left.
pub const MORE: u8 = 1;
/// None of the services that were found.
const NONE_OF_THEM: u8 = 5;

/// The choice on a key in the menu of a place.
fn choice(
    key: MenuKey,
    state: &CallState,
    hotline: &Hotline,
    context: &TurnContext<'_>,
) -> Meaning {
    let further = match (state.place, key.number()) {
        (Place::Gate, number) => {
            let language = context.offered.get(usize::from(number) - 1);
            return language.map_or(Meaning::Nothing, |language| Meaning::Chooses(*language));
        }
        (Place::Main, FORGET) if state.marks.has(Mark::Remembered) => return Meaning::Forgets,
        (Place::Main, LOOKUP) if context.abilities.records => Some(Place::Lookup),
        (Place::Main, DIAL) => Some(Place::Dial(None, None)),
        (Place::Main, INQUIRY) if context.abilities.records => Some(Place::Inquiry(None)),
        (Place::Main, _) => Some(Place::Sector(key)),
        (Place::Sector(sector), _) => Some(Place::Group(sector, key)),
        (Place::Group(sector, group), _) => {
            Some(Place::Service(Code { sector, group, service: key }))
        }
        (Place::Service(_) | Place::Section(..), TEXT) if context.abilities.texts => {
            return Meaning::Text;
        }
        (Place::Service(code) | Place::Section(code, _), INQUIRY) if context.abilities.records => {
            Some(Place::Inquiry(Some(code)))
        }
        (Place::Received(left), MORE) if context.abilities.records && left.takes_more() => {
            Some(Place::Addition(left))
        }
        (Place::Service(code), _) => hotline
            .service(code)
            .and_then(|service| service.sections.iter().find(|section| section.key == key))
            .map(|section| Place::Section(code, section.kind)),
        (Place::Section(code, kind), number) => {
            let service = hotline.service(code);
            return service.map_or(Meaning::Nothing, |service| {
                in_section(number, service, kind, state.piece)
            });
        }
        (Place::Confirm(code) | Place::Resume(code, None), 1) => Some(Place::Service(code)),
        (Place::Confirm(_) | Place::Resume(..), 2) | (Place::Found(_), NONE_OF_THEM) => {
            return Meaning::Leads(Place::Main, Form::Short);
        }
        (Place::Found(codes), number) => {
            codes.get(usize::from(number) - 1).copied().flatten().map(Place::Service)
        }
        (Place::Resume(code, Some(kind)), 1) => Some(Place::Section(code, kind)),
        (Place::Useful(..), number @ 1..=2) => {
            return Meaning::Rates { useful: number == 1 };
        }
        _ => None,
    };
    match further.filter(|place| place.exists_in(hotline)) {
        Some(place) => Meaning::Leads(place, Form::Full),
        None => Meaning::Nothing,
    }
}

/// The meaning of a key in the middle of guidance: back and forth by pieces, and beyond them by sections.
fn in_section(number: u8, service: &Service, kind: SectionKind, piece: u8) -> Meaning {
    let sections = &service.sections;
    let Some(position) = sections.iter().position(|section| section.kind == kind) else {
        return Meaning::Nothing;
    };
    let pieces = |section: &Section| u8::try_from(section.pieces.len()).unwrap_or(u8::MAX);
    let place = |section: &Section| Place::Section(service.code, section.kind);
    let here = &sections[position];
    let (before, next) =
        (position.checked_sub(1).map(|before| &sections[before]), sections.get(position + 1));
    match number {
        Section::PREVIOUS if piece > 0 => Meaning::Piece(place(here), piece - 1),
        Section::PREVIOUS => before
            .map_or(Meaning::Nothing, |before| Meaning::Piece(place(before), pieces(before) - 1)),
        Section::PAUSE => Meaning::Pause,
        Section::NEXT if piece + 1 < pieces(here) => Meaning::Piece(place(here), piece + 1),
        Section::NEXT => next.map_or(Meaning::Nothing, |next| Meaning::Piece(place(next), 0)),
        _ => Meaning::Nothing,
    }
}
