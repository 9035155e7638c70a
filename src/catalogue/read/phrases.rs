//! `phrases.toml`: the phrases of the system, and the words for the digits.

use std::ops::Range;

use super::Context;
use super::files::ParsedFile;
use super::hotline::Basics;
use super::mistakes::{Mistakes, suggestion};
use super::table::{TableReader, Text};
use super::texts::{Localised, by_language, in_languages, texts};
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{PhraseProblem, SequenceProblem, Template, TemplatePart};
use crate::catalogue::spoken::{self, TextKind, estimated_seconds};
use crate::catalogue::{Pattern, Phrase, Placeholder};
use crate::text::fill;

/// Seconds in which the gate is to be over: rule 1 of how the hotline sounds.
const GATE: f32 = 10.0;

/// The content of `phrases.toml`; `None` for what is missing or not complete.
pub(super) struct Phrases<'r> {
    /// In the order of [`Phrase::ALL`], in each language.
    pub fixed: Vec<Option<Vec<String>>>,
    /// In the order of [`Pattern::ALL`], in each language.
    pub patterns: Vec<Option<Vec<String>>>,
    /// The words for zero to nine in each language.
    pub digits: Option<Vec<Vec<String>>>,
    /// The days of the week from Sunday on, in each language.
    pub weekdays: Option<Vec<Vec<String>>>,
    gate: Option<Spot<'r>>,
}

impl Phrases<'_> {
    pub(super) fn pattern(&self, pattern: Pattern) -> Option<&[String]> {
        self.patterns.get(pattern as usize)?.as_deref()
    }
}

/// Reads `phrases.toml`, in which these phrases were put that it lacked.
pub(super) fn read<'r>(
    file: &'r ParsedFile<'r>,
    built_in: &[&'static str],
    context: Context<'r>,
) -> Phrases<'r> {
    // What is not known is a phrase here, not a field: it is looked for below.
    let mut reader = file.reader(&[], context.mistakes);
    let mut absent: Vec<&'static str> = Vec::new();
    let mut gate = None;
    let mut take = |name: &'static str, placeholders: &[Placeholder]| {
        if reader.raw(name).is_none() {
            absent.push(name);
        }
        let found = texts(&mut reader, name, context)?;
        if name == Pattern::Gate.name() {
            gate = Some(found.head);
        }
        check(&found, placeholders, context);
        found.owned()
    };
    let fixed = Phrase::ALL.into_iter().map(|phrase| take(phrase.name(), &[])).collect();
    let patterns = Pattern::ALL
        .into_iter()
        .map(|pattern| take(pattern.name(), pattern.placeholders()))
        .collect();
    for list in [Sequence::Digits, Sequence::Weekdays] {
        if reader.raw(list.name()).is_none() {
            absent.push(list.name());
        }
    }
    let digits = Sequence::Digits.read(&mut reader, context);
    let weekdays = Sequence::Weekdays.read(&mut reader, context);
    check_names(&reader, absent, built_in, context);
    Phrases { fixed, patterns, digits, weekdays, gate }
}

/// Notes phrases that are not known, that are missing, and that came with the program.
fn check_names(
    reader: &TableReader<'_>,
    mut absent: Vec<&'static str>,
    built_in: &[&'static str],
    context: Context<'_>,
) {
    let known = |name: &str| {
        Phrase::parse(name).is_some()
            || Pattern::parse(name).is_some()
            || [Sequence::Digits.name(), Sequence::Weekdays.name()].contains(&name)
    };
    for (name, spot, _) in reader.entries().filter(|(name, ..)| !known(name)) {
        let meant = suggestion(name, absent.iter().chain(built_in).copied());
        absent.retain(|name| Some(*name) != meant);
        let problem =
            PhraseProblem::UnknownPhrase { name: name.to_owned(), meant: meant.map(str::to_owned) };
        context.mistakes.add(spot, problem);
    }
    for name in absent {
        let languages = context.codes();
        let problem = PhraseProblem::MissingPhrase { name, languages };
        context.mistakes.add(reader.head, problem);
    }
    if !built_in.is_empty() {
        let names = built_in.to_vec();
        let problem = PhraseProblem::BuiltInPhrase { names };
        context.mistakes.add(reader.head, problem);
    }
}

fn check(found: &Localised<'_, Text<'_>>, wanted: &[Placeholder], context: Context<'_>) {
    for (text, language) in in_languages(found, context) {
        let written = placeholders(&text.value);
        let found = spoken::problems(&text.value, language, TextKind::Phrase, &written);
        context.mistakes.add_all(text, found);
        let parts = wanted.iter().map(|one| (TemplatePart::Phrase(*one), one.is_needed()));
        let parts: Vec<_> = parts.collect();
        check_placeholders(text, &written, &parts, Template::Phrase, context.mistakes);
    }
}

/// Checks that the placeholders which are needed are there, none twice, and no others.
pub(super) fn check_placeholders(
    text: &Text<'_>,
    written: &[Range<usize>],
    parts: &[(TemplatePart, bool)],
    template: Template,
    mistakes: &Mistakes,
) {
    let is =
        |range: &Range<usize>, part: TemplatePart| text.value[range.clone()] == *part.written();
    for &(part, is_needed) in parts {
        let mut places = written.iter().filter(|range| is(range, part));
        if places.next().is_none() && is_needed {
            mistakes.add(text.spot, PhraseProblem::MissingPlaceholder { part });
        }
        for again in places {
            let spot = text.part(again.clone());
            mistakes.add(spot, PhraseProblem::RepeatedPlaceholder { part });
        }
    }
    for range in written {
        if !parts.iter().any(|(part, _)| is(range, *part)) {
            let problem = PhraseProblem::UnknownPlaceholder {
                written: text.value[range.clone()].to_owned(),
                template,
                known: parts.iter().map(|(part, _)| part.written()).collect(),
            };
            mistakes.add(text.part(range.clone()), problem);
        }
    }
}

/// The parts in braces.
pub(super) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|start| from + start) {
        let Some(length) = text[start..].find('}') else {
            break;
        };
        from = start + length + 1;
        found.push(start..from);
    }
    found
}

/// Words in each language for one thing after another.
#[derive(Clone, Copy)]
enum Sequence {
    Digits,
    Weekdays,
}

impl Sequence {
    fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Weekdays => "weekdays",
        }
    }

    fn read<'r>(
        self,
        reader: &mut TableReader<'r>,
        context: Context<'r>,
    ) -> Option<Vec<Vec<String>>> {
        let (count, example) = match self {
            Self::Digits => (10, "[\"zero\", \"one\", …]"),
            Self::Weekdays => (7, "[\"Sunday\", \"Monday\", …]"),
        };
        let found = by_language(reader, self.name(), context, |reader, code, value| {
            let words = reader.strings(code, value, example)?;
            Some((words, reader.spot(value.span())))
        })?;
        for ((words, list), language) in in_languages(&found, context) {
            if words.len() != count {
                let problem = self.problem(SequenceProblem::Count(words.len()));
                context.mistakes.add(*list, problem);
            }
            for (position, word) in words.iter().enumerate() {
                let found = spoken::problems(&word.value, language, TextKind::Name, &[]);
                context.mistakes.add_all(word, found);
                let mut earlier = words[..position].iter();
                if earlier.any(|earlier| earlier.value == word.value) {
                    let problem = SequenceProblem::Repeated(word.value.to_string());
                    context.mistakes.add(word.spot, self.problem(problem));
                }
            }
        }
        let owned = |(words, _): &(Vec<Text<'_>>, Spot<'_>)| -> Vec<_> {
            let words = words.iter();
            words.map(|word| word.value.clone().into_owned()).collect()
        };
        let complete = found.complete(owned);
        complete.filter(|languages| languages.iter().all(|words| words.len() == count))
    }

    fn problem(self, problem: SequenceProblem) -> PhraseProblem {
        match self {
            Self::Digits => PhraseProblem::DigitWords { problem },
            Self::Weekdays => PhraseProblem::WeekdayWords { problem },
        }
    }
}

/// Checks that the gate is over in time: every language's offer, and the wait for a key.
pub(super) fn check_gate(phrases: &Phrases<'_>, basics: &Basics, mistakes: &Mistakes) {
    let (Some(gate), Some(limits)) = (phrases.gate, &basics.limits) else {
        return;
    };
    let (Some(offers), Some(digits)) = (phrases.pattern(Pattern::Gate), &phrases.digits) else {
        return;
    };
    let spoken: f32 = (1..)
        .zip(&basics.languages)
        .zip(offers.iter().zip(digits))
        .map(|((key, language), (offer, words)): ((usize, _), (&String, &Vec<String>))| {
            let word = words.get(key).map_or("", String::as_str);
            estimated_seconds(&fill(offer, &[(Placeholder::Key, word)]), language)
        })
        .sum();
    let wait = f32::from(limits.gate_seconds);
    if basics.languages.len() > 1 && spoken + wait >= GATE {
        let problem =
            PhraseProblem::SlowGate { languages: basics.languages.len(), spoken, wait, max: GATE };
        mistakes.add(gate, problem);
    }
}
