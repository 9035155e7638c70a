//! `sila audit`: the changes and the refusals.

use rustix::process::getuid;

use super::desk::{REFERENCE, question, with};
use super::editions::{publish, told, with_a_store};
use super::sandbox::{Sandbox, assert_transcript, without_times};

fn audit(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let mut told = without_times(&sandbox.transcript(&[&["audit"], arguments].concat()));
    told = told.replace(&format!("uid {}", getuid().as_raw()), "uid UID");
    // The columns are as wide as the number of whoever runs this.
    while told.contains("   ") {
        told = told.replace("   ", "  ");
    }
    told
}

#[tokio::test]
async fn changes_and_refusals_are_listed_newest_first() {
    let sandbox = with_a_store().await;
    let mut seen = vec![audit(&sandbox, &["--author", "Huda"])];
    publish(&sandbox, &["The first menus"]);
    told(&sandbox, &["rollback", "1", "--author", "Sami", "--reason", "wrong fee"]);
    told(&sandbox, &["notices", "end", "7"]);
    seen.push(audit(&sandbox, &[]));
    seen.push(audit(&sandbox, &["--author", "Sami", "--since", "2026-01-01 00:00"]));
    seen.push(audit(&sandbox, &["--act", "notice-ended,rolled-back", "--limit", "1"]));
    seen.push(audit(&sandbox, &["--since", "soon"]));
    assert_transcript!("audit", seen.join("\n"));
}

#[tokio::test]
async fn what_was_done_about_a_caller_is_listed_for_machines() {
    let sandbox = with(&[question("CA1", REFERENCE, 0)]).await;
    told(&sandbox, &["inquiries", "show", REFERENCE, "--reason", "to call back"]);
    told(&sandbox, &["inquiries", "assign", REFERENCE, "Ali", "--author", "Huda"]);
    let listed = sandbox.run(&["audit", "--json"]).stdout;
    let acts: Vec<serde_json::Value> = serde_json::from_slice(&listed).unwrap();
    let field = |act: usize, name: &str| acts[act][name].clone();
    assert_eq!(acts.len(), 2, "{acts:?}");
    assert_eq!(field(0, "act"), "inquiry-assigned");
    assert_eq!(field(0, "detail"), serde_json::json!({ "to": "Ali" }));
    assert_eq!(field(0, "author"), "Huda");
    assert_eq!(field(0, "uid"), getuid().as_raw());
    assert_eq!(field(1, "act"), "number-shown");
    assert_eq!(field(1, "reason"), "to call back");
    assert_eq!(field(1, "author"), "operator");
    assert_eq!(field(1, "via"), "cli");
    assert_eq!(field(1, "id"), format!("{REFERENCE}/1"));
}
