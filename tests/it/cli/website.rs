//! `sila export website`

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::editions::{publish, with_a_store};
use super::sandbox::{Sandbox, assert_transcript};

const URL: &str = "https://services.example.bh";

/// Every file below a folder, with its bytes.
fn files(folder: &Utf8Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let named = files.map(|file| {
        let path = Utf8Path::from_path(file.path()).unwrap();
        (path.strip_prefix(folder).unwrap().to_string(), fs::read(path).unwrap())
    });
    named.collect()
}

/// A transcript without the size, which changes with every word.
fn told(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let transcript = sandbox.transcript(arguments);
    let Some((before, rest)) = transcript.split_once(" files, ") else { return transcript };
    let (_, after) = rest.split_once(" MB").unwrap();
    let count = before.rfind(' ').unwrap();
    format!("{} … files, … MB{after}", &before[..count])
}

#[tokio::test]
async fn the_website_is_written_and_replaces_nothing_of_others() {
    let sandbox = with_a_store().await;
    let export = ["export", "website", "public", "--url", URL];
    let mut seen = vec![
        told(&sandbox, &export),
        told(&sandbox, &["export", "website", "public"]),
        told(&sandbox, &["export", "website", "public", "--url", "services"]),
    ];
    assert!(!sandbox.path("public").exists());
    publish(&sandbox, &["First"]);
    seen.push(told(&sandbox, &export));
    let first = files(&sandbox.path("public"));
    assert!(first.contains_key("ar/111/index.html") && first.contains_key("404.html"));
    seen.push(told(&sandbox, &export));
    assert_eq!(files(&sandbox.path("public")), first, "the same edition, the same bytes");

    let file = sandbox.path("menus/1-town/1-permits/111-wall.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("The fee is five dinars.", "The fee is six dinars.")).unwrap();
    seen.push(told(&sandbox, &["export", "website", "public", "menus", "--url", URL]));
    let page = |files: &BTreeMap<String, Vec<u8>>| {
        String::from_utf8(files["en/111/index.html"].clone()).unwrap()
    };
    assert!(page(&files(&sandbox.path("public"))).contains("The fee is six dinars."));
    seen.push(told(&sandbox, &["export", "website", "public", "1", "--url", URL]));
    assert_eq!(files(&sandbox.path("public")), first, "nothing is left of the other");

    fs::write(sandbox.path("menus/mine.txt"), "mine").unwrap();
    fs::create_dir(sandbox.path("empty")).unwrap();
    seen.extend([
        told(&sandbox, &["export", "website", "menus", "--url", URL]),
        told(&sandbox, &["export", "website", "sila.toml", "--url", URL]),
        told(&sandbox, &["export", "website", "empty", "--url", URL]),
        told(&sandbox, &["export", "website", "other", "nowhere", "--url", URL]),
    ]);
    assert_eq!(fs::read_to_string(sandbox.path("menus/mine.txt")).unwrap(), "mine");
    assert!(!sandbox.path("other").exists());
    let left = sandbox.path("").read_dir_utf8().unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().to_owned());
    assert_eq!(left.filter(|name| name.contains(".sila-")).count(), 0, "nothing stays beside it");
    assert_transcript!("export_website", seen.join("\n"));
}

#[test]
fn files_are_exported_without_a_store_and_with_the_address_of_the_configuration() {
    let sandbox = Sandbox::new();
    sandbox.configure("public_url = 'https://example.bh/guide'\n[website]\nserve = false\ntelephone = '+973 1700 0000'\n");
    let seen = told(&sandbox, &["export", "website", "public", "menus"]);
    assert!(seen.contains("The website of the files in menus is in public: "), "{seen}");
    let page = fs::read_to_string(sandbox.path("public/en/111/index.html")).unwrap();
    assert!(page.contains("href=\"/guide/ar/111/\"") && page.contains("+973 1700 0000"), "{page}");
    assert!(!page.contains("what is heard by phone"), "nobody hears it yet: {page}");
    assert!(!sandbox.path("sila-data").exists());
}

#[tokio::test]
async fn the_recordings_that_pages_play_are_among_the_files() {
    let sandbox = with_a_store().await;
    let sounds = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio");
    fs::create_dir(sandbox.path("studio")).unwrap();
    // No page has what is said in a menu.
    for (sound, name) in [
        ("speech-mono-16000.mp3", "111.fee.en.mp3"),
        ("speech-stereo-44100-tagged.mp3", "phrase.main-menu.en.mp3"),
    ] {
        fs::copy(sounds.join(sound), sandbox.path("studio").join(name)).unwrap();
    }
    assert!(sandbox.run(&["recordings", "import", "studio"]).status.success());
    publish(&sandbox, &["Recorded"]);
    assert!(sandbox.run(&["export", "website", "public", "--url", URL]).status.success());
    let files = files(&sandbox.path("public"));
    let recordings: Vec<_> = files.keys().filter(|path| path.starts_with("audio/")).collect();
    assert_eq!(recordings.len(), 1, "{recordings:?}");
    let data = String::from_utf8(files["api/services/111.json"].clone()).unwrap();
    assert!(data.contains(&format!("\"{URL}/{}\"", recordings[0])), "{data}");
    assert!(files[recordings[0]].starts_with(b"RIFF"));
}
