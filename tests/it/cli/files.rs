//! The commands that read the hotline's files: `check`, `fallback`, `call`.

use super::editions::with_a_store;
use super::sandbox::{Sandbox, assert_transcript};

#[test]
fn check_tells_what_there_is() {
    let sandbox = Sandbox::new();
    assert_transcript!("check_good", sandbox.transcript(&["check"]));
    let json = sandbox.transcript(&["check", "--json", "menus"]);
    assert_transcript!("check_good_json", json);
}

#[test]
fn check_warns_of_menus_that_take_callers_too_long() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("menus/hotline.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let slow = text.replace("characters_per_second = 12.0", "characters_per_second = 5.0");
    std::fs::write(&file, slow).unwrap();
    let file = sandbox.path("menus/phrases.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let short = text.replace("مرحبًا بكم في صلة. للعربية، اضغط الرقم {key}.", "للعربية، {key}.");
    assert_ne!(short, text);
    std::fs::write(&file, short).unwrap();
    let output = sandbox.run(&["check"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}");
    let seconds = |before: &str, after: &str| {
        let (_, rest) = told.split_once(before).unwrap_or_else(|| panic!("{before}: {told}"));
        let (seconds, rest) = rest.split_once(' ').unwrap();
        assert!(rest.starts_with(after), "{after}: {told}");
        seconds.parse::<f32>().unwrap()
    };
    let way = seconds(
        "warning: Whoever hears everything in `ar` comes to service 121 after ",
        "seconds, and should after at most 100: shorten the menus on the way.",
    );
    assert!(way > 100.0, "{told}");
    let menu =
        seconds("warning: The menu main takes ", "seconds in `ar`, and should take at most 30");
    assert!(menu > 30.0, "{told}");
    assert!(!told.contains("in `en` comes to service"), "{told}");
}

#[test]
fn check_shows_each_mistake_and_fails() {
    let sandbox = Sandbox::new();
    sandbox.break_menus("digits-in-text");
    assert_transcript!("check_broken", sandbox.transcript(&["check", "menus"]));
    let json = sandbox.transcript(&["check", "--json"]);
    assert_transcript!("check_broken_json", json);
}

#[tokio::test]
async fn what_a_lines_provider_can_not_speak_is_a_mistake_and_is_not_published() {
    let sandbox = with_a_store().await;
    sandbox.break_menus("unspoken-locale");
    let anybody = sandbox.run(&["check"]);
    assert!(anybody.status.success());
    let told = String::from_utf8(anybody.stdout).unwrap();
    assert!(told.contains("hotline.toml:7:10 warning: unspoken-locale"), "{told}");
    let published = sandbox.transcript(&["publish", "--note", "no line is written"]);
    assert!(published.contains("is heard"), "{published}");

    sandbox.configure("[[line]]\nname = 'main'\nunsigned = true\n");
    let transcripts = [
        sandbox.transcript(&["check"]),
        sandbox.transcript(&["publish", "--note", "for the line"]),
    ];
    assert_transcript!("check_unspoken_locale", transcripts.join("\n"));
    let published = sandbox.transcript(&["preflight"]);
    let expected = "FAILED   languages - hotline.toml, line 7: `twilio` has no voice for `ar-BH`";
    assert!(published.contains(expected), "{published}");
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
    let transcripts =
        [sandbox.transcript(&["fallback"]) + "\n", sandbox.transcript(&["fallback", "other"])];
    assert_transcript!("fallback", transcripts.join("\n"));
}

#[test]
fn a_person_at_a_number_of_the_hotlines_own_is_warned_of() {
    let sandbox = Sandbox::new();
    let line = "[[line]]\nname = 'main'\nunsigned = true\n";
    let fine = sandbox.transcript(&["check"]);
    assert!(!fine.contains("would be put through"), "{fine}");
    for (more, own) in [
        (format!("{line}caller_id = '+973 0000 0000'\n"), "to the line `main` again"),
        (
            format!("{line}[website]\ntelephone = '+973 0000 0000'\n"),
            "to the number that the website tells to call",
        ),
    ] {
        sandbox.configure(&more);
        let told = sandbox.transcript(&["check"]);
        assert!(told.contains(own) && told.contains("as `person` of `ar`"), "{told}");
        let json = sandbox.run(&["check", "--json"]);
        assert!(json.status.success(), "it is no mistake in the files");
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(json["circular_persons"][0]["language"], "ar");
    }
}
