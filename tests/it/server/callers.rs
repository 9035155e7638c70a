//! Records of callers: a hash that shows that two calls came from one number, and never the number.

use camino::Utf8Path;
use sila::keys::CallerKey;
use sila::store::sqlite::SqliteOptions;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::database;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

/// The hash that is kept with each call, in the order of their ids.
async fn callers(database: &Utf8Path) -> Vec<(String, Option<String>)> {
    let mut file = SqliteConnection::connect(database.as_str()).await.unwrap();
    let callers = sqlx::query_as("SELECT call, caller FROM call ORDER BY call")
        .fetch_all(&mut file)
        .await
        .unwrap();
    file.close().await.unwrap();
    callers
}

/// Asserts that no file in the folder has anything of a number, and says how many files there are.
fn is_without_digits(folder: &Utf8Path) -> usize {
    let files = folder.read_dir_utf8().unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_type().unwrap().is_file());
    files
        .map(|file| {
            // The database's log may go while we look.
            let bytes = std::fs::read(file.path()).unwrap_or_default();
            for digits in ["17000000", "36123456"] {
                let found = bytes.windows(digits.len()).any(|window| window == digits.as_bytes());
                assert!(!found, "{digits} in {}", file.path());
            }
        })
        .count()
}

async fn call_from(server: &TestServer, number: u32, from: &str) {
    let mut settings = server.telephone();
    from.clone_into(&mut settings.from);
    let mut call = Phone::new(settings).unwrap().call(call_id(number), jiff::Timestamp::UNIX_EPOCH);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    call.hang_up().await.unwrap();
}

#[tokio::test]
async fn a_call_leaves_the_hash_of_its_number_and_not_the_number() {
    let server = TestServer::open().await;
    let from = [
        (1, "+97317000000"),
        (2, "+97336123456"),
        (3, "+97317000000"),
        (4, "anonymous"),
        (5, "sip:+97317000000@pbx.example.bh"),
    ];
    for (number, from) in from {
        call_from(&server, number, from).await;
    }
    let folder = server.folder();
    let database = folder.join("sila.db");
    let kept = callers(&database).await;
    // With the database's log as well, which is gone when the server is.
    assert!(is_without_digits(&folder) >= 6);
    let (running, _folder) = server.apart();
    running.stop().await;

    let key = CallerKey::configured_or_already_in(None, &folder).unwrap();
    let hash = |number| Some(key.hash(number));
    let expected = [hash("+97317000000"), hash("+97336123456"), hash("+97317000000"), None, None];
    let expected: Vec<_> = (1..).map(call_id).zip(expected).collect();
    assert_eq!(kept, expected);

    assert!(is_without_digits(&folder) >= 4, "the keys, the configuration and the database");

    let store = database::in_file(&database, &SqliteOptions::default()).await.unwrap();
    let forgotten = store
        .forget(&expected[0].1.clone().unwrap(), crate::store::by("Huda", jiff::Timestamp::MAX))
        .await;
    assert_eq!(forgotten.unwrap().calls, 2);
    store.close().await;
    let left: Vec<_> = callers(&database).await.into_iter().map(|(call, _)| call).collect();
    assert_eq!(left, [call_id(2), call_id(4), call_id(5)]);
}
