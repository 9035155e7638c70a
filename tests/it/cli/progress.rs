//! What is seen of a command that may take long.

use std::fs;

use super::keeping::called;
use super::recordings::sound;
use super::sandbox::Sandbox;
use super::terminal::Terminal;

/// The commands that may take longer than a second, in an order in which they can be run, with what each says meanwhile.
const COMMANDS: [(&[&str], &str); 10] = [
    (&["translations", "import", "en", "sheet.csv"], "writing translations"),
    (&["recordings", "import", "studio"], "taking recordings in"),
    (&["publish", "--note", "recorded"], "publishing"),
    (&["export", "1", "edition"], "writing files"),
    (
        &["export", "website", "public", "--url", "https://services.example.bh"],
        "writing the website",
    ),
    (&["backup", "copy.db"], "copying the store"),
    (&["recordings", "copy", "copy.db"], "copying recordings"),
    (&["call", "--keys", "2"], "copying recordings"),
    (&["restore", "copy.db"], "putting the backup back"),
    (&["forget", "+97317000000"], "removing what is kept of the caller"),
];

async fn sandbox() -> Sandbox {
    let sandbox = called().await;
    fs::create_dir(sandbox.path("studio")).unwrap();
    fs::copy(sound(), sandbox.path("studio/111.fee.en.mp3")).unwrap();
    let sheet = sandbox.run(&["translations", "export", "en"]).stdout;
    fs::write(sandbox.path("sheet.csv"), sheet).unwrap();
    sandbox
}

/// Asserts that a line was drawn on a terminal and taken away again.
fn was_shown_and_is_gone(shown: &str, what: &str) {
    assert!(shown.contains(&format!(" {what}, 0s")), "{shown:?}");
    let last = shown.rsplit("\u{1b}[2K").next().unwrap();
    assert_eq!(last.trim_start_matches("\u{1b}[1A"), "", "{what} stays in {shown:?}");
}

#[tokio::test]
async fn a_terminal_shows_what_is_being_done_and_nothing_of_it_stays() {
    let sandbox = sandbox().await;
    for (arguments, what) in COMMANDS {
        let (terminal, theirs) = Terminal::new();
        let mut command = sandbox.command(arguments);
        let output = command.env("TERM", "xterm").stderr(theirs).output().unwrap();
        drop(command);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        was_shown_and_is_gone(&terminal.rest(), what);
        assert!(!String::from_utf8(output.stdout).unwrap().contains(what), "{arguments:?}");
    }
}

#[test]
fn a_program_that_speaks_is_waited_for_in_sight() {
    let sandbox = Sandbox::new();
    let (terminal, theirs) = Terminal::new();
    let program = "sh -c 'echo No voice here. >&2; exit 3' {text} {out}";
    let mut command = sandbox.command(&["recordings", "draft", "--command", program]);
    let output = command.env("TERM", "xterm").stderr(theirs).output().unwrap();
    drop(command);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Failed: 256."), "{said}");
    was_shown_and_is_gone(&terminal.rest(), "speaking drafts");
}

#[tokio::test]
async fn where_no_terminal_is_nothing_is_said_meanwhile() {
    let sandbox = sandbox().await;
    for (arguments, _) in COMMANDS {
        let output = sandbox.command(arguments).env("TERM", "xterm").output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}
