//! `phrases.toml`: what the system itself says, and the words for the digits.

use std::ops::Range;

use super::Context;
use super::files::ParsedFile;
use super::hotline::Basics;
use super::mistakes::{Mistakes, one_of, suggestion};
use super::table::{TableReader, Text};
use super::texts::{Localised, by_language, heading, in_languages, texts};
use crate::catalogue::phrase::fill;
use crate::catalogue::position::{Spot, quoted};
use crate::catalogue::spoken::{self, TextKind, estimated_seconds};
use crate::catalogue::{Language, Pattern, Phrase, Placeholder, Rule};

/// Seconds in which the gate is to be over: rule 1 of how the hotline sounds.
const GATE: f32 = 10.0;

/// What `phrases.toml` says; `None` for what is missing or not complete.
pub(super) struct Phrases<'r> {
    /// In the order of [`Phrase::ALL`], in each language.
    pub fixed: Vec<Option<Vec<String>>>,
    /// In the order of [`Pattern::ALL`], in each language.
    pub patterns: Vec<Option<Vec<String>>>,
    /// The words for zero to nine in each language.
    pub digits: Option<Vec<Vec<String>>>,
    /// The days of the week from Sunday on, in each language.
    pub weekdays: Option<Vec<Vec<String>>>,
    /// Where the gate's pattern stands.
    gate: Option<Spot<'r>>,
}

impl Phrases<'_> {
    /// A pattern in each language.
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
        found.complete(|text| text.value.clone().into_owned())
    };
    let fixed = Phrase::ALL
        .into_iter()
        .map(|phrase| take(phrase.name(), &[]))
        .collect();
    let patterns = Pattern::ALL
        .into_iter()
        .map(|pattern| take(pattern.name(), pattern.placeholders()))
        .collect();
    for list in [&DIGITS, &WEEKDAYS] {
        if reader.raw(list.name).is_none() {
            absent.push(list.name);
        }
    }
    let digits = DIGITS.read(&mut reader, context);
    let weekdays = WEEKDAYS.read(&mut reader, context);
    check_names(&reader, absent, built_in, context);
    note_built_in(&reader, built_in, context);
    Phrases {
        fixed,
        patterns,
        digits,
        weekdays,
        gate,
    }
}

/// Notes phrases that are not known, and those that are missing.
fn check_names(
    reader: &TableReader<'_>,
    mut absent: Vec<&'static str>,
    built_in: &[&'static str],
    context: Context<'_>,
) {
    let known = |name: &str| {
        Phrase::parse(name).is_some()
            || Pattern::parse(name).is_some()
            || [DIGITS.name, WEEKDAYS.name].contains(&name)
    };
    for (name, spot, _) in reader.entries().filter(|(name, ..)| !known(name)) {
        let hint = match suggestion(name, absent.iter().chain(built_in).copied()) {
            Some(meant) => {
                absent.retain(|name| *name != meant);
                format!("did you mean `{meant}`?")
            }
            None => "delete it: the system would never say it".into(),
        };
        let message = format!("The system has no phrase {}.", quoted(name));
        context
            .mistakes
            .add(Rule::UnknownPhrase, spot, message, hint);
    }
    for name in absent {
        let message = format!("The phrase `{name}` is missing.");
        let hint = format!("add {}", heading(name, context));
        context
            .mistakes
            .add(Rule::MissingPhrase, reader.head, message, hint);
    }
}

/// Says what callers hear that nobody has written here.
fn note_built_in(reader: &TableReader<'_>, built_in: &[&'static str], context: Context<'_>) {
    let Some(first) = built_in.first() else {
        return;
    };
    let names: Vec<_> = built_in.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "Callers hear words here that came with the program, beginning with {}: they are not in this file.",
        quoted(first)
    );
    let hint = format!("to say them in your own words, add {}", names.join(", "));
    context
        .mistakes
        .add(Rule::BuiltInPhrase, reader.head, message, hint);
}

/// Checks what stands in a phrase, and that each placeholder is there once.
fn check(found: &Localised<'_, Text<'_>>, wanted: &[Placeholder], context: Context<'_>) {
    for (text, language) in in_languages(found, context) {
        let written = placeholders(&text.value);
        for fault in spoken::faults(&text.value, language, TextKind::Phrase, &written) {
            context.mistakes.add(
                fault.rule,
                text.part(fault.range),
                fault.message,
                fault.hint,
            );
        }
        check_placeholders(text, &written, wanted, context.mistakes);
    }
}

fn check_placeholders(
    text: &Text<'_>,
    written: &[Range<usize>],
    wanted: &[Placeholder],
    mistakes: &Mistakes,
) {
    let is = |range: &Range<usize>, placeholder: &Placeholder| {
        &text.value[range.clone()] == placeholder.name()
    };
    for placeholder in wanted {
        let mut places = written.iter().filter(|range| is(range, placeholder));
        let name = placeholder.name();
        if places.next().is_none() {
            let message = format!("`{name}` is missing in this phrase.");
            let hint = format!(
                "write `{name}` where {} is to be heard",
                filled_with(*placeholder)
            );
            mistakes.add(Rule::MissingPlaceholder, text.spot, message, hint);
        }
        for again in places {
            let message =
                format!("`{name}` stands here a second time: callers would hear it twice.");
            let hint = "leave it in one place only";
            mistakes.add(
                Rule::RepeatedPlaceholder,
                text.part(again.clone()),
                message,
                hint,
            );
        }
    }
    let known = |range: &&Range<usize>| !wanted.iter().any(|placeholder| is(range, placeholder));
    for range in written.iter().filter(known) {
        let shown = quoted(&text.value[range.clone()]);
        let message = format!("{shown} is not filled in here: callers would hear it as it stands.");
        let hint = if wanted.is_empty() {
            "delete it: nothing is filled in in this phrase".to_owned()
        } else {
            format!(
                "only {} is filled in here",
                one_of(wanted.iter().map(|one| one.name()))
            )
        };
        mistakes.add(
            Rule::UnknownPlaceholder,
            text.part(range.clone()),
            message,
            hint,
        );
    }
}

fn filled_with(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::Key => "the word for the key",
        Placeholder::Name => "the name",
        Placeholder::Code => "the number of the service",
        Placeholder::Hours => "the hours of a day",
        Placeholder::Days => "the days of the week",
        Placeholder::Day => "the day",
        Placeholder::Time => "the time of day",
        Placeholder::First => "the first",
        Placeholder::Last => "the last",
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

/// Different words in each language, for one thing after another.
struct WordList {
    name: &'static str,
    words: usize,
    rule: Rule,
    /// The things, with how many they are.
    are: &'static str,
    example: &'static str,
    order: &'static str,
    /// What a word may stand for.
    one: &'static str,
    mistaken: &'static str,
}

const DIGITS: WordList = WordList {
    name: "digits",
    words: 10,
    rule: Rule::DigitWords,
    are: "the digits are ten",
    example: "[\"zero\", \"one\", …]",
    order: "write the words for zero to nine, in this order",
    one: "digit",
    mistaken: "callers would press the wrong key",
};

const WEEKDAYS: WordList = WordList {
    name: "weekdays",
    words: 7,
    rule: Rule::WeekdayWords,
    are: "the days of the week are seven",
    example: "[\"Sunday\", \"Monday\", …]",
    order: "write the days from Sunday to Saturday, in this order",
    one: "day",
    mistaken: "callers would call on the wrong day",
};

impl WordList {
    fn read<'r>(
        &self,
        reader: &mut TableReader<'r>,
        context: Context<'r>,
    ) -> Option<Vec<Vec<String>>> {
        let found = by_language(
            reader,
            self.name,
            context,
            self.example,
            |reader, code, value| {
                let words = reader.strings(code, value, self.example)?;
                Some((words, reader.spot(value.span())))
            },
        )?;
        for ((words, list), language) in in_languages(&found, context) {
            self.check(words, *list, language, context.mistakes);
        }
        let owned = |(words, _): &(Vec<Text<'_>>, Spot<'_>)| -> Vec<_> {
            let words = words.iter();
            words.map(|word| word.value.clone().into_owned()).collect()
        };
        found
            .complete(owned)
            .filter(|languages| languages.iter().all(|words| words.len() == self.words))
    }

    fn check(&self, words: &[Text<'_>], list: Spot<'_>, language: &Language, mistakes: &Mistakes) {
        if words.len() != self.words {
            let message = format!("Here are {} words, and {}.", words.len(), self.are);
            mistakes.add(self.rule, list, message, self.order);
        }
        for (position, word) in words.iter().enumerate() {
            for fault in spoken::faults(&word.value, language, TextKind::Name, &[]) {
                let spot = word.part(fault.range);
                mistakes.add(fault.rule, spot, fault.message, fault.hint);
            }
            let mut earlier = words[..position].iter();
            if earlier.any(|earlier| earlier.value == word.value) {
                let word_quoted = quoted(&word.value);
                let message = format!("{word_quoted} stands here for two {}s.", self.one);
                let hint = format!(
                    "write another word for each {}: {}",
                    self.one, self.mistaken
                );
                mistakes.add(self.rule, word.spot, message, hint);
            }
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
        .map(
            |((key, language), (offer, words)): ((usize, _), (&String, &Vec<String>))| {
                let word = words.get(key).map_or("", String::as_str);
                estimated_seconds(&fill(offer, &[(Placeholder::Key, word)]), language)
            },
        )
        .sum();
    let wait = f32::from(limits.gate_seconds);
    if basics.languages.len() > 1 && spoken + wait >= GATE {
        let message = format!(
            "Offering the {} languages takes about {spoken:.1} seconds, and then {wait} seconds are \
             waited for a key: together {:.1}, and it must be less than {GATE}.",
            basics.languages.len(),
            spoken + wait,
        );
        let hint = "greet and offer in fewer words, or make `gate_seconds` in hotline.toml smaller";
        mistakes.add(Rule::SlowGate, gate, message, hint);
    }
}
