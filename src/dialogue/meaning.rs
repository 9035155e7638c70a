//! What a key means where a call stands.

use crate::catalogue::{Code, Hotline, LanguageIndex, MenuKey};

use super::speech::Form;
use super::{Awaits, Key, Place, State};

/// What a key means at a place.
pub enum Meaning {
    /// It leads to a place.
    Leads(Place, Form),
    /// It chooses a language.
    Chooses(LanguageIndex),
    /// Everything is said again.
    Again,
    /// The caller wants a person.
    Person,
    /// Nothing.
    Nothing,
}

/// What a key means in a state. `0`, `*`, `#` and `9` mean the same everywhere below the gate.
pub fn meaning(key: Key, state: &State, hotline: &Hotline, offered: &[LanguageIndex]) -> Meaning {
    let place = state.place;
    let at_gate = place == Place::Gate;
    match key {
        Key::Digit(0) => Meaning::Person,
        Key::Hash => Meaning::Again,
        Key::Star if state.awaits == Awaits::LastKey => Meaning::Leads(place, Form::Short),
        Key::Star if !at_gate && (place != Place::Main || offered.len() > 1) => {
            Meaning::Leads(place.parent(), Form::Short)
        }
        Key::Digit(9) if !at_gate => Meaning::Leads(Place::Main, Form::Short),
        Key::Digit(digit) => {
            MenuKey::new(digit).map_or(Meaning::Nothing, |key| choice(key, place, hotline, offered))
        }
        Key::Star => Meaning::Nothing,
    }
}

/// What the menu of a place has on a key.
fn choice(key: MenuKey, place: Place, hotline: &Hotline, offered: &[LanguageIndex]) -> Meaning {
    let further = match place {
        Place::Gate => {
            let language = offered.get(usize::from(key.number()) - 1);
            return language.map_or(Meaning::Nothing, |language| Meaning::Chooses(*language));
        }
        Place::Main => Some(Place::Sector(key)),
        Place::Sector(sector) => Some(Place::Group(sector, key)),
        Place::Group(sector, group) => Some(Place::Service(Code {
            sector,
            group,
            service: key,
        })),
        Place::Service(code) | Place::Section(code, _) => hotline
            .service(code)
            .and_then(|service| service.sections.iter().find(|section| section.key == key))
            .map(|section| Place::Section(code, section.kind)),
    };
    match further.filter(|place| place.exists_in(hotline)) {
        Some(place) => Meaning::Leads(place, Form::Full),
        None => Meaning::Nothing,
    }
}
