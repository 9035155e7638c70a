//! The studio's sheet, deliveries and drafts.

use std::fs;

use camino::Utf8PathBuf;

use super::editions::with_a_store;
use super::sandbox::{Sandbox, assert_transcript};
use crate::calls::play::copy;

pub fn sound() -> Utf8PathBuf {
    let folder = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.join("tests/fixtures/audio/speech-mono-16000.mp3")
}

#[test]
fn the_sheet_has_a_row_for_each_prompt_and_opens_in_a_spreadsheet() {
    let sandbox = Sandbox::new();
    let sheet = String::from_utf8(sandbox.run(&["recordings", "sheet"]).stdout).unwrap();
    let sheet = sheet.strip_prefix('\u{feff}').expect("spreadsheets take it for UTF-8");
    let first: Vec<_> = sheet.lines().take(6).collect();
    assert_transcript!("recordings_sheet", first.join("\n"));
    let mut rows = csv::Reader::from_reader(sheet.as_bytes());
    let names: Vec<_> = rows.records().map(|row| row.unwrap()[6].to_owned()).collect();
    assert_eq!(names.len(), 256);
    assert!(names.contains(&"111.fee.ar.wav".to_owned()), "{names:?}");
}

#[test]
fn a_delivery_is_taken_in_and_what_cannot_be_is_named() {
    let sandbox = Sandbox::new();
    let delivery = sandbox.path("studio");
    fs::create_dir(&delivery).unwrap();
    fs::copy(sound(), delivery.join("111.fee.en.mp3")).unwrap();
    fs::copy(sound(), delivery.join("111.fees.en.mp3")).unwrap();
    fs::write(delivery.join("111.fee.ar.wav"), "no sound").unwrap();
    let transcript = sandbox.transcript(&["recordings", "import", "studio"]);
    let list = sandbox.transcript(&["recordings", "list", "--missing"]);
    let final_lines: Vec<_> = list.lines().rev().take(2).collect();
    let remove = ["recordings", "remove", "111.fee", "--language", "en"];
    let transcripts = [
        transcript,
        final_lines[0].to_owned(),
        sandbox.transcript(&remove),
        sandbox.transcript(&remove),
        sandbox.transcript(&["recordings", "remove", "111.fees", "--language", "en"]),
    ];
    assert_transcript!("recordings_import", transcripts.join("\n"));
    let nowhere = sandbox.transcript(&["recordings", "import", "nowhere"]);
    assert_transcript!("recordings_import_nowhere", nowhere);
}

#[test]
fn a_recording_of_a_text_that_changed_is_asked_for_again() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("studio")).unwrap();
    fs::copy(sound(), sandbox.path("studio/111.fee.en.mp3")).unwrap();
    assert!(sandbox.run(&["recordings", "import", "studio"]).status.success());
    let row = |sandbox: &Sandbox| {
        let sheet = String::from_utf8(sandbox.run(&["recordings", "sheet"]).stdout).unwrap();
        sheet.lines().find(|line| line.starts_with("111.fee,en,")).unwrap().to_owned()
    };
    let before = row(&sandbox);
    let file = sandbox.path("menus/1-town/1-permits/111-wall.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("The fee is five dinars.", "The fee is six dinars.")).unwrap();
    assert_transcript!("recordings_stale", format!("{before}\n{}", row(&sandbox)));
}

#[tokio::test]
async fn the_words_of_a_recording_are_shown_beside_it_in_a_call() {
    let sandbox = with_a_store().await;
    fs::create_dir(sandbox.path("studio")).unwrap();
    fs::copy(sound(), sandbox.path("studio/phrase.main-menu.en.mp3")).unwrap();
    assert!(sandbox.run(&["recordings", "import", "studio"]).status.success());
    let call = sandbox.run(&["call", "--keys", "2"]);
    let said = String::from_utf8(call.stdout).unwrap();
    let mut lines = said.lines().skip_while(|line| !line.starts_with("play "));
    assert!(lines.next().unwrap().contains("/audio/"), "{said}");
    assert_eq!(lines.next(), Some("       Main menu."), "{said}");
}

#[test]
fn two_prompts_with_one_text_have_one_recording_which_is_removed_for_both() {
    let sandbox = Sandbox::new();
    let road = sandbox.path("menus/1-town/2-roads/121-road-occupation.toml");
    let fee = "[fee]\nar = \"الرسم خمسة دنانير.\"\nen = \"The fee is five dinars.\"\n\n[[fact]]";
    let text = fs::read_to_string(&road).unwrap();
    fs::write(&road, text.replacen("[[fact]]", fee, 1)).unwrap();
    fs::create_dir(sandbox.path("studio")).unwrap();
    fs::copy(sound(), sandbox.path("studio/121.fee.en.mp3")).unwrap();
    assert!(sandbox.run(&["recordings", "import", "studio"]).status.success());
    let list = String::from_utf8(sandbox.run(&["recordings", "list"]).stdout).unwrap();
    let recorded: Vec<_> = list.lines().filter(|line| line.contains("  recorded  ")).collect();
    let remove = ["recordings", "remove", "111.fee", "--language", "en"];
    let removed = sandbox.transcript(&remove);
    assert_transcript!("recordings_shared", format!("{}\n{removed}", recorded.join("\n")));
}

#[test]
fn drafts_are_made_by_a_program_and_heard_in_a_call() {
    let sandbox = Sandbox::new();
    let espeak = "espeak-ng -v {language} -w {out} {text}";
    let made = sandbox.transcript(&["recordings", "draft", "--command", espeak]);
    let again = sandbox.transcript(&["recordings", "draft", "--command", espeak]);
    // How long it speaks is the program's affair.
    let seconds = made.split_once('(').unwrap().1.split_once(')').unwrap().0;
    let made = made.replace(seconds, "… s of speech");
    assert_transcript!("recordings_draft", format!("{made}\n{again}"));
    let check = String::from_utf8(sandbox.run(&["check"]).stdout).unwrap();
    assert!(check.contains("128 prompts: 0 recorded, 128 drafts by a machine, 0 not recorded"));
    let call = sandbox.run(&["call", "--keys", "2"]);
    let heard = String::from_utf8(call.stdout).unwrap();
    assert!(call.status.success() && !heard.contains("en-GB"), "{heard}");
    assert_eq!(heard.matches("play   /audio/").count(), 10, "{heard}");
    let mut lines = heard.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("play ") {
            let text = lines.next().unwrap();
            assert!(text.starts_with("       ") && text.trim_end().len() > 9, "{line}: {text}");
        }
    }

    // Another folder with the same texts, and a store that takes over another's library.
    copy(&sandbox.path("menus"), &sandbox.path("other menus"));
    let call = sandbox.run(&["call", "--menus", "other menus", "--keys", "2"]);
    let heard = String::from_utf8(call.stdout).unwrap();
    assert_eq!(heard.matches("play   /audio/").count(), 10, "{heard}");
    sandbox.configure("data_dir = 'moved'\n");
    let from = "sila-data/sila.db";
    let copied = [
        sandbox.transcript(&["recordings", "copy", from]),
        sandbox.transcript(&["recordings", "copy", from]),
        sandbox.transcript(&["recordings", "copy", "nowhere.db"]),
    ];
    assert_transcript!("recordings_copy", copied.join("\n"));
}

#[test]
fn a_program_that_is_not_there_is_said_so() {
    let sandbox = Sandbox::new();
    let transcripts = [
        sandbox.transcript(&["recordings", "draft", "--command", "no-such-voice {text}"]),
        sandbox.transcript(&[
            "recordings",
            "draft",
            "--command",
            "sh -c 'echo No voice here. >&2; exit 3' {text} {out}",
        ]),
    ];
    assert_transcript!("recordings_draft_impossible", transcripts.join("\n"));
}

/// The recordings that are played in a call with these keys.
fn played(sandbox: &Sandbox, keys: &str) -> Vec<String> {
    let call = sandbox.run(&["call", "--keys", keys]);
    let heard = String::from_utf8(call.stdout).unwrap();
    assert!(call.status.success(), "{heard}");
    let played = heard.lines().filter(|line| line.starts_with("play "));
    played.map(|line| line.split_whitespace().nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_service_that_moves_under_another_number_keeps_its_recordings() {
    let sandbox = with_a_store().await;
    fs::create_dir(sandbox.path("studio")).unwrap();
    for prompt in ["111.summary", "111.fee"] {
        fs::copy(sound(), sandbox.path(&format!("studio/{prompt}.en.mp3"))).unwrap();
    }
    assert!(sandbox.run(&["recordings", "import", "studio"]).status.success());
    let publish = |note| {
        let published = sandbox.run(&["publish", "--note", note]);
        assert!(published.status.success(), "{published:?}");
    };
    publish("recorded");
    let before = played(&sandbox, "2,1,1,1,2");
    assert_eq!(before.len(), 2, "{before:?}");

    let (from, to) = ("menus/1-town/1-permits/111-wall.toml", "menus/1-town/2-roads/122-wall.toml");
    let service = fs::read_to_string(sandbox.path(from)).unwrap();
    fs::write(sandbox.path(to), service.replace("code = \"111\"", "code = \"122\"")).unwrap();
    fs::remove_file(sandbox.path(from)).unwrap();
    publish("moved");
    assert_eq!(played(&sandbox, "2,1,2,2,2"), before);
    let list = String::from_utf8(sandbox.run(&["recordings", "list"]).stdout).unwrap();
    for prompt in ["122.summary", "122.fee"] {
        let is_recorded = |line: &str| line.contains(prompt) && line.contains("  recorded  ");
        assert!(list.lines().any(is_recorded), "{prompt}: {list}");
    }
}
