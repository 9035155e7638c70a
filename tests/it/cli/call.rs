//! `sila call`: a call to a webhook, with its keys from a list or from lines.

use std::process::{Output, Stdio};

use serde_json::{Value as Json, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::editions::{publish, with_a_store};
use super::sandbox::{Sandbox, assert_transcript};
use crate::providers::twilio::tests::scripted_server::{Reply, ScriptedServer, wav};

async fn menu() -> ScriptedServer {
    let gate = "<Gather numDigits=\"1\" action=\"/menu\" timeout=\"8\">\
                <Say language=\"ar-AE\">للعربية، اضغط ١.</Say>\
                <Say language=\"en-US\">For English, press 2.</Say></Gather>\
                <Redirect>/voice</Redirect>";
    let menu = "<Say>A person, please wait.</Say>\
                <Dial action=\"/after\" timeout=\"20\"><Number url=\"/whisper\">+97317000001</Number></Dial>";
    let after = "<Record action=\"/done\" maxLength=\"60\" timeout=\"4\" finishOnKey=\"*#\"/>";
    ScriptedServer::new([
        ("/voice", Reply::xml(gate)),
        ("/voice/status", Reply::xml("")),
        ("/menu", Reply::xml("<Redirect>/person</Redirect>")),
        ("/person", Reply::xml(menu)),
        ("/whisper", Reply::xml("<Say>From the menu.</Say>")),
        ("/after", Reply::xml(after)),
        ("/done", Reply::xml("<Say>Thank you.</Say><Hangup/>")),
    ])
    .await
}

/// Calls a server, and gives what was printed.
async fn call(server: &ScriptedServer, arguments: &[&str], lines: &str) -> (Output, String) {
    let url = server.at("/voice").to_string();
    let mut child = Command::from(Sandbox::new().command(&["call", "--url", &url]))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    let screen = String::from_utf8(output.stdout.clone()).unwrap();
    (output, screen)
}

#[tokio::test]
async fn a_whole_call_reads_like_this() {
    let server = menu().await;
    let (output, screen) = call(&server, &["--keys", ".,2,busy,speak"], "").await;
    let expected = "\
ar-AE  \u{2068}للعربية، اضغط ١.\u{2069}
en-US  For English, press 2.
…      a key, 8 s
→      silence
say    A person, please wait.
…      calling +97317000001 for 20 s
→      2
!      nobody hears keys while a number is called; say answered, busy, no-answer or failed
→      busy
beep
…      recording 60 s at most, finished with *#
→      speak
say    Thank you.
The menu hung up. 5 turns, 24 s, nothing wrong.
";
    assert_eq!(screen, expected);
    assert!(!output.status.success(), "an entry did not fit");
    let digits: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| {
            (seen.uri.path().to_owned(), seen.param("CallStatus").unwrap_or_default().to_owned())
        })
        .collect();
    let (ringing, going_on) = ("ringing", "in-progress");
    let expected = [
        ("/voice", ringing),
        ("/menu", going_on),
        ("/person", going_on),
        ("/after", going_on),
        ("/done", going_on),
        ("/voice/status", "completed"),
    ];
    let expected = expected.map(|(path, status)| (path.to_owned(), status.to_owned()));
    assert_eq!(digits, expected);
}

#[tokio::test]
async fn lines_are_keys_too_and_their_end_hangs_up() {
    let (output, screen) = call(&menu().await, &[], "2\nanswered\n").await;
    assert!(screen.contains("(to the person) say    From the menu.\n"), "{screen}");
    let expected = "no more lines: hanging up\nYou hung up. 4 turns, ";
    assert!(screen.contains(expected), "{screen}");
    assert!(output.status.success());
}

#[tokio::test]
async fn when_the_keys_are_used_up_the_call_is_hung_up_and_says_so() {
    let (_, screen) = call(&menu().await, &["--keys", "2"], "busy\n").await;
    let expected = "no more keys are given: hanging up\nYou hung up. 3 turns, ";
    assert!(screen.contains(expected), "{screen}");
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_counts_against_the_call() {
    let (output, screen) = call(&menu().await, &[], "x\nbusy\n\"a permit\"\ns\nh\n").await;
    for expected in [
        "“x” is nothing that a caller can do",
        "nobody is being called",
        "the menu takes keys only, no speech",
        "nothing is being recorded",
    ] {
        assert!(screen.contains(expected), "{screen}");
    }
    assert!(!output.status.success());
    // A comma in quoted words parts nothing.
    let (_, screen) = call(&menu().await, &["--keys", "2, \"a permit, please\" ,-"], "").await;
    assert!(
        screen.contains("→      \"a permit, please\"\n!      the menu takes keys only"),
        "{screen}"
    );
}

#[tokio::test]
async fn what_is_no_document_ends_the_call() {
    let table = [
        (
            Reply::xml("<Speak>a</Speak>"),
            "answers with no valid document: <Speak> has no meaning there",
        ),
        (Reply::status(500), "answers with status 500: "),
        (Reply::raw("text/plain", "hello"), "answers with the content type `text/plain`"),
    ];
    for (reply, expected) in table {
        let server = ScriptedServer::new([("/voice", reply)]).await;
        let (output, screen) = call(&server, &["--keys", "1"], "").await;
        let expected = format!("!      {} {expected}", server.at("/voice"));
        assert!(screen.starts_with(&expected), "{screen}");
        let end = "the provider's apology. 1 turn, 0 s, 1 thing wrong.\n";
        assert!(screen.ends_with(end), "{screen}");
        assert!(!output.status.success());
    }
}

#[tokio::test]
async fn a_menu_that_goes_round_is_left() {
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Redirect>/voice</Redirect>")),
        ("/voice/status", Reply::xml("")),
    ])
    .await;
    let (_, screen) = call(&server, &["--keys", "1"], "").await;
    assert!(screen.starts_with("The menu goes round without end. 26 turns"), "{screen}");
}

#[tokio::test]
async fn recordings_are_handed_to_the_command_that_plays_them() {
    let file = wav(8000, 1, 2);
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Play>/audio/a.wav</Play>")),
        ("/voice/status", Reply::xml("")),
        ("/audio/a.wav", Reply::raw("audio/wav", file.clone())),
    ])
    .await;
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard");
    let command = format!("cp {{file}} {}", heard.display());
    let (output, screen) = call(&server, &["--keys", "1", "--play", &command], "").await;
    let expected = "play   /audio/a.wav  2.0 s  32 KiB\n";
    assert!(screen.starts_with(expected), "{screen}");
    assert_eq!(std::fs::read(heard).unwrap(), file);
    assert!(output.status.success(), "{screen}");

    let (_, screen) = call(&server, &["--keys", "1", "--play", "false"], "").await;
    let expected = "the command that plays recordings failed";
    assert!(screen.contains(expected), "{screen}");
}

#[tokio::test]
async fn a_script_reads_json() {
    let (_, screen) = call(&menu().await, &["--keys", "2,answered,h", "--json"], "").await;
    let lines: Vec<Json> = screen.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = json!({
        "heard": [
            { "said": { "text": "للعربية، اضغط ١.", "language": "ar-AE" } },
            { "said": { "text": "For English, press 2.", "language": "en-US" } },
        ],
        "then": { "collect": { "keys": 1, "seconds": 8, "listen": false } },
    });
    assert_eq!(lines[0], first);
    let transfer = json!({ "transfer": { "number": "+97317000001", "ring_seconds": 20 } });
    assert_eq!((&lines[1]["then"], &lines[2]["then"]), (&json!("redirect"), &transfer));
    let person = json!([{ "said": { "text": "From the menu.", "language": null } }]);
    assert_eq!(lines[3]["to_person"], person);
    assert_eq!(lines[4]["ended"], json!("by_caller"));
    let summary = &lines[5]["summary"];
    assert_eq!((&summary["turns"], &summary["faults"]), (&json!(4), &json!(0)));
    assert_eq!(lines.len(), 6);
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
        sandbox.transcript(&["call", "--url", "http://127.0.0.1:1/", "--token-env", "NONE"]),
    ];
    assert_transcript!("call_that_cannot_be_made", transcripts.join("\n"));
}

#[test]
fn a_question_is_kept_with_what_was_said() {
    let sandbox = Sandbox::new();
    let call = |arguments: &[&str]| {
        let always = ["call", "--data-dir", "kept"];
        let output = sandbox.run(&[&always, arguments].concat());
        let screen = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{screen}");
        screen
    };
    let screen = call(&["--keys", "2,8,speak,1,speak"]);
    assert!(screen.contains("beep\n…      recording 120 s at most"), "{screen}");
    let spoken = sandbox.path("spoken.wav");
    std::fs::write(&spoken, crate::calls::operations::spoken()).unwrap();
    call(&["--keys", "8,speak", "--question", "spoken.wav"]);
    sandbox.configure("data_dir = 'kept'\ndatabase_url = 'sqlite:kept/sila.db'\n");
    let list = sandbox.run(&["inquiries"]);
    let list = String::from_utf8(list.stdout).unwrap();
    assert_eq!(list.matches(" here").count(), 2, "{list}");
    let list = sandbox.run(&["inquiries", "--json"]);
    let list: Vec<Json> = serde_json::from_slice(&list.stdout).unwrap();
    let twice = list[1]["seconds"].as_f64();
    assert!(twice > Some(15.0), "two tones of ten seconds each: {list:?}");
    let own = sandbox.run(&["call", "--data-dir", "kept", "--keys", "2"]);
    let why = String::from_utf8(own.stderr).unwrap();
    assert!(why.contains("--data-dir: kept is the server's own folder"), "{why}");
}

#[test]
fn a_number_that_is_none_is_refused_and_a_withheld_one_is_not() {
    let sandbox = Sandbox::new();
    let call = |from| sandbox.transcript(&["call", "--keys", "h", "--from", from]);
    for wrong in ["36000000", "somebody", ""] {
        let said = call(wrong);
        assert!(said.contains("no international telephone number: write +"), "{said}");
        assert!(said.contains("exit code 2"), "{said}");
    }
    for right in ["+973 3600-0000", "anonymous"] {
        let said = call(right);
        assert!(said.contains("nothing wrong"), "{said}");
    }
}

#[test]
fn a_command_that_plays_recordings_is_looked_at_before_the_call() {
    let sandbox = Sandbox::new();
    let said = sandbox.transcript(&["call", "--keys", "h", "--play", "'/opt/player {file}"]);
    assert!(said.contains("a quotation mark in it is not closed: close it"), "{said}");
}

#[tokio::test]
async fn a_call_can_be_made_at_another_time() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let phrases = sandbox.path("menus/phrases.toml");
    let first = std::fs::read_to_string(&phrases).unwrap();
    std::fs::write(&phrases, first.replace("Main menu.", "The new menu.")).unwrap();
    publish(&sandbox, &["The second menus", "--at", "2199-03-01 06:00"]);
    std::fs::write(&phrases, first).unwrap();
    let notice = [
        ["notices", "add", "--author", "Huda"],
        ["--text", "ar=تغلق المكاتب بسبب العاصفة.", "--text", "en=There is a storm."],
        ["--from", "2199-03-02 08:00", "--until", "2199-03-02 10:00"],
    ];
    assert!(sandbox.run(&notice.concat()).status.success());
    let said = |at: &[&str]| {
        let call = sandbox.run(&[&["call", "--keys", "2"], at].concat());
        String::from_utf8(call.stdout).unwrap()
    };
    for (at, notice, scheduled) in [
        (&[][..], false, false),
        (&["--at", "2199-03-01 05:59"], false, false),
        (&["--at", "2199-03-01 06:00"], false, true),
        (&["--at", "2199-03-02T05:30:00Z"], true, true),
        (&["--at", "2199-03-02 09:00", "--menus", "menus"], true, false),
        (&["--at", "2199-03-02 10:00"], false, true),
    ] {
        let said = said(at);
        assert_eq!(said.contains("There is a storm."), notice, "{at:?}: {said}");
        assert_eq!(said.contains("The new menu."), scheduled, "{at:?}: {said}");
        assert_eq!(said.contains("Main menu."), !scheduled, "{at:?}: {said}");
    }
    let wrong = sandbox.run(&["call", "--at", "tomorrow"]);
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("`tomorrow` is no time"));
}
