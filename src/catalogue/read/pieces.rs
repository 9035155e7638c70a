//! Cutting guidance into pieces that a caller can hear again, skip or leave.

use crate::catalogue::Language;
use crate::catalogue::spoken::{estimated_seconds, sentences};

/// Seconds of a piece, more or less: as much as most people keep in mind at a time.
const SECONDS: f32 = 20.0;

/// Cuts a text into pieces of whole sentences, as many in every language: each piece with its text in each.
pub(super) fn pieces(texts: &[String], languages: &[Language]) -> Vec<Vec<String>> {
    let sentences_in = |text: &String| -> Vec<String> {
        sentences(text).map(|range| text[range].to_owned()).collect()
    };
    let sentences: Vec<Vec<String>> = texts.iter().map(sentences_in).collect();
    let longest = texts
        .iter()
        .zip(languages)
        .map(|(text, language)| estimated_seconds(text, language))
        .fold(0.0, f32::max);
    let wanted = (1..=u8::MAX).find(|count| longest <= SECONDS * f32::from(*count));
    let fewest = sentences.iter().map(Vec::len).min().unwrap_or_default();
    let count = usize::from(wanted.unwrap_or(1_u8)).min(fewest.max(1));
    let in_pieces: Vec<Vec<String>> =
        sentences.iter().map(|sentences| grouped(sentences, count)).collect();
    (0..count)
        .map(|piece| {
            in_pieces.iter().map(|pieces| pieces.get(piece).cloned().unwrap_or_default()).collect()
        })
        .collect()
}

/// Sentences in so many groups of about the same length; there are at least as many sentences.
fn grouped(sentences: &[String], count: usize) -> Vec<String> {
    let all: usize = sentences.iter().map(|sentence| sentence.chars().count()).sum();
    let mut groups: Vec<Vec<&str>> = vec![Vec::new(); count];
    let mut before = 0;
    let mut group = 0;
    for (position, sentence) in sentences.iter().enumerate() {
        let length = sentence.chars().count();
        let left = sentences.len() - position;
        // To the next group where the middle of the sentence lies in it, or as many groups wait as sentences.
        let due = (before + length / 2) * count / all.max(1) > group;
        let needed = left <= count - 1 - group;
        if !groups[group].is_empty() && (due || needed) && group + 1 < count {
            group += 1;
        }
        groups[group].push(sentence);
        before += length;
    }
    groups.iter().map(|group| group.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_sentence_is_lost_and_no_group_is_empty(
            lengths in prop::collection::vec(1_usize..120, 1..14), count in 1_usize..6,
        ) {
            let sentences: Vec<String> = lengths.iter().map(|length| "a".repeat(*length) + ".").collect();
            let count = count.min(sentences.len());
            let groups = grouped(&sentences, count);
            prop_assert_eq!(groups.len(), count);
            prop_assert!(groups.iter().all(|group| !group.is_empty()));
            prop_assert_eq!(groups.join(" "), sentences.join(" "));
        }
    }

    #[test]
    fn a_long_text_is_cut_between_sentences_alike_in_every_language() {
        let language = |rate| Language {
            code: "en".into(),
            name: String::new(),
            locale: String::new(),
            heard_as: None,
            voices: Vec::new(),
            person: None,
            characters_per_second: rate,
        };
        let languages = [language(12.0), language(15.0)];
        let sentence = |letter: char| format!("{}.", letter.to_string().repeat(149));
        let long = [sentence('a'), sentence('b'), sentence('c')].join(" ");
        let short = "One. Two. Three.".to_owned();
        let cut = pieces(&[long.clone(), short.clone()], &languages);
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().flatten().all(|piece| !piece.is_empty()));
        // Where one language has but one sentence, nothing can be cut.
        assert_eq!(pieces(&[long.clone(), "One.".into()], &languages), [[long, "One.".into()]]);
        assert_eq!(pieces(&[short.clone(), short.clone()], &languages), [[short.clone(), short]]);
    }
}
