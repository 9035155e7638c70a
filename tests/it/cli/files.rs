//! The commands that read the hotline's files: `check`, `fallback`, `call`.

use super::sandbox::{Sandbox, assert_transcript};

#[test]
fn check_tells_what_there_is() {
    let sandbox = Sandbox::new();
    assert_transcript!("check_good", sandbox.transcript(&["check"]));
    let json = sandbox.transcript(&["check", "--json", "menus"]);
    assert_transcript!("check_good_json", json);
}

#[test]
fn check_shows_each_mistake_and_fails() {
    let sandbox = Sandbox::new();
    sandbox.break_menus("digits-in-text");
    assert_transcript!("check_broken", sandbox.transcript(&["check", "menus"]));
    let json = sandbox.transcript(&["check", "--json"]);
    assert_transcript!("check_broken_json", json);
}

#[test]
fn check_shows_the_text_messages_about_a_service() {
    let sandbox = Sandbox::new();
    let transcripts = [
        sandbox.transcript(&["check", "--text", "111"]),
        sandbox.transcript(&["check", "--text", "888"]),
        sandbox.transcript(&["check", "--text", "190"]),
        sandbox.transcript(&["check", "--text", "111", "--json"]),
    ];
    assert_transcript!("check_text", transcripts.join("\n"));
    sandbox.break_menus("digits-in-text");
    let broken = sandbox.transcript(&["check", "--text", "111"]);
    assert!(broken.contains("digits-in-text"), "{broken}");
}

#[test]
fn check_says_when_there_is_nothing_to_check() {
    let sandbox = Sandbox::new();
    let transcript = sandbox.transcript(&["check", "nowhere"]);
    assert_transcript!("check_nowhere", transcript);
}

#[test]
fn the_fallback_is_printed_for_a_line_that_there_is() {
    let sandbox = Sandbox::new();
    let transcripts = [
        sandbox.transcript(&["fallback"]) + "\n",
        sandbox.transcript(&["fallback", "other"]),
    ];
    assert_transcript!("fallback", transcripts.join("\n"));
}

#[test]
fn a_call_is_made_from_the_terminal() {
    let sandbox = Sandbox::new();
    let keys = ["call", "--keys", "2,1,1,1,2,.,7,h"];
    assert_transcript!("call_in_english", sandbox.transcript(&keys));
    let keys = ["call", "--keys", "1,0,busy,0,answered"];
    assert_transcript!("call_to_a_person", sandbox.transcript(&keys));
}

#[test]
fn a_call_that_cannot_be_made_says_why() {
    let sandbox = Sandbox::new();
    let transcripts = [
        sandbox.transcript(&["call", "--keys", "2,x"]),
        sandbox.transcript(&["call", "--keys", "2,1,busy"]),
        sandbox.transcript(&["call", "--url", "nonsense", "--keys", "1"]),
        sandbox.transcript(&[
            "call",
            "--url",
            "http://127.0.0.1:1/",
            "--token-env",
            "NONE",
        ]),
    ];
    assert_transcript!("call_that_cannot_be_made", transcripts.join("\n"));
}
