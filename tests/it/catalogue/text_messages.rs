//! Text messages: what callers get of every service, and what it takes to send it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use sila::catalogue::source::shipped;
use sila::catalogue::{
    Encoding, Hotline, LONGEST_TELEPHONE, LanguageIndex, Segments, Service, SourceFile,
    TextMessage, load,
};
use sila::messages::english;

use super::{code, good, loaded};
use crate::oracles::{folder, script};

const WALL: &str = "1-town/1-permits/111-wall.toml";

/// The number that callers called.
const CALLED: Option<&str> = Some("+97317000000");

/// The good hotline with one thing in one file written in another way.
fn changed(path: &str, from: &str, to: &str) -> Hotline {
    let mut files = good();
    change(&mut files, path, from, to);
    loaded(&files)
}

fn change(files: &mut [SourceFile], path: &str, from: &str, to: &str) {
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    let text = str::from_utf8(&file.bytes).unwrap();
    assert!(text.contains(from), "{from} is in {path}");
    *file = SourceFile::new(path, text.replace(from, to));
}

/// A hotline whose text messages have so many segments at most, though some can't be kept within them.
fn limited(files: &[SourceFile], most: u8) -> Hotline {
    let mut hotline = loaded(files);
    hotline.limits.text_segments = most;
    hotline
}

fn message(hotline: &Hotline, service: &str, language: u8) -> TextMessage {
    TextMessage::about(hotline, code(service), LanguageIndex::new(language), CALLED).unwrap()
}

fn preview(hotline: &Hotline, service: &str) -> String {
    english::text_previews(hotline, code(service))
}

#[test]
fn every_shipped_message_is_whole_and_within_the_limit() {
    let hotline = loaded(&shipped());
    let mut count = 0;
    for (.., service) in hotline.services() {
        for language in hotline.language_indices() {
            let called = Some(LONGEST_TELEPHONE);
            let message = TextMessage::about(&hotline, service.code, language, called).unwrap();
            let body = hotline.text_message(service.code, language, called).unwrap();
            assert_eq!(message.body, body);
            assert_eq!(message.segments, Segments::of(&body));
            assert!((1..=6).contains(&message.segments.count), "{body}");
            let arabic = hotline.language(language).code == "ar";
            let encoding = if arabic { Encoding::Ucs2 } else { Encoding::Gsm7 };
            assert_eq!(message.segments.encoding, encoding, "{body}");

            let lines: Vec<_> = body.lines().collect();
            assert_eq!(lines[0], service.name[language.position()]);
            assert!(body.contains(&service.code.to_string()), "{body}");
            assert_eq!(lines[2], LONGEST_TELEPHONE, "alone in its line");
            if let Some(link) = &service.links[language.position()] {
                assert_eq!(lines.last(), Some(&link.as_str()), "alone in its line");
            }
            assert!(!body.contains(['{', '}']), "{body}");
            let empty = |line: &&str| line.trim().is_empty() || line.trim_end().ends_with(':');
            assert_eq!(lines.iter().find(|line| empty(line)), None, "{body}");
            count += 1;
        }
    }
    assert_eq!(count, 216);
}

#[test]
fn what_is_cut_ends_at_a_sentence_and_says_so() {
    let hotline = loaded(&shipped());
    for (.., service) in hotline.services() {
        for message in hotline
            .language_indices()
            .map(|language| TextMessage::about(&hotline, service.code, language, CALLED).unwrap())
        {
            let left_out: Vec<_> = message
                .body
                .lines()
                .filter(|line| line.ends_with('…') || line.ends_with("..."))
                .collect();
            assert_eq!(message.is_cut, !left_out.is_empty(), "{}", message.body);
            for line in left_out {
                let kept = line.trim_end_matches(['…', '.']).len();
                let before = line[..kept].trim_end();
                assert!(before.ends_with(['.', ':']) || line[kept..].starts_with(". "), "{line}");
            }
        }
    }
}

#[test]
fn links_of_shipped_services_are_pages_that_their_facts_rest_on() {
    let hotline = loaded(&shipped());
    let linked = |language: u8| -> Vec<(&Service, &str)> {
        let language = LanguageIndex::new(language).position();
        let services = hotline.services().map(|(.., service)| service);
        let linked =
            services.filter_map(|service| Some((service, service.links[language].as_deref()?)));
        linked.collect()
    };
    let (arabic, english) = (linked(0), linked(1));
    assert!(arabic.len() > 5 && english.len() > 26, "{} and {}", arabic.len(), english.len());
    for (written_in, links) in
        [(["/en/", "_En."].as_slice(), &arabic), (&["/ar/", "lang=ar"], &english)]
    {
        let other = |link: &str| written_in.iter().any(|part| link.contains(part));
        let other = links.iter().find(|(_, link)| other(link));
        assert_eq!(other.map(|(_, link)| link), None, "in another language");
    }
    for (service, link) in arabic.into_iter().chain(english) {
        assert!(service.facts.iter().any(|fact| fact.source == link), "{link}");
        let host = link.split('/').nth(2).unwrap();
        let official = ["bahrain.bh", "benayat.bh", "mun.gov.bh", "planning.bh", "upda.gov.bh"];
        let host = format!(".{host}");
        assert!(official.iter().any(|known| host.ends_with(&format!(".{known}"))), "{host}");
    }
}

#[test]
fn four_messages_as_they_are_read() {
    let hotline = loaded(&shipped());
    insta::assert_snapshot!([preview(&hotline, "111"), preview(&hotline, "182")].join("\n---\n\n"));
}

#[test]
fn the_message_about_a_service_that_moved_is_about_the_one_that_it_has_become() {
    let hotline = loaded(&good());
    assert_eq!(message(&hotline, "112", 1), message(&hotline, "121", 1));
    assert!(message(&hotline, "112", 1).body.contains("press 7, then 121."));
    assert_eq!(hotline.text_message(code("888"), LanguageIndex::new(0), CALLED), None);
}

#[test]
fn a_line_without_anything_to_fill_in_is_left_out() {
    let all = "Wall permit\n\
               To hear more, call us, choose English, press 7, then 111.\n\
               +97317000000\n\
               Fee: The fee is five dinars.\n\
               Documents: Bring the title deed and a drawing of the wall.\n\
               Please check this with the town hall before you apply. It may have changed.\n\
               https://example.org/wall";
    assert_eq!(message(&loaded(&good()), "111", 1).body, all);
    let without = |line: usize| {
        let lines = all.lines().enumerate().filter(|(number, _)| *number != line);
        lines.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
    };
    let confirmed = changed(WALL, "confirmed = false", "confirmed = true");
    assert_eq!(message(&confirmed, "111", 1).body, without(5));
    let linkless = changed(WALL, "link = \"https://example.org/wall\"\n", "");
    assert_eq!(message(&linkless, "111", 1).body, without(6));
    let free = changed(WALL, "[fee]", "[duration]");
    assert_eq!(message(&free, "111", 1).body, without(3));
    let bare = changed(WALL, "[documents]", "[steps]");
    assert_eq!(message(&bare, "111", 1).body, without(4));
    let withheld = loaded(&good()).text_message(code("111"), LanguageIndex::new(1), None);
    assert_eq!(withheld, Some(without(2)));
}

#[test]
fn a_page_is_for_callers_in_its_own_language() {
    let one = "link = \"https://example.org/wall\"\n";
    let with = |links: &str| {
        let mut files = good();
        change(&mut files, WALL, one, "");
        change(&mut files, WALL, "[summary]", &format!("[link]\n{links}\n[summary]"));
        loaded(&files)
    };
    let pages = |hotline: &Hotline| {
        [0, 1].map(|language| {
            let body = message(hotline, "111", language).body;
            let mut lines = body.lines();
            lines.find(|line| line.starts_with("https:")).map(str::to_owned)
        })
    };
    let page = |path: &str| Some(format!("https://example.org/{path}"));
    assert_eq!(pages(&loaded(&good())), [page("wall"), page("wall")]);
    let (arabic, english) = ("ar = \"https://example.org/ar\"", "en = \"https://example.org/en\"");
    assert_eq!(pages(&with(&format!("{arabic}\n{english}"))), [page("ar"), page("en")]);
    assert_eq!(pages(&with(arabic)), [page("ar"), None]);
    assert_eq!(pages(&with(english)), [None, page("en")]);
}

#[test]
fn a_link_that_is_wrong_is_noted_where_it_stands() {
    let one = "link = \"https://example.org/wall\"\n";
    for (links, rule, at) in [
        ("[link]\nen = \"example.org\"", "bad-link", "\"example.org\""),
        ("[link]\nfr = \"https://example.org\"", "unknown-language", "fr"),
        ("[link]\nen = 5", "wrong-type", "5"),
    ] {
        let mut files = good();
        change(&mut files, WALL, one, "");
        change(&mut files, WALL, "[summary]", &format!("{links}\n[summary]"));
        assert_eq!(noted(&files), [(rule.to_owned(), at.to_owned())]);
    }
    let mut files = good();
    change(&mut files, WALL, one, "link = 5\n");
    assert_eq!(noted(&files), [("wrong-type".to_owned(), "5".to_owned())]);
}

#[test]
fn only_addresses_of_pages_are_links() {
    let with = |link: &str| {
        let mut files = good();
        let one = "link = \"https://example.org/wall\"";
        change(&mut files, WALL, one, &format!("link = '{link}'"));
        files
    };
    for link in [
        "https://www.example.org",
        "http://example.org/a/b.html?c=1&d=%D8%B1#e",
        "https://example.org:8443/",
    ] {
        loaded(&with(link));
    }
    for link in [
        "",
        "www.example.org",
        "ftp://example.org",
        "HTTPS://example.org",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://example.org/a b",
        "https://example.org/رخصة",
        "https://example.org/\u{202e}gro",
        "https://exa mple.org",
        "https://example.org:port/",
    ] {
        assert_eq!(noted(&with(link)), [("bad-link".to_owned(), format!("'{link}'"))]);
    }
}

/// The rules that files break, and what stands where each is broken.
fn noted(files: &[SourceFile]) -> Vec<(String, String)> {
    let found = load(files).unwrap_err().into_iter().map(|one| {
        let file = files.iter().find(|file| file.path == one.file).unwrap();
        let at = str::from_utf8(&file.bytes[one.span.clone()]).unwrap();
        (one.rule().name().to_owned(), at.to_owned())
    });
    found.collect()
}

#[test]
fn a_phrase_from_before_the_bodies_is_still_taken() {
    let hotline = changed("phrases.toml", " with {body}", "");
    assert!(message(&hotline, "111", 1).body.contains("Please check this before you apply."));
}

#[test]
fn a_template_from_before_the_telephone_is_still_taken() {
    let hotline = changed("hotline.toml", "{telephone}\n", "");
    assert!(!message(&hotline, "111", 1).body.contains('+'));
}

#[test]
fn documents_are_cut_before_the_fee_and_nothing_else_is() {
    let sentence = ["word"; 11].join(" ") + ".";
    let long = format!("en = \"{}\"", [sentence.as_str(); 4].join(" "));
    let with_segments = |most: u8| {
        let mut files = good();
        for from in [
            "en = \"The fee is five dinars.\"",
            "en = \"Bring the title deed and a drawing of the wall.\"",
        ] {
            change(&mut files, WALL, from, &long);
        }
        message(&limited(&files, most), "111", 1)
    };
    let kept = |message: &TextMessage, name: &str| {
        let mut lines = message.body.lines();
        let line = lines.find(|line| line.starts_with(name)).unwrap();
        (line.matches(&sentence).count(), line.ends_with("..."))
    };
    for (most, segments, documents, fee) in [
        (10, 5, (4, false), (4, false)),
        (5, 5, (4, false), (4, false)),
        (4, 4, (3, true), (4, false)),
        (2, 2, (0, true), (1, true)),
    ] {
        let message = with_segments(most);
        assert_eq!(message.segments.count, segments, "{message:?}");
        assert_eq!(kept(&message, "Documents: "), documents, "{message:?}");
        assert_eq!(kept(&message, "Fee: "), fee, "{message:?}");
        assert_eq!(message.is_cut, documents.1);
        assert!(message.body.contains("Please check this"), "{message:?}");
    }
    // Where no fact is left, nothing has to be checked either.
    assert_eq!(
        with_segments(1).body,
        "Wall permit\n\
         To hear more, call us, choose English, press 7, then 111.\n\
         +97317000000\n\
         Fee: ...\n\
         Documents: ...\n\
         https://example.org/wall"
    );
}

#[test]
fn what_is_left_out_costs_no_other_encoding() {
    let mut files = good();
    assert!(message(&limited(&files, 1), "111", 1).body.contains("Documents: ...\n"));
    change(&mut files, WALL, "Wall permit", "Wall ’permit");
    let message = message(&limited(&files, 1), "111", 1);
    assert_eq!(message.segments.encoding, Encoding::Ucs2);
    assert!(message.body.contains("Documents: …\n"), "{message:?}");
}

#[test]
fn the_providers_calculator_counts_the_same() {
    let hotline = loaded(&shipped());
    let messages = hotline.services().flat_map(|(.., service)| {
        let languages = hotline.language_indices();
        languages.filter_map(|language| hotline.text_message(service.code, language, CALLED))
    });
    let mut texts: Vec<String> = messages.collect();
    let mut runner = TestRunner::deterministic();
    for pattern in [
        "[ -~\n]{0,500}",
        "[a-z€\\^{}\\[\\]~|\\\\]{100,500}",
        "[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]{0,400}",
        "[a-zçêâ’…–]{0,300}",
        "([ء-غف-ي][ً-ْ]?| ){0,300}",
        "[ا-ي😀٣.]{0,300}",
    ] {
        for _ in 0..200 {
            texts.push(pattern.new_tree(&mut runner).unwrap().current());
        }
    }
    let theirs = oracle(&texts);
    assert_eq!(theirs.len(), texts.len());
    for (text, theirs) in texts.iter().zip(theirs) {
        let ours = Segments::of(text);
        assert_eq!(
            (ours.encoding.name(), ours.count, ours.units),
            (theirs.0.as_str(), theirs.1, theirs.2),
            "{text:?}"
        );
    }
}

/// The encoding, segments and units of texts, from the provider's calculator.
fn oracle(texts: &[String]) -> Vec<(String, usize, usize)> {
    let mut calculator = Command::new("node")
        .arg(script("segments.mjs"))
        .env("TEST_ORACLES", folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = calculator.stdin.take().unwrap();
    input.write_all(serde_json::to_string(texts).unwrap().as_bytes()).unwrap();
    drop(input);
    let output = calculator.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
