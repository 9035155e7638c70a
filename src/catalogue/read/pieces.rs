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
