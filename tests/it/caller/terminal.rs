//! A call from the terminal, with its keys from a list or from lines.

use sila::caller::{
    heard::Ended,
    terminal::{Input, Options, Summary, list, run},
};

use super::scripted_server::{Reply, ScriptedServer, wav};

async fn menu() -> ScriptedServer {
    let gate = "<Gather numDigits=\"1\" action=\"/menu\" timeout=\"8\">\
                <Say language=\"ar-AE\">للعربية، اضغط ١.</Say>\
                <Say language=\"en-US\">For English, press 2.</Say></Gather>\
                <Redirect>/voice</Redirect>";
    let menu = "<Say>A person, please wait.</Say><Dial action=\"/after\" timeout=\"20\">+97317000001</Dial>";
    let after = "<Record action=\"/done\" maxLength=\"60\" finishOnKey=\"#\"/>";
    ScriptedServer::new([
        ("/voice", Reply::xml(gate)),
        ("/menu", Reply::xml(menu)),
        ("/after", Reply::xml(after)),
        ("/done", Reply::xml("<Say>Thank you.</Say><Hangup/>")),
    ])
    .await
}

async fn play(server: &ScriptedServer, options: Options, lines: &str) -> (Summary, String) {
    let mut output = Vec::new();
    let input = Input::Lines(lines.as_bytes());
    let summary = run(&mut server.call(), options, input, &mut output)
        .await
        .unwrap();
    (summary, String::from_utf8(output).unwrap())
}

fn keys(keys: &str) -> Options {
    Options {
        keys: Some(list(keys).unwrap()),
        play: None,
    }
}

#[tokio::test]
async fn a_whole_call_reads_like_this() {
    let (summary, screen) = play(&menu().await, keys("-,2,busy,speak"), "").await;
    let expected = "\
ar-AE  \u{2068}للعربية، اضغط ١.\u{2069}
en-US  For English, press 2.
…      a key, 8 s
→      silence
ar-AE  \u{2068}للعربية، اضغط ١.\u{2069}
en-US  For English, press 2.
…      a key, 8 s
→      2
say    A person, please wait.
…      calling +97317000001 for 20 s
→      busy
beep
…      recording 60 s at most, finished with #
→      speak
say    Thank you.
The menu hung up. 5 documents, 27 s, nothing wrong.
";
    assert_eq!(screen, expected);
    assert_eq!(summary.ended, Ended::MenuHungUp);
    assert!(summary.is_good());
}

#[tokio::test]
async fn lines_are_keys_too_and_their_end_hangs_up() {
    let (summary, screen) = play(&menu().await, Options::default(), "2\nbusy\n").await;
    assert!(screen.contains("no more lines: hanging up"));
    assert_eq!(summary.ended, Ended::CallerHungUp);
    assert!(summary.is_good());
}

#[tokio::test]
async fn when_the_keys_are_used_up_the_call_is_hung_up_and_says_so() {
    let (summary, screen) = play(&menu().await, keys("2"), "busy\n").await;
    assert!(
        screen.contains("no more keys are given: hanging up"),
        "{screen}"
    );
    assert_eq!((summary.ended, summary.turns), (Ended::CallerHungUp, 2));
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_counts_against_the_call() {
    let (summary, screen) = play(&menu().await, Options::default(), "x\nbusy\n2\n5\nh\n").await;
    assert!(
        screen.contains("“x” is nothing that a caller can do"),
        "{screen}"
    );
    assert!(screen.contains("nobody is being called"), "{screen}");
    assert!(
        screen.contains("nobody hears keys while a number is called"),
        "{screen}"
    );
    assert!(!summary.is_good());
}

#[tokio::test]
async fn faults_are_printed_and_counted() {
    let server = ScriptedServer::new([("/voice", Reply::xml("<Say lang=\"ar\">a</Say>"))]).await;
    let (summary, screen) = play(&server, keys("1"), "").await;
    let fault = format!(
        "!      {}, line 1, column 11: <Say> has no attribute lang",
        server.at("/voice")
    );
    assert!(screen.starts_with(&fault), "{screen}");
    assert!(
        screen.ends_with("the provider's apology. 1 document, 0 s, 1 thing wrong.\n"),
        "{screen}"
    );
    assert!(!summary.is_good());
}

#[tokio::test]
async fn recordings_are_handed_to_the_command_that_plays_them() {
    let file = wav(8000, 1, 2);
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Play>/audio/a.wav</Play>")),
        ("/audio/a.wav", Reply::raw("audio/wav", file.clone())),
    ])
    .await;
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard");
    let command = format!("cp {{file}} {}", heard.display());
    let options = Options {
        play: Some(command),
        ..keys("1")
    };
    let (summary, screen) = play(&server, options, "").await;
    assert!(
        screen.starts_with("play   /audio/a.wav  2.0 s  32 KiB\n"),
        "{screen}"
    );
    assert_eq!(std::fs::read(heard).unwrap(), file);
    assert!(summary.is_good());

    let options = Options {
        play: Some("false".into()),
        ..keys("1")
    };
    let (_, screen) = play(&server, options, "").await;
    assert!(
        screen.contains("the command that plays recordings failed"),
        "{screen}"
    );
}
