//! The pages' own words: complete in every language, and none too many.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sila::web::pages::Ui;

fn arabic() -> Ui {
    Ui::of("ar").unwrap()
}

fn english() -> Ui {
    Ui::of("en").unwrap()
}

/// The placeholders of a text.
fn placeholders(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    parts.map(str::to_owned).collect()
}

#[test]
fn every_message_is_there_in_every_language_with_the_same_placeholders() {
    let keys = |ui: Ui| ui.keys().into_iter().map(|(key, _)| key).collect::<BTreeSet<_>>();
    let all = keys(arabic());
    assert!(all.len() > 50, "the messages are read");
    for ui in Ui::all() {
        assert_eq!(keys(ui), all, "{}", ui.code());
        for (key, classes) in ui.keys() {
            let texts = ui.texts(key);
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}: {key}", ui.code());
            let own: BTreeSet<_> = texts.iter().flat_map(|text| placeholders(text)).collect();
            let others: BTreeSet<_> =
                arabic().texts(key).iter().flat_map(|text| placeholders(text)).collect();
            assert_eq!(own, others, "{}: {key}", ui.code());
            let expected: &[&str] = match (classes.is_empty(), ui.code()) {
                (true, _) => &[],
                (false, "ar") => &["few", "many", "one", "other", "two", "zero"],
                (false, _) => &["one", "other"],
            };
            assert_eq!(classes, expected, "{}: {key}", ui.code());
        }
    }
}

#[test]
fn numbers_are_of_the_class_that_the_language_puts_them_in() {
    let services = |ui: Ui, count| ui.n("services", count).to_string();
    let number = |n: usize| format!("<bdi dir=\"ltr\">{n}</bdi>");
    for (count, words) in [
        (0, "لا خدمات".to_owned()),
        (1, "خدمة واحدة".to_owned()),
        (2, "خدمتان".to_owned()),
        (3, format!("{} خدمات", number(3))),
        (10, format!("{} خدمات", number(10))),
        (11, format!("{} خدمة", number(11))),
        (99, format!("{} خدمة", number(99))),
        (100, format!("{} خدمة", number(100))),
        (102, format!("{} خدمة", number(102))),
        (103, format!("{} خدمات", number(103))),
        (108, format!("{} خدمات", number(108))),
        (111, format!("{} خدمة", number(111))),
    ] {
        assert_eq!(services(arabic(), count), words);
    }
    assert_eq!(services(english(), 1), format!("{} service", number(1)));
    assert_eq!(services(english(), 108), format!("{} services", number(108)));
}

#[test]
fn what_is_filled_in_is_escaped_and_isolated() {
    let filled =
        english().with("search-nothing", &[("words", "<script>alert('x')</script> & \"y\"")]);
    assert_eq!(
        filled.to_string(),
        "We found no service for this: <bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;</bdi>"
    );
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_key_that_a_page_asks_for_is_there_and_every_one_that_is_there_is_asked_for() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let sources: String = files(&web)
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs" || kind == "html"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let known: BTreeSet<&str> = arabic().keys().into_iter().map(|(key, _)| key).collect();
    for call in [".t(\"", ".n(\"", ".with(\""] {
        for rest in sources.split(call).skip(1) {
            let key = rest.split('"').next().unwrap();
            assert!(known.contains(key), "{key} is no message");
        }
    }
    // The sections' headings go by the sections' names.
    let by_name = ["who", "documents", "fee", "duration", "steps", "channels"];
    for key in known {
        // What has a name goes by it: the console's tests ask for each.
        let is_named = ["act-", "object-", "via-", "differs-", "part-", "place-", "reason-"]
            .iter()
            .any(|group| key.starts_with(group));
        let named = sources.contains(&format!("\"{key}\"")) || by_name.contains(&key) || is_named;
        assert!(named, "{key} is used nowhere");
    }
}
