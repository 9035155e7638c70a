//! The longest way to a service.

use serde::Serialize;

use crate::catalogue::{Hotline, LanguageIndex, MenuKey, Phrase, PromptId};

/// A caller's way through the menus to a service.
///
/// It is counted from the greeting on. The caller hears the gate up to their own language, then in
/// each menu its title and the choices up to their own, and presses the key at the end of it. On a
/// hotline with one language, the greeting stands in place of the gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Way {
    pub service: String,
    /// The keys that are pressed, the language's first if there is a gate.
    pub keys: Vec<u8>,
    pub seconds: f32,
}

impl Way {
    /// The longest way in a language to a service that has not moved.
    pub(super) fn longest(hotline: &Hotline, language: LanguageIndex) -> Option<Self> {
        let heard = |prompt: PromptId| hotline.prompt(prompt, language).seconds();
        let mut longest: Option<Self> = None;
        let start = gate_seconds(hotline, language) + heard(hotline.phrase(Phrase::MainMenu));
        let mut to_sector = start;
        for sector in &hotline.sectors {
            to_sector += heard(sector.option);
            let mut to_group = to_sector + heard(sector.title);
            for group in &sector.groups {
                to_group += heard(group.option);
                let mut seconds = to_group + heard(group.title);
                // What has moved is not offered any more.
                for service in group.services.iter().filter(|service| service.moved.is_none()) {
                    seconds += heard(service.option);
                    if longest.as_ref().is_none_or(|way| way.seconds < seconds) {
                        let keys = service.code.keys().map(MenuKey::number);
                        longest = Some(Self {
                            service: service.code.to_string(),
                            keys: gate_key(hotline, language).into_iter().chain(keys).collect(),
                            seconds,
                        });
                    }
                }
            }
        }
        longest
    }
}

/// The gate's prompts up to the language's own, each in its language; or the greeting.
fn gate_seconds(hotline: &Hotline, language: LanguageIndex) -> f32 {
    if hotline.languages.len() == 1 {
        return hotline.prompt(hotline.phrase(Phrase::Welcome), language).seconds();
    }
    hotline
        .language_indices()
        .zip(&hotline.gate)
        .take(language.position() + 1)
        .map(|(own, offer)| hotline.prompt(*offer, own).seconds())
        .sum()
}

fn gate_key(hotline: &Hotline, language: LanguageIndex) -> Option<u8> {
    let key = u8::try_from(language.position() + 1).ok()?;
    (hotline.languages.len() > 1).then_some(key)
}
