//! What a text must be like to be spoken on the telephone.
//!
//! A voice, human or not, reads what stands there. So a text is plain and of its own language only,
//! with numbers as words, and short. Nothing is put right silently: the text that was written is
//! the text that is recorded.

mod scan;
mod script;

use std::ops::Range;

use super::{Language, Rule};
use scan::Scan;
use script::Letters;
pub(super) use script::comma;

/// Seconds that a voice pauses after each sentence, for estimates.
pub const SENTENCE_PAUSE: f32 = 0.3;

/// The most words that a sentence should have.
pub const MOST_WORDS: usize = 30;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// The name of a sector, group or service; it ends up inside a sentence.
    Name,
    /// What a service is.
    Summary,
    /// One section of the guidance.
    Section,
    /// A phrase of the system.
    Phrase,
    /// What callers call a service; it is listened for, and never spoken.
    Entry,
    /// A notice; everybody hears it before what they called for.
    Notice,
    /// What a caller hears who asks for the answer to a question.
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
            Self::Entry => 100,
            Self::Notice => 400,
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Summary => "summary",
            Self::Section => "section",
            Self::Phrase => "phrase",
            Self::Entry => "entry",
            Self::Notice => "notice",
            Self::Answer => "answer",
        }
    }
}

/// Something in a text that cannot be spoken, or not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that is broken.
    pub rule: Rule,
    /// The bytes of the text that are meant.
    pub range: Range<usize>,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Fault {
    /// Whether it is one only for the ear: a text that is read may hold digits and brackets.
    pub fn only_spoken(&self) -> bool {
        !matches!(
            self.rule,
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
#[expect(
    clippy::cast_precision_loss,
    reason = "texts are far shorter than 2^23 characters"
)]
pub fn estimated_seconds(text: &str, language: &Language) -> f32 {
    let sentences = sentences(text)
        .filter(|range| text[range.clone()].ends_with(is_end))
        .count();
    text.chars().count() as f32 / language.characters_per_second + sentences as f32 * SENTENCE_PAUSE
}

/// Everything that is wrong with a text, in the order in which it stands there.
///
/// `skip` are the parts that are filled in before the text is spoken, such as `{key}`.
pub fn faults(
    text: &str,
    language: &Language,
    kind: TextKind,
    skip: &[Range<usize>],
) -> Vec<Fault> {
    if text.trim().is_empty() {
        return vec![Fault {
            rule: Rule::EmptyText,
            range: 0..text.len(),
            message: format!("This {} is empty: callers would hear nothing.", kind.noun()),
            hint: "write what callers should hear".into(),
        }];
    }
    let mut scan = Scan::new(text, skip);
    scan.hidden_characters(language);
    scan.markup();
    scan.web_addresses();
    scan.characters(Letters::of(language), kind);
    scan.stray_blanks();
    let mut faults = scan.found;
    faults.extend(too_long(text, language, kind));
    faults.extend(long_sentences(text));
    faults.sort_by_key(|fault| fault.range.start);
    faults
}

fn too_long(text: &str, language: &Language, kind: TextKind) -> Option<Fault> {
    let (count, most) = (text.chars().count(), kind.most_characters());
    (count > most).then(|| {
        let seconds = estimated_seconds(text, language);
        #[expect(clippy::cast_precision_loss, reason = "at most 700")]
        let limit = most as f32 / language.characters_per_second;
        Fault {
            rule: Rule::TooLong,
            range: 0..text.len(),
            message: format!(
                "This {} has {count} characters, about {seconds:.0} seconds of speech. \
                 At most {most} characters, about {limit:.0} seconds, are allowed.",
                kind.noun(),
            ),
            hint: match kind {
                TextKind::Summary => {
                    "keep one to three sentences, and move the rest to a section \
                                      such as `[documents]` or `[steps]`"
                }
                TextKind::Entry => {
                    "keep the few words that callers say: recognisers take no longer entries"
                }
                _ => "say it in fewer words: callers cannot read it again",
            }
            .into(),
        }
    })
}

fn long_sentences(text: &str) -> impl Iterator<Item = Fault> {
    sentences(text).filter_map(|range| {
        let words = text[range.clone()].split_whitespace().count();
        (words > MOST_WORDS).then(|| Fault {
            rule: Rule::LongSentence,
            range,
            message: format!(
                "This sentence has {words} words. More than {MOST_WORDS} are hard to follow by ear."
            ),
            hint: "make two or three sentences of it, each with a full stop".into(),
        })
    })
}

/// The sentences, each with the mark that ends it.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive(is_end).filter_map(move |sentence| {
        let blank = sentence.len() - sentence.trim_start().len();
        let range = start + blank..start + sentence.len();
        start += sentence.len();
        (!range.is_empty()).then_some(range)
    })
}

/// Whether a character ends a sentence, in any of the scripts that are known.
fn is_end(char: char) -> bool {
    matches!(char, '.' | '!' | '?' | '؟' | '۔' | '।' | '።' | '。')
}

#[cfg(test)]
mod tests;
