//! Operators at the command line: added, listed, invited and ended.

use jiff::SignedDuration;
use serde_json::Value;
use sila::keys::OperatorKey;
use sila::operate::operators::{self, Acceptance, Attempt, Randomness, SignIns};

use super::editions::{store, told, with_a_store};
use super::sandbox::{Sandbox, assert_transcript};
use crate::one_time_codes::one_time_code;

/// A transcript without the token, which is another each time.
fn seen(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let told = told(sandbox, &[&["operators"], arguments].concat());
    let words: Vec<_> = told.split("/invitation#").collect();
    let scrubbed = words.iter().enumerate().map(|(at, part)| match at {
        0 => (*part).to_owned(),
        _ => format!("/invitation#TOKEN{}", &part[43..]),
    });
    scrubbed.collect()
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.run(arguments);
    assert!(run.status.success(), "{run:?}");
    serde_json::from_slice(&run.stdout).unwrap()
}

const ADD: [&str; 6] = ["add", "huda", "--name", "هدى", "--role", "administrator,publisher"];

#[tokio::test]
async fn operators_are_added_listed_invited_and_ended() {
    let sandbox = Sandbox::new();
    let mut all = vec![seen(&sandbox, &ADD)];
    let sandbox = with_a_store().await;
    sandbox.configure("public_url = 'https://hotline.example.bh/sila'\n");
    let limited = ["--role", "editor", "--role", "reader", "--sector", "1", "--sector", "3"];
    for arguments in [
        &["list"][..],
        &ADD,
        &ADD,
        &["add", "هدى", "--name", "Huda", "--role", "reader"],
        &["add", "sami", "--name", "Sami", "--role", "king"],
        &["add", "sami", "--name", "Sami", "--role", "publisher", "--sector", "1"],
        &[&["add", "Sami", "--name", "Sami"], &limited[..]].concat(),
        &["list"],
        &["show", "sami"],
        &["show", "noor"],
        &["roles", "sami", "--role", "answerer", "--author", "Noor", "--reason", "moved"],
        &["roles", "huda", "--role", "publisher"],
        &["invite", "sami", "--author", "Noor"],
        &["sessions"],
        &["sessions", "noor"],
        &["end-sessions", "sami"],
        &["end", "huda"],
        &["end", "sami", "--reason", "left"],
        &["invite", "sami"],
        &["list"],
    ] {
        all.push(seen(&sandbox, arguments));
    }
    sandbox.configure("");
    all.push(seen(&sandbox, &["invite", "huda"]));
    assert_transcript!("operators", all.join("\n"));
    let acts = json(&sandbox, &["audit", "--json", "--author", "Noor"]);
    let acts: Vec<_> = acts.as_array().unwrap().iter().map(|act| act["act"].clone()).collect();
    assert_eq!(acts, ["operator-invited", "operator-roles-changed"]);
}

#[tokio::test]
async fn the_commands_explain_themselves() {
    let sandbox = Sandbox::new();
    let all = ["", "add", "list", "show", "roles", "invite", "end", "sessions", "end-sessions"];
    let all = all.map(|verb| {
        let words = ["operators", verb, "--help"];
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
        sandbox.transcript(&words)
    });
    assert_transcript!("operators_help", all.join("\n"));
}

#[tokio::test]
async fn operators_and_their_sessions_are_listed_for_machines() {
    let sandbox = with_a_store().await;
    let added = json(&sandbox, &[&["operators"], &ADD[..], &["--json"]].concat());
    let link = added["invitation"].as_str().unwrap();
    let (address, token) = link.split_once('#').unwrap();
    assert!(address.starts_with("http://127.0.0.1"), "{address}");
    assert!(address.ends_with("/console/invitation"), "{address}");
    assert_eq!(added["is_local"], true);
    let listed = json(&sandbox, &["operators", "list", "--json"]);
    assert_eq!(listed[0]["roles"][0]["role"], "publisher");
    assert_eq!(listed[0]["has_password"], false);
    assert!(!listed.to_string().contains(token), "it is kept nowhere");

    // As the console does it.
    let database = store(&sandbox).await;
    let server_key = Some("A".repeat(44).into());
    let server_key = OperatorKey::configured_or_kept_in(server_key.as_ref(), "".into(), [0; 32]);
    let sign_ins = SignIns::new(server_key.unwrap());
    let now = sila::clock::system()();
    let invited = operators::invited(&database, &sign_ins, token, now).await.unwrap().unwrap();
    let code = |now| one_time_code(&invited.second_factor, now);
    let password = "a calm evening by the sea".into();
    let acceptance = Acceptance { token, password: &password, code: &code(now), browser: None };
    let random = Randomness::new([3; 32]);
    operators::accept(&database, &sign_ins, acceptance, &random, now).await.unwrap();
    let attempt = Attempt {
        login: "huda",
        password: &password,
        code: &code(now + SignedDuration::from_secs(30)),
        network: "192.0.2.1".parse().unwrap(),
        browser: None,
        client: "Firefox",
    };
    sign_ins.sign_in(&database, &attempt, &random, now).await.unwrap();
    database.close().await;
    let sessions = json(&sandbox, &["operators", "sessions", "--json"]);
    assert_eq!(sessions[0]["login"], "huda");
    assert_eq!(sessions[0]["client"], "Firefox");
    assert_eq!(
        told(&sandbox, &["operators", "end-sessions", "huda"]).lines().nth(1),
        Some("1 session ended.")
    );
    let sessions = json(&sandbox, &["operators", "sessions", "huda", "--json"]);
    assert_eq!(sessions, serde_json::json!([]));
    let shown = json(&sandbox, &["operators", "show", "huda", "--json"]);
    assert_eq!(shown["recovery_codes"], 10);
    let failed = json(&sandbox, &["audit", "--json", "--act", "signed-in"]);
    assert_eq!((&failed[0]["via"], &failed[0]["author"]), (&"console".into(), &"huda".into()));
}
