//! `[answers]` in `listening.toml`: what callers say in place of keys.

use std::collections::BTreeMap;

use super::Context;
use super::listening::check_words;
use super::menus::SectorRead;
use super::table::{TableReader, Text};
use crate::catalogue::problem::PhraseProblem;
use crate::catalogue::search::spelled_alike;
use crate::catalogue::{AnswerPhrase, AnswerWord, Code, Listening, WordList};

pub(super) const NAME: &str = "answers";

const FIELDS: [&str; AnswerWord::ALL.len()] = {
    let mut names = [""; AnswerWord::ALL.len()];
    let mut position = 0;
    while position < names.len() {
        names[position] = AnswerWord::ALL[position].name();
        position += 1;
    }
    names
};

/// Reads the phrases of each language. A phrase means one thing, and is neither a word that is listened for as something
/// else nor the name of one of the services.
pub(super) fn read<'r>(
    table: &TableReader<'r>,
    listening: &Listening,
    sectors: &[SectorRead<'_>],
    context: Context<'r>,
) -> Vec<AnswerPhrase> {
    let taken = taken(listening);
    let services = called(sectors);
    let mut first: BTreeMap<String, Text<'r>> = BTreeMap::new();
    let mut answers = Vec::new();
    for (code, ..) in table.entries() {
        let Some(words) = table.table(code, &FIELDS) else {
            continue;
        };
        for (name, _, value) in words.entries() {
            let Some(word) = AnswerWord::parse(name) else {
                continue;
            };
            for text in words.strings(name, value, "`[\"…\", \"…\"]`").unwrap_or_default() {
                check_words(&text, context);
                let folded = spelled_alike(&text.value);
                let phrase = text.value.to_string();
                if let Some(problem) = problem(&folded, &phrase, &first, &taken, &services) {
                    context.mistakes.add(text.spot, problem);
                }
                answers.push(AnswerPhrase { word, language: code.to_owned(), phrase });
                first.entry(folded).or_insert(text);
            }
        }
        words.finish();
    }
    answers
}

fn problem(
    folded: &str,
    phrase: &str,
    first: &BTreeMap<String, Text<'_>>,
    taken: &BTreeMap<String, &'static str>,
    services: &BTreeMap<String, Code>,
) -> Option<PhraseProblem> {
    let phrase = phrase.to_owned();
    if folded.is_empty() {
        return None;
    }
    if let Some(earlier) = first.get(folded) {
        return Some(PhraseProblem::RepeatedAnswer { phrase, first: earlier.spot.file_line() });
    }
    if let Some(list) = taken.get(folded) {
        return Some(PhraseProblem::AmbiguousAnswer { phrase, list });
    }
    let code = *services.get(folded)?;
    Some(PhraseProblem::AnswerNamesService { phrase, code })
}

/// The words that are keys or persons, with the list that they stand in.
fn taken(listening: &Listening) -> BTreeMap<String, &'static str> {
    let numbers = listening.numbers.iter().map(|(_, word)| (word, "numbers"));
    let ordinals = listening.ordinals.iter().map(|(_, word)| (word, "ordinals"));
    let persons = listening.words(WordList::Person).iter();
    let persons = persons.map(|word| (word, WordList::Person.name()));
    let words = numbers.chain(ordinals).chain(persons);
    words.map(|(word, list)| (spelled_alike(word), list)).collect()
}

/// Whatever a service is called, with its code.
pub(super) fn called(sectors: &[SectorRead<'_>]) -> BTreeMap<String, Code> {
    let groups = sectors.iter().flat_map(|sector| &sector.groups);
    let mut called = BTreeMap::new();
    for service in groups.flat_map(|group| &group.services) {
        let Some(code) = service.code else { continue };
        let (written, spoken) = service.names.complete().unwrap_or_default();
        let also = service.also.iter().flatten().cloned();
        for name in written.into_iter().chain(spoken).chain(also) {
            called.entry(spelled_alike(&name)).or_insert(code);
        }
    }
    called
}
