//! Whole calls, key by key, and what the menus say where each key leads.

use sila::catalogue::{Hotline, LanguageIndex, Phrase, PromptId, Section, Service};

/// One turn of a call.
pub struct Step {
    pub does: Does,
    /// The right answer; none where the call is over.
    pub expects: Option<Expected>,
}

/// An action of a caller.
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

/// The right answer to a turn.
#[derive(Debug, Clone)]
pub struct Expected {
    /// A part of what is said, which needs no escape in a document.
    says: String,
}

impl Expected {
    /// An answer that says a prompt of the hotline in a language.
    fn prompt(hotline: &Hotline, prompt: PromptId, language: LanguageIndex) -> Self {
        let text = &hotline.prompt(prompt, language).text;
        let plain = text.split(['&', '<', '>', '"', '\'']);
        let longest = plain.max_by_key(|part| part.len()).unwrap_or_default();
        Self { says: longest.trim().to_owned() }
    }

    /// True if a document says it.
    pub fn is_said_in(&self, document: &str) -> bool {
        document.contains(&self.says)
    }
}

/// The place in a call whose caller is known again: the gate and its key are not there.
pub const KNOWN_AGAIN: usize = 2;

/// A call for each service in each language: through the menus to the service, into two of its sections, again, back,
/// to the main menu and away. Every third caller is silent once, and every fifth presses a wrong key.
pub fn calls(hotline: &Hotline) -> Vec<Vec<Step>> {
    let mut calls = Vec::new();
    for language in hotline.language_indices() {
        let here = hotline.services().map(|(_, _, service)| service);
        for service in here.filter(|service| service.moved.is_none()) {
            calls.push(call(hotline, language, service, calls.len()));
        }
    }
    calls
}

fn call(hotline: &Hotline, language: LanguageIndex, service: &Service, number: usize) -> Vec<Step> {
    let says = |prompt| Expected::prompt(hotline, prompt, language);
    let gate = Expected::prompt(hotline, hotline.gate[0], LanguageIndex::new(0));
    let main = says(hotline.sectors[0].option);
    let code = service.code;
    let sector = hotline.sector(code.sector).unwrap();
    let group = hotline.group(code.sector, code.group).unwrap();
    let in_sector = says(sector.groups[0].option);
    let mut listed = group.services.iter();
    let in_group = says(listed.find(|one| one.moved.is_none()).unwrap().option);
    let in_service = says(match &service.sections[..] {
        [] => service.title,
        [first, ..] => first.option,
    });
    let mut call = vec![(Does::Start, gate)];
    let key = char::from_digit(u32::try_from(language.position()).unwrap() + 1, 10).unwrap();
    call.push((Does::Press(key), main.clone()));
    let keys: Vec<char> = code.to_string().chars().collect();
    call.push((Does::Press(keys[0]), in_sector.clone()));
    if number.is_multiple_of(3) {
        call.push((Does::Silence, in_sector));
    }
    call.push((Does::Press(keys[1]), in_group.clone()));
    call.push((Does::Press(keys[2]), in_service.clone()));
    for section in service.sections.iter().take(2) {
        call.extend(heard_twice(section, &says));
        call.push((Does::Press('*'), in_service.clone()));
    }
    // Whoever leaves a service after its guidance is asked whether it was useful.
    let useful = says(hotline.phrase(Phrase::Useful));
    if service.sections.is_empty() {
        call.push((Does::Press('*'), useful));
        call.push((Does::Press('1'), in_group));
        call.push((Does::Press('9'), main.clone()));
    } else {
        call.push((Does::Press('9'), useful));
        call.push((Does::Press('1'), main.clone()));
    }
    if number.is_multiple_of(5) {
        let last = hotline.sectors.len() + 1;
        let wrong = char::from_digit(u32::try_from(last).unwrap(), 10).unwrap();
        call.push((Does::Press(wrong), main));
    }
    let steps = call.into_iter().map(|(does, expects)| Step { does, expects: Some(expects) });
    let end = Step { does: Does::HangUp, expects: None };
    steps.chain([end]).collect()
}

/// A section of the guidance, and the same again.
fn heard_twice(section: &Section, says: &impl Fn(PromptId) -> Expected) -> [(Does, Expected); 2] {
    let key = section.key.to_string().chars().next().unwrap();
    let heard = says(section.pieces[0]);
    [(Does::Press(key), heard.clone()), (Does::Press('#'), heard)]
}
