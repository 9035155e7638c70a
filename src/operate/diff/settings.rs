//! Languages, limits, hours and the words of the whole hotline, as far as callers notice.

use super::change::{ChangeKind, PlaceFact};
use crate::catalogue::{AnswerWord, Hotline, Limits, Pattern, WordList};

pub(super) fn facts(hotline: &Hotline) -> Vec<PlaceFact<'_>> {
    let setting =
        |name: String, value: String| PlaceFact::new(ChangeKind::Setting, value).part(name);
    let codes: Vec<_> = hotline.languages.iter().map(|language| language.code.as_str()).collect();
    let mut facts = vec![
        setting("languages".to_owned(), codes.join(", ")),
        setting("time zone".to_owned(), hotline.time_zone.clone()),
    ];
    facts.extend(hotline.hours.settings().into_iter().map(|(name, value)| setting(name, value)));
    let limits = limits(hotline.limits).into_iter();
    facts.extend(limits.map(|(name, value)| setting(name.to_owned(), value.to_string())));
    for (position, language) in hotline.languages.iter().enumerate() {
        let code = language.code.as_str();
        let of =
            |what: &str, value: &String| setting(what.to_owned(), value.clone()).language(code);
        facts.push(of(&format!("locale of {code}"), &language.locale));
        facts
            .extend(language.person.iter().map(|person| of(&format!("person for {code}"), person)));
        if !language.person_presses {
            facts.push(setting("taken without a key".to_owned(), "yes".to_owned()).language(code));
        }
        let voices = language.voices.iter();
        facts.extend(
            voices.map(|(dialect, voice)| of(&format!("voice of {code} at {dialect}"), voice)),
        );
        if let Some(template) = hotline.text_template.get(position) {
            facts.push(text("text message", code, template.trim_end().to_owned()));
        }
    }
    for words in &hotline.hours.wording {
        for pattern in Pattern::ALL.into_iter().filter(|pattern| pattern.is_hours()) {
            let pattern_text = words.patterns[pattern as usize].clone();
            facts.push(text(pattern.name(), &words.language, pattern_text));
        }
        facts.push(text("weekdays", &words.language, words.weekdays.join(", ")));
    }
    facts.extend(WordList::ALL.into_iter().map(|list| {
        let words = hotline.listening.words(list).join(" ");
        setting(format!("words listened for as {}", list.name()), words).list(' ')
    }));
    let same = hotline.listening.same.iter().map(|group| group.join(" "));
    let same = same.collect::<Vec<_>>().join(",");
    facts.push(setting("words listened for as the same".to_owned(), same).list(','));
    facts.extend(AnswerWord::ALL.into_iter().map(|word| {
        let phrases = hotline.listening.answers.iter().filter(|answer| answer.word == word);
        let phrases: Vec<_> = phrases.map(|answer| answer.phrase.as_str()).collect();
        setting(format!("words listened for as {}", word.name()), phrases.join(",")).list(',')
    }));
    facts
}

fn text<'h>(part: &str, language: &'h str, text: String) -> PlaceFact<'h> {
    PlaceFact::new(ChangeKind::Text, text).part(part).language(language)
}

fn limits(limits: Limits) -> [(&'static str, u16); 8] {
    let Limits {
        key_seconds,
        gate_seconds,
        no_input,
        no_match,
        together,
        turns,
        ring_seconds,
        text_segments,
    } = limits;
    [
        ("seconds to wait for a key", key_seconds.into()),
        ("seconds to wait at the gate", gate_seconds.into()),
        ("silences in a row", no_input.into()),
        ("wrong keys in a row", no_match.into()),
        ("silences and wrong keys together", together.into()),
        ("turns in a call", turns),
        ("seconds that a person's telephone rings", ring_seconds.into()),
        ("segments of a text message", text_segments.into()),
    ]
}
