//! Problems with texts that are to be spoken.

use super::{Explanation, heading, quoted};
use crate::catalogue::problem::{BlankPlace, SpokenProblem};
use crate::catalogue::spoken::{TextKind, is_end};

explanations! { spoken(SpokenProblem)
    P::EmptyText { kind: None } =>
        ("Nothing stands between these quotes.")
        ("write something between the quotes, or delete the line if it is not needed")
    P::EmptyText { kind: Some(TextKind::Entry) } =>
        ("This entry is empty: nobody can say it.")
        ("delete it, or write what callers say for this service")
    P::EmptyText { kind: Some(TextKind::Words) } =>
        ("There is no word here: nothing would be listened for.")
        ("write words with blanks between them, or delete this")
    P::EmptyText { kind: Some(kind) } =>
        ("This {} is empty: callers would hear nothing.", noun(*kind))
        ("write what callers should hear")
    P::ControlCharacter { codes: None } =>
        ("This text goes on in a second line.")
        ("write it in one line, between one pair of quotes, however long it is")
    P::ControlCharacter { codes: Some(codes) } =>
        ("Here is a control character ({codes}), such as a tab.")
        ("delete it, and put a plain blank where words would run together")
    P::InvisibleCharacter { codes } =>
        ("Here is an invisible character ({codes}). It comes along when text is copied from elsewhere.")
        ("delete what is between these two letters, or type the words anew")
    P::Markup { found } =>
        ("{} is markup for machines: texts are plain words here.", quoted(found))
        ("{}", match found.as_str() {
            "&" => "write the word for “and”",
            _ => "delete it, and leave only the words to be spoken",
        })
    P::WebAddress { word } =>
        ("{} looks like a web or mail address: nobody can write that down by ear.", quoted(word))
        ("name the website as people say it; if a full stop is meant, put a blank after it")
    P::DigitsInText { digits, counted, words } =>
        ("{} is written in digits: voices read them in different ways.", quoted(digits))
        ("{}", written_as(digits, counted.as_deref(), words))
    P::OddCharacter { found } =>
        ("{} is read oddly, or not at all, by a voice.", quoted(found))
        ("{}", without_odd_character(found))
    P::Abbreviation { word } =>
        ("{} is an abbreviation: a voice may read it as a word.", quoted(word))
        ("write it in full, or as single letters with a blank between them")
    P::WrongScript { word } =>
        ("{} is not in the letters of this text's language.", quoted(word))
        ("write it in this language's letters, as it is spoken: one voice speaks the whole text")
    P::TooLong { kind, characters, seconds, max, max_seconds } =>
        ("This {} has {characters} characters, about {seconds:.0} seconds of speech. At most {max} characters, about \
          {max_seconds:.0} seconds, are allowed.", noun(*kind))
        ("{}", match kind {
            TextKind::Summary => "keep one to three sentences, and move the rest to a section such as `[documents]` or \
                                  `[steps]`",
            TextKind::Entry => "keep the few words that callers say: recognisers take no longer entries",
            _ => "say it in fewer words: callers cannot read it again",
        })
    P::SpokenNameNeeded { problem, languages } =>
        ("This name can be read, but not be spoken as it stands. {}", spoken(problem).message)
        ("keep it for readers, and write the name for callers below it: {}", heading("spoken_name", languages))
    P::StrayBlank { place: BlankPlace::Beginning } =>
        ("This text begins with a blank.")
        ("delete the blank next to the quotes")
    P::StrayBlank { place: BlankPlace::End } =>
        ("This text ends with a blank.")
        ("delete the blank next to the quotes")
    P::StrayBlank { place: BlankPlace::Middle } =>
        ("Here are several blanks in a row.")
        ("leave one blank between two words")
    P::LongSentence { words, max } =>
        ("This sentence has {words} words. More than {max} are hard to follow by ear.")
        ("make two or three sentences of it, each with a full stop")
}

/// The words of a number in place of its digits, or of its digits and what they count.
fn written_as(digits: &str, counted: Option<&str>, words: &[String]) -> String {
    match (counted, words) {
        (Some(noun), [whole]) => format!("write `{whole}` in place of the digits and `{noun}`"),
        (Some(noun), [subject, other, ..]) => format!(
            "write `{subject}`, or `{other}` as an object or after a preposition, in place of the digits and `{noun}`"
        ),
        (_, words) => written_alone(digits, words),
    }
}

fn written_alone(digits: &str, words: &[String]) -> String {
    match words {
        [] => "write the number as words, as it is spoken".to_owned(),
        [word] => format!("write `{word}`"),
        // Only Arabic has several, and a dual.
        [..] if ["2", "٢", "۲"].contains(&digits) => {
            "write the dual of what is counted, which is one word, such as `ديناران`, or `دينارين` after a preposition"
                .to_owned()
        }
        [masculine, feminine, ..] => format!(
            "write `{masculine}`, or `{feminine}` where a feminine noun is counted, in the form that the sentence needs"
        ),
    }
}

fn without_odd_character(found: &str) -> &'static str {
    if found.contains(is_end) {
        "a name stands inside a sentence: leave out the full stop"
    } else if found.contains(['(', ')', '[', ']']) {
        "put a comma before what stands in brackets, or leave it out"
    } else if found.contains(['{', '}']) {
        "nothing is filled in here: write the words themselves"
    } else {
        "leave it out, or write the word for it"
    }
}

fn noun(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Name => "name",
        TextKind::Summary => "summary",
        TextKind::Section => "section",
        TextKind::Phrase => "phrase",
        TextKind::Entry => "entry",
        TextKind::Words => "word",
        TextKind::Notice => "notice",
        TextKind::Answer => "answer",
    }
}
