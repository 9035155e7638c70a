//! Languages, limits and hours.

use super::Change;
use crate::catalogue::{Hotline, Language, Limits, Pattern, WordList};

/// What is different in the hotline's settings, as far as callers notice.
pub(super) fn changes(before: &Hotline, after: &Hotline) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut setting = |setting: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(Change::Setting { setting: setting.to_owned(), before, after });
        }
    };
    setting("languages", Some(codes(before)), Some(codes(after)));
    setting("time zone", Some(before.time_zone.clone()), Some(after.time_zone.clone()));
    let (olds, news) = (before.hours.settings(), after.hours.settings());
    for (name, value) in &news {
        let old = olds.iter().find(|(known, _)| known == name);
        setting(name, old.map(|(_, old)| old.clone()), Some(value.clone()));
    }
    for (name, old) in &olds {
        if !news.iter().any(|(known, _)| known == name) {
            setting(name, Some(old.clone()), None);
        }
    }
    for (new, old) in limits(after.limits).into_iter().zip(limits(before.limits)) {
        setting(new.0, Some(old.1.to_string()), Some(new.1.to_string()));
    }
    for new in &after.languages {
        let old = before.languages.iter().find(|old| old.code == new.code);
        for (what, value) in details(new) {
            let old = old.map(|old| detail(old, &what));
            if let Some(old) = old {
                setting(&what, old, value);
            }
        }
        // A dialect's voice that is not asked for any more.
        for (dialect, voice) in old.map(|old| old.voices.as_slice()).unwrap_or_default() {
            if new.voice(dialect).is_none() {
                setting(&voice_of(new, dialect), Some(voice.clone()), None);
            }
        }
    }
    changes.extend(templates(before, after));
    changes.extend(hours_wording(before, after));
    changes.extend(listening(before, after));
    changes
}

/// The words that hours are told in, where a language's are others.
fn hours_wording(before: &Hotline, after: &Hotline) -> Vec<Change> {
    let mut changes = Vec::new();
    for new in &after.hours.wording {
        let language = &new.language;
        let mut olds = before.hours.wording.iter();
        let Some(old) = olds.find(|old| old.language == *language) else {
            continue;
        };
        let weekdays = ("weekdays", old.weekdays.join(", "), new.weekdays.join(", "));
        let patterns = Pattern::ALL.into_iter().filter(|pattern| pattern.is_hours());
        let worded = |all: &[String], pattern: Pattern| all[pattern as usize].clone();
        let sentences = patterns.map(|pattern| {
            let (old, new) = (worded(&old.patterns, pattern), worded(&new.patterns, pattern));
            (pattern.name(), old, new)
        });
        let different = sentences.chain([weekdays]).filter(|(_, old, new)| old != new);
        changes.extend(different.map(|(part, old, new)| Change::Text {
            part: part.to_owned(),
            language: language.clone(),
            before: Some(old),
            after: Some(new),
        }));
    }
    changes
}

/// The words that are listened for, those that went and those that came.
fn listening(before: &Hotline, after: &Hotline) -> Vec<Change> {
    let lists = WordList::ALL.into_iter().filter_map(|list| {
        let (old, new) = (before.listening.words(list), after.listening.words(list));
        let missing = |words: &[String], others: &[String]| {
            let words = words.iter().filter(|word| !others.contains(word));
            let words: Vec<_> = words.map(String::as_str).collect();
            (!words.is_empty()).then(|| words.join(" "))
        };
        let (before, after) = (missing(old, new), missing(new, old));
        (before.is_some() || after.is_some()).then(|| Change::Setting {
            setting: format!("words listened for as {}", list.name()),
            before,
            after,
        })
    });
    lists.collect()
}

/// What text messages are written from, where a language's is another.
fn templates(before: &Hotline, after: &Hotline) -> Vec<Change> {
    let template = |hotline: &Hotline, code: &str| {
        let language = hotline.language_by_code(code)?;
        hotline.text_template.get(language.position()).cloned()
    };
    let languages = after.languages.iter().filter_map(|language| {
        let code = &language.code;
        let old = template(before, code)?;
        let new = template(after, code)?;
        (old != new).then(|| Change::Text {
            part: "text message".to_owned(),
            language: code.clone(),
            before: Some(old.trim_end().to_owned()),
            after: Some(new.trim_end().to_owned()),
        })
    });
    languages.collect()
}

fn codes(hotline: &Hotline) -> String {
    let codes = hotline.languages.iter().map(|language| language.code.as_str());
    codes.collect::<Vec<_>>().join(", ")
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

fn details(language: &Language) -> Vec<(String, Option<String>)> {
    let code = &language.code;
    let fixed = [
        (format!("locale of {code}"), Some(language.locale.clone())),
        (format!("person for {code}"), language.person.clone()),
    ];
    let voices = language
        .voices
        .iter()
        .map(|(dialect, voice)| (voice_of(language, dialect), Some(voice.clone())));
    fixed.into_iter().chain(voices).collect()
}

fn detail(language: &Language, what: &str) -> Option<String> {
    details(language).into_iter().find(|(known, _)| known == what).and_then(|(_, value)| value)
}

fn voice_of(language: &Language, dialect: &str) -> String {
    format!("voice of {} at {dialect}", language.code)
}
