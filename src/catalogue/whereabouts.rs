//! Where a prompt is heard, for those who record it.

use super::{Code, Hotline, LanguageIndex, MenuKey, Prompt};

impl Hotline {
    /// Where a prompt is heard, for people who read: the way to it, with names in its own language.
    pub fn heard_at(&self, prompt: &Prompt) -> String {
        let Some((owner, what)) = prompt.id.split_once('.') else {
            return prompt.id.clone();
        };
        let language = self
            .language_by_code(&prompt.language)
            .map_or(0, LanguageIndex::position);
        let way = self.way_to(owner, language);
        match owner {
            "gate" => "the choice of a language".to_owned(),
            "phrase" => format!("everywhere: {what}"),
            "section" => format!("every service: the choice of {what}"),
            _ if way.is_empty() => prompt.id.clone(),
            _ => format!("{} ({owner}): {what}", way.join(" › ")),
        }
    }

    /// The names from a sector down to what these one to three keys lead to.
    fn way_to(&self, keys: &str, language: usize) -> Vec<&str> {
        let mut digits = keys
            .bytes()
            .map(|digit| MenuKey::new(digit.wrapping_sub(b'0')));
        let mut next = || digits.next().flatten();
        let sector = next().and_then(|key| self.sector(key));
        let group = sector
            .zip(next())
            .and_then(|(sector, key)| self.group(sector.key, key));
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
