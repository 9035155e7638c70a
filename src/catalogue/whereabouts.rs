//! The place of a prompt in the menus, for those who record it.

use super::{Code, Hotline, LanguageIndex, MenuKey, Prompt};

/// The place at which a prompt is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptPlace<'h> {
    Gate,
    /// Everywhere: a phrase with this name.
    Phrase(&'h str),
    /// Out of hours: the sentence with this name.
    Hours(&'h str),
    /// The choice of this section, at every service.
    SectionChoice(&'h str),
    /// The referral with this id, to another body.
    Referral(&'h str),
    /// A sector, a group or a service.
    Menu {
        /// The names from the sector down, in the prompt's language.
        names: Vec<&'h str>,
        keys: &'h str,
        part: &'h str,
    },
    /// Another place, for which the prompt's id stands.
    Other(&'h str),
}

impl Hotline {
    /// The place at which a prompt is heard.
    pub fn place_of<'h>(&'h self, prompt: &'h Prompt) -> PromptPlace<'h> {
        let Some((owner, part)) = prompt.id.split_once('.') else {
            return PromptPlace::Other(&prompt.id);
        };
        let language = self.language_by_code(&prompt.language);
        let names = self.names_on_way(owner, language.map_or(0, LanguageIndex::position));
        match owner {
            "gate" => PromptPlace::Gate,
            "phrase" => PromptPlace::Phrase(part),
            "hours" => PromptPlace::Hours(part),
            "referral" => PromptPlace::Referral(part),
            "section" => PromptPlace::SectionChoice(part),
            _ if names.is_empty() => PromptPlace::Other(&prompt.id),
            keys => PromptPlace::Menu { names, keys, part },
        }
    }

    /// The names from a sector down to the place that these one to three keys lead to.
    fn names_on_way(&self, keys: &str, language: usize) -> Vec<&str> {
        let mut digits = keys.bytes().map(|digit| MenuKey::new(digit.wrapping_sub(b'0')));
        let mut next = || digits.next().flatten();
        let sector = next().and_then(|key| self.sector(key));
        let group = sector.zip(next()).and_then(|(sector, key)| self.group(sector.key, key));
        let service = Code::parse(keys).and_then(|code| self.service(code));
        let names = [
            sector.map(|sector| &sector.name),
            group.map(|group| &group.name),
            service.map(|service| &service.name),
        ];
        names
            .into_iter()
            .flatten()
            .filter_map(|name| name.get(language))
            .map(String::as_str)
            .collect()
    }
}
