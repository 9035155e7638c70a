//! Records of callers: a hash that shows that two calls came from one number, and never the number.

use camino::Utf8Path;
use sila::config::Config;
use sila::dialects::PhoneNumber;
use sila::keys::CallerKey;
use sila::store::sqlite::SqliteOptions;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::calls::play::small_menus;
use crate::database;
use crate::providers::twilio::heard::Waiting;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

/// The hashes of +97317000000 and +97336123456 under the key that a test's server makes for itself, calculated with
/// other programs.
const HASHES: [&str; 2] = ["41bf16ad3d7effc8e405a05822d2d272", "73eeeac0de62fb5fab0196d9ebb53597"];

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

/// What stands in a file or in the files of a folder, each after its name.
fn contents(path: &Utf8Path) -> Vec<u8> {
    if path.is_dir() {
        let entries = path.read_dir_utf8().unwrap().map(Result::unwrap);
        return entries.flat_map(|entry| contents(entry.path())).collect();
    }
    let name = path.file_name().unwrap();
    let bytes = match std::fs::read(path) {
        // The database's log may go while we look.
        Err(_) if name.starts_with("sila.db-") => Vec::new(),
        read => read.unwrap(),
    };
    [name.as_bytes(), &bytes].concat()
}

/// Asserts that nothing in the folder has anything of a number, and that what is kept of a call is found in it.
fn assert_without_digits(folder: &Utf8Path) {
    let bytes = contents(folder);
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has(&call_id(1)) && has(HASHES[0]) && has("caller.key"), "{folder}");
    for digits in ["17000000", "36123456"] {
        assert!(!has(digits), "{digits} in {folder}");
    }
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
async fn what_callers_say_of_themselves_is_not_kept() {
    let server = TestServer::with(|config| config.lines[0].abilities.listens = true).await;
    let numbers = ["my c p r is 900412345", "my c p r is nine zero zero four one", "رقمي ٣٦١٢٣٤٥٦"];
    let asked = "the pizza place please";
    let said = numbers.iter().chain([&asked, &"my name is Zahra Yusuf"]);
    for (number, said) in (0..).zip(said) {
        // Two callers say everything but the name.
        let callers = if said.contains("name") { 1 } else { 2 };
        for caller in 0..callers {
            let mut call = server.call(10 * number + caller);
            call.start().await.unwrap();
            call.press("2").await.unwrap();
            call.speak(said, 90).await.unwrap();
            call.hang_up().await.unwrap();
        }
    }
    let store = server.database().await;
    let kept = store.unheard(jiff::Timestamp::MIN, 10).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|words| (words.said.as_str(), words.times)).collect();
    assert_eq!(kept, [(asked, 2)]);
    store.close().await;
    let bytes = contents(&server.folder());
    for said in ["900412345", "zero zero four", "٣٦١٢٣٤٥٦", "Zahra", "zahra"] {
        let is_there = bytes.windows(said.len()).any(|window| window == said.as_bytes());
        assert!(!is_there, "{said}");
    }
}

/// The number that the person sees to whom a caller from here is put through.
async fn shown_to_the_person(server: &TestServer, from: &str) -> Option<String> {
    let mut settings = server.telephone();
    from.clone_into(&mut settings.from);
    settings.verified = vec!["+97317111111".to_owned()];
    let mut call = Phone::new(settings).unwrap().call(call_id(1), jiff::Timestamp::UNIX_EPOCH);
    call.start().await.unwrap();
    call.press("1").await.unwrap();
    let heard = call.press("0").await.unwrap();
    assert_eq!(call.faults(), [], "{from}");
    let Waiting::Dial { caller_id, .. } = heard.waiting else { panic!("{from}: {heard:?}") };
    caller_id
}

#[tokio::test]
async fn a_caller_without_a_number_is_shown_as_the_number_that_was_called() {
    let menus = |config: &mut Config| config.menus = Some(small_menus());
    let server = TestServer::with(menus).await;
    assert_eq!(shown_to_the_person(&server, "+97317000000").await, None);
    let without = ["client:alice", "sip:alice@pbx.example.bh", "anonymous", "+266696687"];
    for from in without {
        let shown = shown_to_the_person(&server, from).await;
        assert_eq!(shown.as_deref(), Some("+97380000000"), "{from}");
    }
    // What the line is to be shown as counts for everybody.
    let server = TestServer::with(|config| {
        menus(config);
        config.lines[0].caller_id = PhoneNumber::parse("+97317111111");
    })
    .await;
    for from in without.into_iter().chain(["+97317000000"]) {
        let shown = shown_to_the_person(&server, from).await;
        assert_eq!(shown.as_deref(), Some("+97317111111"), "{from}");
    }
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
    assert_without_digits(&folder);
    let (running, _folder) = server.apart();
    running.stop().await;

    let [one, other] = HASHES.map(|hash| Some(hash.to_owned()));
    let expected = [one.clone(), other, one, None, None];
    let expected: Vec<_> = (1..).map(call_id).zip(expected).collect();
    assert_eq!(kept, expected);
    let key = CallerKey::configured_or_already_in(None, &folder).unwrap();
    assert_eq!(key.hash("+97317000000"), HASHES[0], "as an operator finds the caller");
    assert_without_digits(&folder);

    let store = database::in_file(&database, &SqliteOptions::default()).await.unwrap();
    let forgotten = store.forget(HASHES[0], crate::store::by("Huda", jiff::Timestamp::MAX)).await;
    assert_eq!(forgotten.unwrap().calls, 2);
    store.close().await;
    let left: Vec<_> = callers(&database).await.into_iter().map(|(call, _)| call).collect();
    assert_eq!(left, [call_id(2), call_id(4), call_id(5)]);
}
