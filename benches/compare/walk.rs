//! Whole calls, key by key, and where each key must lead.

use sila::catalogue::Hotline;

/// One turn of a call.
pub struct Step {
    /// What the caller did.
    pub does: Does,
    /// What is right as an answer; none where the call is over.
    pub expects: Option<Expected>,
}

/// What a caller does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Calls.
    Start,
    /// Presses a key.
    Press(char),
    /// Says and presses nothing.
    Silence,
    /// Hangs up.
    HangUp,
}

/// What is right as an answer.
#[derive(Clone)]
pub struct Expected {
    /// How the state of the next turn goes on after the edition: language, place.
    pub state: String,
    /// What the first thing said is spoken in.
    pub locale: String,
}

/// A call for each service in each language: through the menus to the service, into two of its sections, again,
/// back, to the main menu and away. Every third caller is silent once, and every fifth presses a wrong key.
pub fn calls(hotline: &Hotline) -> Vec<Vec<Step>> {
    let mut calls = Vec::new();
    for index in hotline.language_indices() {
        let here = hotline.services().map(|(_, _, service)| service);
        for service in here.filter(|service| service.moved.is_none()) {
            let language = hotline.language(index);
            let gate = Expected {
                state: "_-_gate_".to_owned(),
                locale: hotline.languages[0].locale.clone(),
            };
            let at = |place: &str| Expected {
                state: format!("_{}_{place}_", language.code),
                locale: language.locale.clone(),
            };
            let mut call = vec![(Does::Start, gate)];
            let key = char::from_digit(u32::try_from(index.position()).unwrap() + 1, 10).unwrap();
            call.push((Does::Press(key), at("main")));
            let code = service.code.to_string();
            for (position, key) in code.char_indices() {
                call.push((Does::Press(key), at(&code[..=position])));
                if position == 0 && calls.len() % 3 == 0 {
                    call.push((Does::Silence, at(&code[..=position])));
                }
            }
            for section in service.sections.iter().take(2) {
                let place = at(&format!("{code}.{}", section.kind.name()));
                let key = section.key.to_string().chars().next().unwrap();
                call.push((Does::Press(key), place.clone()));
                call.push((Does::Press('#'), place));
            }
            if service.sections.is_empty() {
                call.push((Does::Press('*'), at(&code[..2])));
            } else {
                call.push((Does::Press('*'), at(&code)));
            }
            call.push((Does::Press('9'), at("main")));
            if calls.len() % 5 == 0 {
                call.push((Does::Press('8'), at("main")));
            }
            let steps = call.into_iter().map(|(does, expects)| Step {
                does,
                expects: Some(expects),
            });
            let end = Step {
                does: Does::HangUp,
                expects: None,
            };
            calls.push(steps.chain([end]).collect());
        }
    }
    calls
}
