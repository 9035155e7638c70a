//! A live call: keys and words typed at a terminal.

use super::sandbox::Sandbox;
use super::terminal::Terminal;

#[test]
fn words_are_seen_while_they_are_typed_and_said_once() {
    let sandbox = Sandbox::new();
    let (mut terminal, theirs) = Terminal::new();
    let mut command = sandbox.command(&["call"]);
    let mut child = command.stdin(theirs.try_clone().unwrap()).stdout(theirs).spawn().unwrap();
    drop(command);

    terminal.until("h to hang up)\r\n");
    terminal.type_keys("2");
    terminal.until("→      2\r\n");
    terminal.until("\"words\"");
    terminal.until("h to hang up)\r\n");

    terminal.type_keys("\"wall permitx");
    let typed = terminal.until("x");
    assert_eq!(typed, "→      \"wall permitx");
    terminal.type_keys("\u{7f}\n");
    let heard = terminal.until("h to hang up)\r\n");
    assert!(heard.starts_with("\u{8} \u{8}\"\r\nen-GB  Wall permit."), "{heard}");

    terminal.type_keys("h");
    terminal.until("nothing wrong.\r\n");
    assert!(child.wait().unwrap().success());
}
