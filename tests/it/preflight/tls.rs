//! Connections that do not come about, in plain words.

use std::process::Stdio;

use sila::preflight::Outcome;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use super::{load, look, named};

/// The failure found of a public URL, and its remedy.
async fn said(public: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = camino::Utf8Path::from_path(folder.path()).unwrap().join("sila.toml");
    let text =
        format!("public_url = '{public}'\n[[line]]\nname = 'main'\nauth.auth_token_env = 'T'\n");
    let config = load(&file, &text, [("T".to_owned(), "12345".to_owned())]);
    let report = look(&config).await;
    let found = named(&report, "public url")[0];
    assert_eq!(found.outcome, Outcome::Failed);
    format!("{} | {}", found.detail, found.remedy.as_deref().unwrap())
}

#[tokio::test]
async fn an_address_where_nothing_listens_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", taken.local_addr().unwrap());
    drop(taken);
    let said = said(&url).await;
    assert!(said.contains("nothing listens at this address"), "{said}");
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_told() {
    // RFC 2606 keeps `.invalid` from ever being a name.
    let said = said("https://hotline.invalid").await;
    assert!(said.contains("the host's name does not resolve"), "{said}");
}

#[tokio::test]
async fn a_server_without_tls_under_https_is_told() {
    let plain = crate::test_server::TestServer::open().await;
    let said = said(&format!("https://{}", plain.running.address)).await;
    assert!(said.contains("what answers there does not speak TLS"), "{said}");
}

#[tokio::test]
async fn a_certificate_that_somebody_gave_themselves_is_told() {
    for constraints in ["CA:FALSE", "CA:TRUE"] {
        let (_server, _folder, port) = self_signed(constraints).await;
        let said = said(&format!("https://127.0.0.1:{port}")).await;
        assert!(
            said.contains("is not from an authority that is known here"),
            "{constraints}: {said}"
        );
    }
}

/// A TLS server whose certificate nobody signed but itself; it ends when it is dropped.
async fn self_signed(constraints: &str) -> (Child, TempDir, u16) {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", &format!("basicConstraints=critical,{constraints}")])
        .args(["-keyout", "key.pem", "-out", "certificate.pem"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .output()
        .await
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut server = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", "-www"])
        .args(["-cert", "certificate.pem", "-key", "key.pem"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let port = loop {
        let line = lines.next_line().await.unwrap().unwrap();
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            break address.rsplit(':').next().unwrap().trim().parse().unwrap();
        }
    };
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (server, folder, port)
}
