//! Completions, in the shells that they are for.

use std::fs;
use std::process::Command;

use super::sandbox::Sandbox;
use super::terminal::Terminal;
use crate::skipped::skip;

/// What is typed, and a word that it is completed to.
const TYPED: [(&str, &str); 3] =
    [("sila pub", "publish"), ("sila recordings im", "import"), ("sila publish --no", "--note")];

/// Completes what is typed, as readline has a function of bash do it.
const BASH: &str = r#"
set -u
source sila.bash
function=$(complete -p sila) && function=${function##*-F } && function=${function%% *}
COMP_WORDS=($1)
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
"$function" sila "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

/// A folder with a shell's completions in a file of this name; none where there is no such shell.
fn with_completions(shell: &str, file: &str) -> Option<Sandbox> {
    if Command::new(shell).arg("--version").output().is_err() {
        skip(&format!("completions in {shell}: it is not installed"));
        return None;
    }
    let sandbox = Sandbox::new();
    let script = sandbox.run(&["completions", shell]);
    assert!(script.status.success(), "{script:?}");
    fs::write(sandbox.path(file), script.stdout).unwrap();
    Some(sandbox)
}

/// A shell that knows of nothing but what is in the folder.
fn shell(sandbox: &Sandbox, name: &str) -> Command {
    let mut command = Command::new(name);
    let folder = sandbox.path("");
    command.current_dir(&folder).env_clear().envs([
        ("PATH", "/usr/bin:/bin"),
        ("HOME", folder.as_str()),
        ("TERM", "xterm"),
    ]);
    command
}

/// The words that a script in a shell offers for what is typed.
fn offered(command: &mut Command, script: &str, typed: &str) -> Vec<String> {
    let output = command.args(["-c", script, "bash", typed]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.is_empty(), "{typed}: {said}");
    let offered = String::from_utf8(output.stdout).unwrap();
    // fish says what each means.
    offered.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn bash_completes_commands_and_options() {
    let Some(sandbox) = with_completions("bash", "sila.bash") else { return };
    for (typed, word) in TYPED {
        let mut bash = shell(&sandbox, "bash");
        let offered = offered(bash.args(["--norc", "--noprofile"]), BASH, typed);
        assert_eq!(offered, [word], "{typed}");
    }
}

#[test]
fn fish_completes_commands_and_options() {
    let Some(sandbox) = with_completions("fish", "sila.fish") else { return };
    for (typed, word) in TYPED {
        let script = format!("source sila.fish; complete --do-complete '{typed}'");
        let offered = offered(shell(&sandbox, "fish").arg("--no-config"), &script, typed);
        assert_eq!(offered, [word], "{typed}");
    }
}

#[test]
fn zsh_completes_commands_and_options() {
    let Some(sandbox) = with_completions("zsh", "_sila") else { return };
    let (mut terminal, theirs) = Terminal::new();
    let mut zsh = shell(&sandbox, "zsh");
    zsh.args(["-f", "-i"])
        .stdin(theirs.try_clone().unwrap())
        .stdout(theirs.try_clone().unwrap())
        .stderr(theirs);
    let mut child = zsh.spawn().unwrap();
    drop(zsh);
    terminal.type_keys("fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; echo rea''dy\n");
    terminal.until("ready\r\n");
    for (typed, _) in TYPED {
        // What is completed becomes the text of a command that writes it down.
        terminal.type_keys(&format!("{typed}\t'\u{1}print -r -- '\u{5} >> completed\n"));
        terminal.until(">> completed");
    }
    terminal.type_keys("exit\n");
    child.wait().unwrap();
    let completed = fs::read_to_string(sandbox.path("completed")).unwrap();
    // An option waits for its value.
    let completed = completed.lines().map(|line| line.trim_end_matches([' ', '=']));
    let completed: Vec<_> = completed.collect();
    let expected = TYPED.map(|(typed, word)| {
        let (before, _) = typed.rsplit_once(' ').unwrap();
        format!("{before} {word}")
    });
    assert_eq!(completed, expected);
}
