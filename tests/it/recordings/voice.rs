//! An outside program that speaks.

use std::time::Duration;

use sila::recordings::{Voice, VoiceError};

use super::prompt;

/// The words that a command is given for a prompt in English with this text, a line each.
async fn words(command: &str, text: &str) -> String {
    let command = format!("printf '%s\\n' {command}");
    let voice = Voice::parse(&command, Duration::from_mins(1)).unwrap();
    String::from_utf8(voice.speak(&prompt("114.fee", "en", text)).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_command_is_words_and_not_a_shell_line() {
    let given = words("-v 'a b' \"{text}\" | rm $HOME ; x\\ y", "Thirty.").await;
    assert_eq!(given, "-v\na b\nThirty.\n|\nrm\n$HOME\n;\nx y\n");
}

#[test]
fn what_is_no_command_is_refused() {
    let parse = |command| Voice::parse(command, Duration::from_mins(1));
    assert_eq!(parse("  "), Err(VoiceError::Empty));
    assert_eq!(parse("say 'hello"), Err(VoiceError::OpenQuote));
}

#[tokio::test]
async fn placeholders_are_filled_once() {
    let text = "{language} {x} {text} {";
    assert_eq!(words("{text}", text).await, format!("{text}\n"));
    assert_eq!(words("--lang={language},{text}{", "a").await, "--lang=en,a{\n");
}

#[tokio::test]
async fn a_text_is_never_an_option() {
    assert_eq!(words("{text} --text={text}", "--help").await, " --help\n--text=--help\n");
}
