//! `sila preflight`: a deployment that is fit, and one that is not.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use super::sandbox::{Sandbox, assert_transcript};

/// A folder with the configuration of a deployment, and the address of its server.
fn deployment(more: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    configure(&sandbox, &address, &format!("http://{address}"), more);
    fs::write(sandbox.path("token"), "0123456789abcdef0123456789abcdef\n").unwrap();
    fs::set_permissions(sandbox.path("token"), Permissions::from_mode(0o600)).unwrap();
    (sandbox, address)
}

fn configure(sandbox: &Sandbox, listen: &str, public: &str, more: &str) {
    let text = format!(
        "listen = '{listen}'\npublic_url = '{public}'\nmenus = 'menus'\n\
         [[line]]\nname = 'main'\nauth.auth_token_file = 'token'\n{more}"
    );
    fs::write(sandbox.path("sila.toml"), text).unwrap();
}

/// Without what is different in each run.
fn steady(transcript: &str, address: &str) -> String {
    let transcript = transcript.replace(address, "ADDRESS");
    let lines = transcript.split_inclusive('\n').map(|line| {
        let line = match line.split_once(" free at ") {
            Some((room, at)) => {
                let (finding, _) = room.split_once(" - ").unwrap();
                format!("{finding} - ROOM free at {at}")
            }
            None => line.to_owned(),
        };
        let Some((before, _)) = line.split_once(" ms") else {
            return line;
        };
        let number = before.rsplit(' ').next().unwrap().to_owned();
        line.replacen(&format!("{number} ms"), "N ms", 1)
    });
    lines.collect()
}

#[test]
fn a_deployment_is_told_to_be_fit_or_what_to_mend() {
    let (sandbox, address) = deployment("");
    let server = sandbox.serve();
    let fit = sandbox.transcript(&["preflight"]);
    let json = sandbox.run(&["preflight", "--json", "--line", "main"]);
    assert!(json.status.success());
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["passed"], true);
    assert_eq!(json["findings"][0]["name"], "configuration");
    assert_eq!(json["findings"][0]["outcome"], "ok");

    fs::set_permissions(sandbox.path("token"), Permissions::from_mode(0o644)).unwrap();
    fs::write(sandbox.path("token"), "another token\n").unwrap();
    let unfit = sandbox.transcript(&["preflight"]);
    let no_line = sandbox.transcript(&["preflight", "--line", "nowhere"]);
    drop(server);
    let away = sandbox.transcript(&["preflight"]);
    let all = [fit, unfit, no_line, away].join("\n");
    assert_transcript!("preflight", steady(&all, &address));
}

#[test]
fn a_configuration_that_cannot_be_used_is_a_finding() {
    let (sandbox, _) = deployment("unsigned = true\n");
    let text = sandbox.transcript(&["preflight"]);
    let json = sandbox.transcript(&["preflight", "--json"]);
    assert_transcript!("preflight_configuration", [text, json].join("\n"));
}
