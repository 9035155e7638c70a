//! The words that are listened for, and a language that comes with files alone.

use sila::catalogue::source::shipped;
use sila::catalogue::{
    AnswerWord, Diagnostic, Hotline, LanguageIndex, Match, Rule, SourceFile, SpokenReply, load,
};
use sila::messages::english;

use super::hours_files::{HOLIDAYS, OFFICE, at};
use super::{code, good, loaded};

fn message(one: &Diagnostic) -> String {
    english::explain(&one.problem).message
}

const FILE: &str = "listening.toml";

/// The text of one of the files.
fn text<'f>(files: &'f [SourceFile], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path).unwrap();
    str::from_utf8(&file.bytes).unwrap()
}

fn edit(files: &mut [SourceFile], path: &str, edited: impl Fn(&str) -> String) {
    let text = edited(text(files, path));
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    *file = SourceFile::new(path, text);
}

/// The shipped hotline without a line of `listening.toml`.
fn without(line: &str) -> Hotline {
    let mut files = shipped();
    let line = format!("    \"{line}\",\n");
    assert_eq!(text(&files, FILE).matches(&line).count(), 1, "{line}");
    edit(&mut files, FILE, |text| text.replace(&line, ""));
    loaded(&files)
}

fn matched(hotline: &Hotline, said: &str, language: &str) -> Match {
    let language = hotline.language_by_code(language).unwrap();
    hotline.search().matched(said, language, None)
}

#[test]
fn a_word_that_is_taken_out_is_not_listened_for_any_more() {
    let all = loaded(&shipped());
    assert_eq!(matched(&all, "receptionist please", "en"), Match::Person);
    let fewer = without(
        "receptionist reception switchboard supervisor manager advisor adviser attendant officer",
    );
    assert_eq!(matched(&fewer, "receptionist please", "en"), Match::Nothing);

    let said = "radar speed fine";
    assert_eq!(matched(&all, said, "en"), Match::Nothing);
    let fewer =
        without("driving driver traffic speed speeding radar fine fines accident insurance");
    assert_ne!(matched(&fewer, said, "en"), Match::Nothing);

    let said = "service number one one fore";
    assert_eq!(matched(&all, said, "en"), Match::Clear(code("114")));
    let fewer = without("number code dial press");
    assert_ne!(matched(&fewer, said, "en"), Match::Clear(code("114")));
}

#[test]
fn mistakes_are_told_with_file_and_line() {
    let mut files = shipped();
    edit(&mut files, FILE, |text| {
        text.replace("[person]", "[persons]")
            .replace("\"number code dial press\"", "\"number\", \" ،\", \"\"")
            .replace("40 = ", "forty = ")
            .replace("ate = ", "")
            + "[digit-homophones.fr]\n"
    });
    let found: Vec<_> = load(&files).unwrap_err().iter().map(english::one_line).collect();
    insta::assert_snapshot!(found.join("\n"));
}

/// What is said in place of a key, with the key or the word that it is taken for.
const REPLIES: [(&str, SpokenReply); 24] = [
    ("two", SpokenReply::Digit(2)),
    ("press two please", SpokenReply::Digit(2)),
    ("press to", SpokenReply::Digit(2)),
    ("option 3", SpokenReply::Digit(3)),
    ("one one", SpokenReply::Digit(1)),
    ("the fourth one", SpokenReply::Digit(4)),
    ("٥", SpokenReply::Digit(5)),
    ("اضغط الرقم خمسة", SpokenReply::Digit(5)),
    ("وحدة", SpokenReply::Digit(1)),
    ("ثنتين لو سمحت", SpokenReply::Digit(2)),
    ("الأولى", SpokenReply::Digit(1)),
    ("yes please", SpokenReply::Word(AnswerWord::Yes)),
    ("no, go back", SpokenReply::Word(AnswerWord::Back)),
    ("إي نعم", SpokenReply::Word(AnswerWord::Yes)),
    ("لا شكرا", SpokenReply::Word(AnswerWord::No)),
    ("القائمة الرئيسية لو سمحت", SpokenReply::Word(AnswerWord::MainMenu)),
    ("can I hear that in english", SpokenReply::Language(LanguageIndex::new(1))),
    ("بالعربي", SpokenReply::Language(LanguageIndex::new(0))),
    ("star", SpokenReply::Word(AnswerWord::Star)),
    ("help", SpokenReply::Word(AnswerWord::Help)),
    ("please help me", SpokenReply::Word(AnswerWord::Help)),
    ("مساعدة", SpokenReply::Word(AnswerWord::Help)),
    ("ساعدني لو سمحت", SpokenReply::Word(AnswerWord::Help)),
    ("how much is it", SpokenReply::Word(AnswerWord::Fee)),
];

#[test]
fn words_for_keys_are_told_from_words_for_services() {
    let hotline = loaded(&shipped());
    let search = hotline.search();
    for (said, reply) in REPLIES {
        assert_eq!(search.reply(said), Some(reply), "{said}");
    }
    for service in [
        "one one four",
        "١١٤",
        "fourteen",
        "to",
        "documents for a demolition permit",
        "stray dogs",
        "deposit refund",
        "رخصة هدم",
        "فصل وحدة",
        "yes no",
    ] {
        assert_eq!(search.reply(service), None, "{service}");
    }
    assert_eq!(search.digits("one two, thirty-four 56 seven 8").as_deref(), Some("12345678"));
    assert_eq!(search.digits("واحد اثنين ثلاثة أربعة ٥٦٧٨").as_deref(), Some("12345678"));
    assert_eq!(search.digits("one hundred and fourteen").as_deref(), Some("114"));
    assert_eq!(search.digits("my number"), None);
    // No name of a service is an answer to a menu.
    for (.., service) in hotline.services() {
        for name in service.name.iter().chain(service.also.iter().flatten()) {
            assert_eq!(search.reply(name), None, "{name}");
        }
    }
}

/// The good hotline with a third language, which speaks as English does where these words are not.
fn in_three_languages(words: &[(&str, &str)]) -> Vec<SourceFile> {
    let third = |text: &str| {
        let lines = text.split_inclusive('\n').map(|line| match line.strip_prefix("en = ") {
            Some(value) if value != "\"\"\"\n" => format!("{line}tl = {value}"),
            _ => line.to_owned(),
        });
        lines.collect::<String>()
    };
    let mut files = good();
    files.push(SourceFile::new("hours.toml", OFFICE));
    files.push(SourceFile::new("holidays.toml", HOLIDAYS));
    for file in &mut files {
        let mut text = third(str::from_utf8(&file.bytes).unwrap());
        if file.path == "hotline.toml" {
            text = text.replace(
                "[limits]",
                "[[language]]\ncode = \"tl\"\nname = \"Tagalog\"\nlocale = \"tl-PH\"\n\
                 characters_per_second = 14\n[limits]",
            );
            let (_, english) = text.split_once("en = \"\"\"").unwrap();
            text = format!("{text}tl = \"\"\"{english}")
                .replace("gate_seconds = 2", "gate_seconds = 1");
        }
        for (english, tagalog) in words {
            text = text.replace(&format!("tl = {english}\n"), &format!("tl = {tagalog}\n"));
        }
        *file = SourceFile::new(file.path.clone(), text);
    }
    files
}

/// Three languages are offered in the time of two.
const GATE: (&str, &str) =
    ("\"Welcome to Sila. For English, press {key}.\"", "\"Tagalog, {key}.\"");

const TAGALOG: [(&str, &str); 10] = [
    GATE,
    (
        "[\"Sunday\", \"Monday\", \"Tuesday\", \"Wednesday\", \"Thursday\", \"Friday\", \"Saturday\"]",
        "[\"Linggo\", \"Lunes\", \"Martes\", \"Miyerkules\", \"Huwebes\", \"Biyernes\", \"Sabado\"]",
    ),
    ("\"We open again {day}.\"", "\"Magbubukas kami ulit {day}.\""),
    ("\"tomorrow at {time}\"", "\"bukas nang {time}\""),
    ("\"We are here {days}, {hours}.\"", "\"Narito kami {days}, {hours}.\""),
    ("\"And {days}, {hours}.\"", "\"At {days}, {hours}.\""),
    ("\"on {first}\"", "\"tuwing {first}\""),
    ("\"{first} to {last}\"", "\"mula {first} hanggang {last}\""),
    ("\"from {first} to {last}\"", "\"mula {first} hanggang {last}\""),
    ("\"{first} and {last}\"", "\"{first} at {last}\""),
];

const ANSWERS: &str = "[answers.tl]\nyes = [\"oo\"]\n";

#[test]
fn a_third_language_comes_with_its_files_alone() {
    let mut files = in_three_languages(&TAGALOG);
    let (hotline, warnings) = load(&files).unwrap();
    let told = "No words of Tagalog (`tl`) are listened for in `[ignored]`, `[generic]`, `[common]`, `[elsewhere]`, \
                `[person]`, `[person-context]`, `[number-context]`, `[answers]`.";
    let in_figures = "Times and dates are not said in words in Tagalog (`tl`): its voice gets them in figures, such as \
                      07:30 and 16/12/2026.";
    let warnings: Vec<_> = warnings.iter().map(|one| (one.rule(), message(one))).collect();
    let expected = [(Rule::UnspokenNumbers, in_figures), (Rule::UnheardLanguage, told)];
    assert_eq!(warnings, expected.map(|(rule, told)| (rule, told.to_owned())));
    assert_eq!(matched(&hotline, "tao po", "tl"), Match::Nothing);
    // Its digits and its name are known from its other files.
    let tagalog = hotline.language_by_code("tl").unwrap();
    let reply = |said| hotline.search().reply(said);
    assert_eq!(reply("Tagalog"), Some(SpokenReply::Language(tagalog)));

    let mut listening = text(&shipped(), FILE).replace("en = [", "tl = []\nen = [");
    listening = listening.replacen("tl = []", "tl = [\"po\"]", 1);
    let (before, person) = listening.split_once("[person]\n").unwrap();
    let person = person.replacen("tl = []", "tl = [\"tao\"]", 1);
    files.push(SourceFile::new(
        FILE,
        format!(
            "{before}[person]
{person}
{ANSWERS}"
        ),
    ));
    let (hotline, warnings) = load(&files).unwrap();
    let rules: Vec<_> = warnings.iter().map(Diagnostic::rule).collect();
    assert_eq!(rules, [Rule::UnspokenNumbers]);
    assert_eq!(matched(&hotline, "tao po", "tl"), Match::Person);
    let yes = Some(SpokenReply::Word(AnswerWord::Yes));
    assert_eq!(hotline.search().reply("oo po"), yes);

    let hours = &hotline.hours;
    let hears = |now| hours.says("main", at(hours, now), "tl");
    assert_eq!(
        hears("2026-11-24 15:00"),
        [
            "Magbubukas kami ulit bukas nang 07:00.",
            "Narito kami mula Linggo hanggang Miyerkules, mula 07:00 hanggang 14:00.",
            "At tuwing Huwebes, mula 07:00 hanggang 12:00 at mula 16:00 hanggang 19:30.",
        ]
    );
}

#[test]
fn a_language_without_words_for_the_hours_is_a_mistake() {
    let mut files = in_three_languages(&[GATE]);
    edit(&mut files, "phrases.toml", |text| text.replace("tl = \"We open again {day}.\"\n", ""));
    let mistakes = load(&files).unwrap_err();
    let mistakes = mistakes.iter().filter(|one| one.rule() == Rule::MissingLanguage);
    let messages: Vec<_> = mistakes.map(message).collect();
    assert_eq!(messages, ["`[hours-opens]` is missing in Tagalog (`tl`)."]);
    // No words came with the program for this language.
    edit(&mut files, "phrases.toml", |text| {
        let (before, rest) = text.split_once("[hours-opens]").unwrap();
        let (_, after) = rest.split_once("\n[").unwrap();
        format!("{before}[{after}")
    });
    let mistakes = load(&files).unwrap_err();
    let missing = mistakes.iter().find(|one| one.rule() == Rule::MissingPhrase);
    let expected = "The phrase `hours-opens` is missing.";
    assert_eq!(message(missing.unwrap()), expected);
}
