//! Guidance is cut into pieces that a caller can hear again, skip or leave.

use proptest::prelude::*;
use sila::catalogue::{LanguageIndex, SectionKind, SourceFile, load};

use super::{code, good};

/// The pieces of a section in Arabic and in English, of sentences with so many letters.
fn pieces(lengths: [&[usize]; 2]) -> [Vec<String>; 2] {
    let texts = [("ب", lengths[0]), ("a", lengths[1])].map(|(letter, lengths)| {
        let sentences = lengths.iter().map(|length| letter.repeat(*length) + ".");
        sentences.collect::<Vec<_>>().join(" ")
    });
    let mut files = good();
    let file = files.iter_mut().find(|file| file.path.ends_with("111-wall.toml")).unwrap();
    let text = str::from_utf8(&file.bytes)
        .unwrap()
        .replace("أحضر وثيقة الملكية ورسمًا للسور.", &texts[0])
        .replace("Bring the title deed and a drawing of the wall.", &texts[1]);
    *file = SourceFile::new(file.path.clone(), text);
    let (hotline, _) = load(&files).unwrap();
    let service = hotline.service(code("111")).unwrap();
    let section = service.section(SectionKind::Documents).unwrap();
    let cut = [0, 1].map(|language| {
        let text = |piece: &_| hotline.prompt(*piece, LanguageIndex::new(language)).text.clone();
        section.pieces.iter().map(text).collect::<Vec<_>>()
    });
    for (pieces, text) in cut.iter().zip(&texts) {
        assert_eq!(pieces.len(), section.pieces.len());
        assert!(pieces.iter().all(|piece| !piece.is_empty()));
        assert_eq!(pieces.join(" "), *text);
    }
    cut
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_sentence_is_lost_and_no_piece_is_empty(
        arabic in prop::collection::vec(1_usize..80, 1..8),
        english in prop::collection::vec(1_usize..80, 1..8),
    ) {
        pieces([&arabic, &english]);
    }
}

#[test]
fn a_long_text_is_cut_between_sentences_alike_in_every_language() {
    let (long, short) = ([149, 149, 149], [3, 3, 3]);
    assert_eq!(pieces([&short, &long])[0].len(), 2);
    assert_eq!(pieces([&short, &short])[0].len(), 1);
    // Where one language has but one sentence, nothing can be cut.
    assert_eq!(pieces([&[3], &long])[0].len(), 1);
}
