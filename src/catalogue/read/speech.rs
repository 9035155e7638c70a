//! Locales and voices, held against what the providers of the lines can speak and hear.

use std::collections::BTreeMap;

use super::files::{self, Layout};
use super::hotline::{FIELDS, LANGUAGE_FIELDS, is_locale_of};
use super::mistakes::{Mistakes, suggestion};
use super::table::{TableReader, Text};
use crate::catalogue::problem::SpeechProblem;
use crate::catalogue::{Diagnostic, SourceFile, Speaker, Speakers};

/// Finds the locales and voices that a line's provider does not have. What breaks the files' own rules is passed over.
pub fn check_speech(files: &[SourceFile], speakers: &Speakers<'_>) -> Vec<Diagnostic> {
    let (reading, found) = (Mistakes::default(), Mistakes::default());
    let files: Vec<_> = files.iter().filter(|file| file.path == "hotline.toml").cloned().collect();
    let texts: Vec<_> = files.iter().map(files::text).collect();
    let layout = Layout::of(&files, &texts, &reading);
    let Some(file) = layout.hotline.filter(|file| !reading.is_unreadable(file.file.path)) else {
        return Vec::new();
    };
    let reader = file.reader(FIELDS, &reading);
    for table in reader.tables("language", LANGUAGE_FIELDS) {
        check_language(&table, speakers, &found);
    }
    found.sorted()
}

fn check_language(table: &TableReader<'_>, speakers: &Speakers<'_>, found: &Mistakes) {
    let text = |name| table.raw(name).and_then(|value| table.text(value));
    let Some(code) = text("code") else {
        return;
    };
    let locale = text("locale").filter(|locale| is_locale_of(&locale.value, &code.value));
    let heard_as = text("heard_as").filter(|locale| is_locale_of(&locale.value, &code.value));
    let mut asked: BTreeMap<&str, Speaker<'_>> = BTreeMap::new();
    for speaker in speakers.of_lines.iter().filter(|speaker| speaker.offers(&code.value)) {
        let one = asked.entry(speaker.dialect).or_insert(*speaker);
        one.listens |= speaker.listens;
        one.severity = one.severity.min(speaker.severity);
    }
    for speaker in asked.values() {
        check_locales(speaker, &code, (locale.as_ref(), heard_as.as_ref()), found);
    }
    let Some(voices) = table.table("voices", &[]) else {
        return;
    };
    for (dialect, spot, value) in voices.entries() {
        if !speakers.dialects.contains(&dialect) {
            let meant = suggestion(dialect, speakers.dialects.iter().copied());
            let problem = SpeechProblem::UnknownDialect {
                name: dialect.to_owned(),
                meant: meant.map(str::to_owned),
                known: speakers.dialects.clone(),
            };
            found.add(spot, problem);
            continue;
        }
        let voice = voices.text(value).filter(|voice| !voice.value.trim().is_empty());
        let Some((speaker, voice)) = asked.get(dialect).zip(voice) else {
            continue;
        };
        if !speaker.languages.has_voice(&voice.value) {
            let meant = suggestion(&voice.value, speaker.languages.voices.lines());
            let problem = SpeechProblem::UnknownVoice {
                voice: voice.value.to_string(),
                dialect: speaker.dialect,
                meant: meant.map(str::to_owned),
            };
            found.add_as(voice.spot, problem, speaker.severity);
        }
    }
}

fn check_locales(
    speaker: &Speaker<'_>,
    code: &Text<'_>,
    (locale, heard_as): (Option<&Text<'_>>, Option<&Text<'_>>),
    found: &Mistakes,
) {
    let (dialect, languages) = (speaker.dialect, speaker.languages);
    let is_heard = |text: &Text<'_>| languages.heard.contains(&&*text.value);
    if let Some(locale) = locale
        && !languages.spoken.contains(&&*locale.value)
    {
        let problem = SpeechProblem::UnspokenLocale {
            locale: locale.value.to_string(),
            dialect,
            known: languages.spoken_in(&code.value),
            is_heard: heard_as.is_none() && is_heard(locale),
        };
        return found.add_as(locale.spot, problem, speaker.severity);
    }
    let Some(heard) = heard_as.or(locale).filter(|_| speaker.listens) else {
        return;
    };
    if !is_heard(heard) {
        let problem = SpeechProblem::UnheardLocale {
            locale: heard.value.to_string(),
            dialect,
            known: languages.heard_in(&code.value),
        };
        found.add_as(heard.spot, problem, speaker.severity);
    }
}
