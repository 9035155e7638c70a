//! Rules for texts that are spoken on the telephone.
//!
//! A voice, human or not, reads what stands there. So a text is plain and of its own language only,
//! with numbers as words, and short. Nothing is put right silently: the text that was written is
//! the text that is recorded.

mod digits;
mod scan;
mod script;

use std::ops::Range;

use serde::Serialize;

use super::Language;
use super::problem::{Rule, SpokenProblem};
use scan::Scan;
pub(crate) use script::comma;

/// Seconds that a voice pauses after each sentence, for estimates.
pub const SENTENCE_PAUSE: f32 = 0.3;

/// The most words that a sentence should have.
pub const MOST_WORDS: usize = 30;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// The name of a sector, group or service; it ends up inside a sentence.
    Name,
    Summary,
    Section,
    Phrase,
    /// Another name of a service; it is listened for, and never spoken.
    Entry,
    /// Words that are listened for besides the names of services.
    Words,
    /// A notice; everybody hears it before what they called for.
    Notice,
    /// The answer to a question, for the caller who asks for it.
    Answer,
}

impl TextKind {
    /// The most characters: 110 for a name, 420 for a summary, 700 for a section or an answer, 300 for a phrase,
    /// 400 for a notice. At 12 characters a second, these are 9, 35, 58, 25 and 33 seconds. 100 for an entry:
    /// recognisers take no longer one.
    pub fn most_characters(self) -> usize {
        match self {
            Self::Name => 110,
            Self::Summary => 420,
            Self::Section | Self::Answer => 700,
            Self::Phrase => 300,
            Self::Entry | Self::Words => 100,
            Self::Notice => 400,
        }
    }
}

/// A problem with a text, and the bytes of it that are meant.
#[derive(Debug, Clone, PartialEq)]
pub struct TextProblem {
    pub problem: SpokenProblem,
    pub range: Range<usize>,
}

impl TextProblem {
    /// True if it matters only to the ear: a text that is read may hold digits and brackets.
    pub fn is_only_spoken(&self) -> bool {
        !matches!(
            self.problem.rule(),
            Rule::EmptyText
                | Rule::ControlCharacter
                | Rule::InvisibleCharacter
                | Rule::Markup
                | Rule::StrayBlank
                | Rule::TooLong
        )
    }
}

/// Seconds that a voice takes: the characters by the language's rate, and [`SENTENCE_PAUSE`] for
/// each sentence.
#[expect(clippy::cast_precision_loss, reason = "texts are far shorter than 2^23 characters")]
pub fn estimated_seconds(text: &str, language: &Language) -> f32 {
    let sentences = sentences(text).filter(|range| text[range.clone()].ends_with(is_end)).count();
    text.chars().count() as f32 / language.characters_per_second + sentences as f32 * SENTENCE_PAUSE
}

/// All problems of a text, in the order in which they stand there.
///
/// `skip` are the parts that are filled in before the text is spoken, such as `{key}`.
pub fn problems(
    text: &str,
    language: &Language,
    kind: TextKind,
    skip: &[Range<usize>],
) -> Vec<TextProblem> {
    if text.trim().is_empty() {
        return vec![TextProblem {
            problem: SpokenProblem::EmptyText { kind: Some(kind) },
            range: 0..text.len(),
        }];
    }
    let mut scan = Scan::new(text, skip);
    scan.hidden_characters(language);
    scan.markup();
    scan.web_addresses();
    scan.characters(language, kind);
    scan.stray_blanks();
    let mut found = scan.found;
    found.extend(too_long(text, language, kind));
    found.extend(long_sentences(text));
    found.sort_by_key(|one| one.range.start);
    found
}

fn too_long(text: &str, language: &Language, kind: TextKind) -> Option<TextProblem> {
    let (characters, max) = (text.chars().count(), kind.most_characters());
    #[expect(clippy::cast_precision_loss, reason = "at most 700")]
    let max_seconds = max as f32 / language.characters_per_second;
    (characters > max).then(|| TextProblem {
        problem: SpokenProblem::TooLong {
            kind,
            characters,
            seconds: estimated_seconds(text, language),
            max,
            max_seconds,
        },
        range: 0..text.len(),
    })
}

fn long_sentences(text: &str) -> impl Iterator<Item = TextProblem> {
    sentences(text).filter_map(|range| {
        let (words, max) = (text[range.clone()].split_whitespace().count(), MOST_WORDS);
        let problem = SpokenProblem::LongSentence { words, max };
        (words > max).then_some(TextProblem { problem, range })
    })
}

/// The sentences, each with the mark that ends it.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive(is_end).filter_map(move |sentence| {
        let blank = sentence.len() - sentence.trim_start().len();
        let range = start + blank..start + sentence.len();
        start += sentence.len();
        (!range.is_empty()).then_some(range)
    })
}

/// True if a character ends a sentence, in any of the scripts that are known.
pub(crate) fn is_end(char: char) -> bool {
    matches!(char, '.' | '!' | '?' | '؟' | '۔' | '।' | '።' | '。')
}
