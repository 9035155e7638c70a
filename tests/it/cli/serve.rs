//! `sila serve`: it starts, it says why it can't, and it ends when it is told to.

use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use super::sandbox::{Sandbox, assert_transcript};
use super::terminal::Terminal;

#[test]
fn a_configuration_that_cannot_be_used_is_explained() {
    let sandbox = Sandbox::new();
    let mut transcripts = Vec::new();
    for more in [
        "listn = '127.0.0.1:8080'\n",
        "log_level = 'warning'\n",
        "log_level = 'very=loud=indeed'\n",
        "[[line]]\nname = 'main'\n",
        "[[line]]\nname = 'main'\nauth.auth_token_env = 'NO_TOKEN'\n",
        "[[line]]\nname = 'main'\ndialect = 'morse'\nunsigned = true\n",
        "[[line]]\nname = 'main'\nunsigned = true\nlanguages = ['ar', 'ur']\n",
        "[[line]]\nname = 'main'\nunsigned = true\nlanguages = ['ar', 'ar']\n",
    ] {
        sandbox.configure(more);
        transcripts.push(format!("{more}{}", sandbox.transcript(&["serve"])));
    }
    transcripts.push(sandbox.transcript(&["serve", "--config", "nowhere.toml"]));
    assert_transcript!("serve_configuration", transcripts.join("\n"));
}

#[test]
fn menus_that_cannot_be_used_are_explained() {
    let sandbox = Sandbox::new();
    sandbox.break_menus("digits-in-text");
    let broken = sandbox.transcript(&["serve"]);
    std::fs::remove_dir_all(sandbox.path("menus")).unwrap();
    let gone = sandbox.transcript(&["serve"]);
    assert_transcript!("serve_menus", format!("{broken}\n{gone}"));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let run = sandbox.command(&["serve"]).env("SILA_LISTEN", &address).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = sandbox.scrubbed(&run.stderr).replace(&address, "ADDRESS");
    assert_transcript!("serve_taken_port", said);
}

#[test]
fn a_terminated_server_ends_well() {
    for signal in ["TERM", "INT"] {
        let sandbox = Sandbox::new();
        let (code, said) = sandbox.serve().end_by(signal);
        assert_eq!(code, Some(0), "{said}");
        let address = said.split_once("listening on ").unwrap().1;
        let address = address.split(' ').next().unwrap();
        let said = sandbox.scrubbed(said.replace(address, "ADDRESS").as_bytes());
        assert_transcript!("serve_until_told_to_stop", said);
    }
}

#[test]
fn the_log_is_in_colour_on_a_terminal_unless_the_operator_wants_none() {
    for (no_color, is_coloured) in [("", true), ("1", false)] {
        let sandbox = Sandbox::new();
        let (mut terminal, theirs) = Terminal::new();
        let mut command = sandbox.command(&["serve"]);
        command.env("NO_COLOR", no_color).stdout(Stdio::null()).stderr(theirs);
        let mut server = command.spawn().unwrap();
        let said = terminal.until("the provider calls");
        server.kill().unwrap();
        server.wait().unwrap();
        assert_eq!(said.contains('\u{1b}'), is_coloured, "{said}");
    }
}

#[test]
fn a_server_says_where_its_store_or_its_key_is_new() {
    let sandbox = Sandbox::new();
    let data = sandbox.path("sila-data");
    let said = || sandbox.serve().end_by("TERM").1;
    let remove = |begin: &str| {
        for file in data.read_dir_utf8().unwrap().map(Result::unwrap) {
            if file.file_name().starts_with(begin) {
                fs::remove_file(file.path()).unwrap();
            }
        }
    };
    let warnings =
        ["everything is new here", "the key of callers' numbers is new", "the store is new"];
    let expect = |said: &str, expected: Option<usize>| {
        for (number, warning) in warnings.iter().enumerate() {
            assert_eq!(said.contains(warning), expected == Some(number), "{warning}: {said}");
        }
    };
    expect(&said(), Some(0));
    expect(&said(), None);
    remove("caller.key");
    expect(&said(), Some(1));
    remove("sila.db");
    expect(&said(), Some(2));
    fs::remove_dir_all(&data).unwrap();
    expect(&said(), Some(0));
}
