//! The provider's own Python library signs whole calls, and the server's answers satisfy it.

use std::process::Stdio;

use serde_json::{Value as Json, json};
use sila::dialogue::{CallStatus, EventKind};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::oracles::{folder, script};
use crate::outages::binary::Site;

/// A line whose token is being changed, one with a token, and one with a shared key.
const LINES: &str = "
    [[line]]
    name = 'main'
    auth.auth_token_env = ['NEW', 'OLD']
    [[line]]
    name = 'other'
    auth.auth_token_env = 'OTHER'
    [[line]]
    name = 'keyed'
    auth.shared_key_id = 'SK00000000000000000000000000000001'
    auth.shared_key_env = 'SHARED'
";

/// Calls every line at the public address, by the provider's library.
async fn call(public: &str) -> (Site, Json) {
    let secrets = [
        ("NEW", "the new token"),
        ("OLD", "the old token"),
        ("OTHER", "another line's token"),
        ("SHARED", "the shared key"),
    ];
    let site = Site::new(&format!("public_url = '{public}'\n{LINES}"), &secrets);
    let public = public.replace("{port}", &site.address.port().to_string());
    let setting = json!({
        "public": public.trim_end_matches('/'),
        "local": format!("http://{}", site.address),
        "token_lines": [
            {
                "line": "main",
                "tokens": ["the new token", "the old token"],
                "foreign": "another line's token",
            },
            { "line": "other", "tokens": ["another line's token"], "foreign": "the new token" },
        ],
        "key_line": {
            "line": "keyed",
            "id": "SK00000000000000000000000000000001",
            "secret": "the shared key",
        },
    });
    let server = site.start().await;
    let mut provider = Command::new(folder().join("venv/bin/python"))
        .arg(script("provider.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = provider.stdin.take().unwrap();
    stdin.write_all(setting.to_string().as_bytes()).await.unwrap();
    drop(stdin);
    let output = provider.wait_with_output().await.unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    server.kill().await;
    (site, serde_json::from_slice(&output.stdout).unwrap())
}

async fn assert_all_went_well(public: &str) {
    let (site, counts) = call(public).await;
    // By POST and GET, in two languages: twice with each of three tokens, and once with the key.
    assert_eq!(counts["calls"], 28);
    // The first document, eight keys and the notice.
    assert_eq!(counts["documents"], 28 * 10);
    // Each call of the last of each token is forged, at three addresses: in 8 ways by GET, and 5 more by POST.
    assert_eq!(counts["refused"], 4 * 3 * 3 * (8 + 13) + 4);
    let store = site.store().await;
    let last = counts["last"].as_str().unwrap();
    let way = store.call_events(last).await.unwrap();
    let places: Vec<_> = way.iter().filter_map(|record| Some(record.place?.to_string())).collect();
    assert!(places.iter().any(|place| place == "section.114.documents"), "{places:?}");
    let ends = way.iter().flat_map(|record| &record.events).filter_map(|event| match event.kind {
        EventKind::StatusReported { status: CallStatus::Completed, seconds } => Some(seconds),
        _ => None,
    });
    assert_eq!(ends.collect::<Vec<_>>(), [Some(61)]);
    let forged = store.call_events("CA00000000000000000000000000009999").await.unwrap();
    assert_eq!(forged, []);
}

#[tokio::test]
async fn the_providers_library_leads_calls_at_an_address_with_a_port() {
    assert_all_went_well("http://127.0.0.1:{port}").await;
}

#[tokio::test]
async fn the_providers_library_leads_calls_through_a_proxy_that_ends_tls_and_cuts_a_path_off() {
    assert_all_went_well("https://hotline.example.bh/sila/voice-menu/").await;
}

#[tokio::test]
async fn the_providers_library_leads_calls_through_a_proxy_at_a_port_of_its_own() {
    assert_all_went_well("https://hotline.example.bh:8443").await;
}
