//! Publishing, listing and rollback of editions, as the operator sees them.

use std::fs;

use camino::Utf8Path;
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location, PostgresUrl, StoreLock};
use sqlx::ConnectOptions as _;

use super::sandbox::{Sandbox, assert_transcript, without_times};
use crate::database;
use crate::test_server::TestServer;

const WALL: &str = "menus/1-town/1-permits/111-wall.toml";

/// A folder with a store that is still empty, as a server makes it when it starts.
pub async fn with_a_store() -> Sandbox {
    let sandbox = Sandbox::new();
    store(&sandbox).await.close().await;
    sandbox
}

/// The store of the folder.
pub async fn store(sandbox: &Sandbox) -> Database {
    let file = Location::File(sandbox.path("sila-data/sila.db"));
    let options = SqliteOptions::default();
    Database::open(&file, &options).await.unwrap()
}

/// Changes a file of the hotline.
fn edit(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let path = sandbox.path(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no “{from}”");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Publishes as somebody.
pub fn publish(sandbox: &Sandbox, more: &[&str]) -> String {
    let mut command = vec!["publish", "--note"];
    command.extend(more);
    if !more.contains(&"--author") {
        command.extend(["--author", "Huda"]);
    }
    told(sandbox, &command)
}

/// A transcript without what the clock showed.
pub fn told(sandbox: &Sandbox, arguments: &[&str]) -> String {
    without_times(&sandbox.transcript(arguments))
}

#[tokio::test]
async fn editions_are_published_compared_and_gone_back_to() {
    let sandbox = Sandbox::new();
    let mut seen = vec![told(&sandbox, &["editions"])];
    seen.push(publish(&sandbox, &["Without a store"]));
    assert!(!sandbox.path("sila-data").exists(), "nothing is made");
    store(&sandbox).await.close().await;
    seen.push(told(&sandbox, &["editions"]));
    seen.push(publish(&sandbox, &["The first menus"]));
    seen.push(publish(&sandbox, &["The same once more"]));
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    edit(&sandbox, WALL, "الرسم خمسة", "الرسم ستة");
    seen.push(told(&sandbox, &["diff", "menus"]));
    seen.push(publish(&sandbox, &["The fee for walls is six dinars"]));
    seen.push(told(&sandbox, &["editions"]));
    seen.push(told(&sandbox, &["rollback", "1", "--author", "Sami"]));
    seen.push(told(&sandbox, &["rollback", "1"]));
    seen.push(told(&sandbox, &["diff", "2"]));
    seen.push(told(&sandbox, &["diff", "1", "2", "--json"]));
    seen.push(told(&sandbox, &["export", "2", "exported"]));
    seen.push(told(&sandbox, &["diff", "2", "exported"]));
    seen.push(told(&sandbox, &["export", "2", "exported"]));
    fs::write(sandbox.path("file"), "").unwrap();
    seen.push(told(&sandbox, &["export", "2", "file"]));
    seen.push(told(&sandbox, &["editions"]));
    assert_transcript!("editions", seen.join("\n"));
}

#[tokio::test]
async fn an_edition_is_planned_and_taken_back() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let mut seen = vec![publish(&sandbox, &["For later", "--at", "2199-03-01 06:00"])];
    seen.push(publish(&sandbox, &["The same for later", "--at", "2199-03-02 06:00"]));
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    seen.push(publish(&sandbox, &["For now"]));
    seen.push(told(&sandbox, &["editions"]));
    seen.push(told(&sandbox, &["editions", "cancel", "2"]));
    seen.push(told(&sandbox, &["editions", "cancel", "2"]));
    seen.push(told(&sandbox, &["rollback", "2", "--author", ""]));
    seen.push(told(&sandbox, &["rollback", "2"]));
    seen.push(publish(&sandbox, &["Late", "--at", "2001-03-01 06:00"]));
    seen.push(publish(&sandbox, &["Never", "--at", "on Monday"]));
    assert_transcript!("editions_planned", seen.join("\n"));
}

#[tokio::test]
async fn who_was_not_first_is_told_what_changed() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    sandbox.transcript(&["export", "1", "other"]);
    edit(&sandbox, "other/1-town/2-roads/121-road-occupation.toml", "This licence", "That licence");
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let first = "--author Sami --note".split(' ');
    let first: Vec<_> = ["publish", "other"].into_iter().chain(first).chain(["Roads"]).collect();
    let mut seen = vec![told(&sandbox, &first)];
    seen.push(publish(&sandbox, &["Walls"]));
    seen.push(publish(&sandbox, &["Walls, and the roads as they were", "--base", "2"]));
    seen.push(told(&sandbox, &["rollback", "1", "--author", "Sami"]));
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    seen.push(publish(&sandbox, &["Seven dinars"]));
    fs::write(sandbox.path("menus/.sila-edition"), "44\n").unwrap();
    seen.push(publish(&sandbox, &["From another store"]));
    seen.push(publish(&sandbox, &["From nowhere", "--base", "45"]));
    seen.push(publish(&sandbox, &["Seven dinars", "--base", "1"]));
    assert_transcript!("editions_raced", seen.join("\n"));
}

#[tokio::test]
async fn what_can_not_be_published_is_not() {
    let sandbox = Sandbox::new();
    sandbox.configure("[[line]]\nname = 'main'\nunsigned = true\nlanguages = ['ar', 'fr']\n");
    store(&sandbox).await.close().await;
    let mut seen = vec![publish(&sandbox, &["A language too many"])];
    sandbox.configure("");
    seen.push(publish(&sandbox, &[""]));
    seen.push(publish(&sandbox, &["Two\nlines"]));
    seen.push(publish(&sandbox, &["A note", "--author", "\u{202e}adaM"]));
    sandbox.break_menus("missing-language");
    seen.push(publish(&sandbox, &["With a mistake"]));
    fs::remove_dir_all(sandbox.path("sila-data")).unwrap();
    seen.push(told(&sandbox, &["diff", "1", "2"]));
    seen.push(told(&sandbox, &["rollback", "7"]));
    seen.push(told(&sandbox, &["export", "7", "nowhere"]));
    assert_transcript!("editions_impossible", seen.join("\n"));
}

#[tokio::test]
async fn calls_in_progress_are_counted_by_edition() {
    let sandbox = Sandbox::new();
    sandbox.configure("database_url = 'sqlite:sila.db'\n");
    let now = sila::clock::system();
    let server = TestServer::with_clock(now, |config| {
        config.menus = Some(sandbox.path("menus"));
        config.database = sila::store::Location::File(sandbox.path("sila.db"));
    })
    .await;
    let mut calls = Vec::new();
    for number in 1..=3 {
        let mut call = server.call(number);
        call.start().await.unwrap();
        calls.push(call);
    }
    calls[0].hang_up().await.unwrap();
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let mut seen = vec![publish(&sandbox, &["Beside a running server"])];
    server.heard(sila::catalogue::EditionNumber::new(2)).await;
    let mut call = server.call(4);
    call.start().await.unwrap();
    seen.push(told(&sandbox, &["editions"]));
    server.running.stop().await;
    assert_transcript!("editions_with_calls", seen.join("\n"));
}

#[tokio::test]
async fn what_older_versions_took_as_notes_is_shown_without_harm() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let file = sandbox.path("sila-data/sila.db");
    let note = format!("\u{1b}[2J{}\nend", "x".repeat(70_000));
    change(&file, "UPDATE edition SET note = $1, author = char(27)", &note).await;
    let list = told(&sandbox, &["editions"]);
    let expected = format!("\u{fffd}   \u{fffd}[2J{}\u{fffd}end\n", "x".repeat(70_000));
    assert!(list.ends_with(&expected), "{}", &list[..400]);
}

#[tokio::test]
async fn two_that_are_planned_for_one_minute_are_heard_by_their_numbers() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let at = ["--at", "2199-03-01 06:00"];
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    publish(&sandbox, &[&["Six"][..], &at].concat());
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    let later = publish(&sandbox, &[&["Seven", "--base", "1"][..], &at].concat());
    assert!(later.contains("Edition 3 will be heard"), "{later}");
    assert!(!later.contains("Take care"), "it is the one that stays: {later}");
}

#[tokio::test]
async fn a_diff_is_told_also_where_calls_can_not_be_counted() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    let file = sandbox.path("sila-data/sila.db");
    change(&file, "ALTER TABLE turn RENAME TO turn_gone -- $1", "").await;
    let seen = [told(&sandbox, &["diff", "menus"]), told(&sandbox, &["diff", "menus", "--json"])];
    sandbox.break_menus("missing-language");
    let mistakes = told(&sandbox, &["diff", "1", "menus"]);
    assert!(!mistakes.contains("published"), "{mistakes}");
    assert_transcript!("diff_without_counts", seen.join("\n") + "\n" + &mistakes);
}

#[tokio::test]
async fn what_is_done_is_said_as_done_though_it_can_not_be_compared() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    let file = sandbox.path("sila-data/sila.db");
    change(&file, "UPDATE edition SET retired_at = 0 WHERE number = 1 -- $1", "").await;
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    fs::remove_file(sandbox.path("menus/.sila-edition")).unwrap();
    fs::create_dir(sandbox.path("menus/.sila-edition")).unwrap();
    let mut seen = vec![publish(&sandbox, &["Six dinars"])];
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    publish(&sandbox, &["Seven dinars"]);
    change(&file, "UPDATE edition SET retired_at = 0 WHERE number = 3 -- $1", "").await;
    seen.push(told(&sandbox, &["editions"]));
    seen.push(told(&sandbox, &["inquiries"]));
    seen.push(told(&sandbox, &["rollback", "2"]));
    assert_transcript!("editions_not_compared", seen.join("\n"));
}

#[tokio::test]
async fn nothing_is_changed_in_a_store_that_is_being_restored() {
    let sandbox = with_a_store().await;
    publish(&sandbox, &["The first menus"]);
    edit(&sandbox, WALL, "The fee is five", "The fee is six");
    publish(&sandbox, &["Six"]);
    edit(&sandbox, WALL, "The fee is six", "The fee is seven");
    publish(&sandbox, &["Seven", "--at", "2199-03-01 06:00"]);
    edit(&sandbox, WALL, "The fee is seven", "The fee is eight");
    let before = told(&sandbox, &["editions"]);
    let attempts: [&[&str]; 3] = [
        &["publish", "--note", "Eight", "--author", "Huda"],
        &["rollback", "1"],
        &["editions", "cancel", "3"],
    ];
    let restoring = StoreLock::alone(&sandbox.path("sila-data")).unwrap();
    for attempt in attempts {
        let said = told(&sandbox, attempt);
        assert!(said.contains("is being restored: wait"), "{said}");
    }
    drop(restoring);
    assert_eq!(told(&sandbox, &["editions"]), before);
    // Each of them does what it is asked when nobody restores the store.
    for attempt in attempts {
        let done = sandbox.run(attempt);
        assert!(done.status.success(), "{done:?}");
    }
}

#[tokio::test]
async fn a_database_has_no_lock_on_this_machine() {
    let sandbox = Sandbox::new();
    let address = crate::postgres::database().await;
    sandbox.configure(&format!("database_url = '{address}'\n"));
    let nothing = publish(&sandbox, &["Without a store"]);
    assert!(nothing.contains("There is no store at"), "{nothing}");
    let url = PostgresUrl::parse(&address).unwrap();
    database::in_postgres(&url).await.unwrap().close().await;
    let nothing = told(&sandbox, &["rollback", "1"]);
    assert!(nothing.contains("nothing is heard yet"), "{nothing}");
    assert!(!sandbox.path("sila-data").exists(), "no lock is made");
    let first = publish(&sandbox, &["The first menus"]);
    assert!(first.contains("Edition 1 is heard."), "{first}");
}

/// Does something to the store that no version of the program does now.
async fn change(store: &Utf8Path, statement: &str, value: &str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(store);
    let mut connection = options.connect().await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .bind(value)
        .execute(&mut connection)
        .await
        .unwrap();
}

#[tokio::test]
async fn whatever_is_listed_is_listed_for_machines_too() {
    let sandbox = with_a_store().await;
    let listed = |command: &str| {
        let words: Vec<_> = command.split(' ').chain(["--json"]).collect();
        let run = sandbox.run(&words);
        assert!(run.status.success(), "{command}: {run:?}");
        let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        json.as_array().unwrap_or_else(|| panic!("{command} gives {json}")).clone()
    };
    for empty in ["editions", "notices", "calls", "unheard", "texts", "useful", "inquiries"] {
        assert_eq!(listed(empty), [0; 0], "{empty}");
    }
    publish(&sandbox, &["The first menus"]);
    publish(&sandbox, &["Later", "--at", "2199-03-01 06:00", "--base", "1"]);
    let texts = ["--text", "ar=تغلق المكاتب.", "--text", "en=We are closed."];
    let notice = [&["notices", "add", "--until", "2199-03-01 18:00"], &texts[..]].concat();
    assert!(sandbox.run(&notice).status.success());
    let editions = listed("editions");
    assert_eq!(editions[0]["note"], "The first menus");
    assert!(editions[0]["heard_since"].is_string());
    let notices = listed("notices");
    assert_eq!(
        (&notices[0]["heard_now"], &notices[0]["texts"]["en"]),
        (&true.into(), &"We are closed.".into())
    );
    let prompts = listed("recordings list");
    assert!(prompts.iter().any(|prompt| prompt["id"] == "phrase.main-menu"), "{prompts:?}");
    assert_eq!(listed("recordings list --missing").len(), prompts.len());
    let hours = listed("hours");
    assert_eq!((&hours[0]["line"], &hours[0]["open"]), (&"demo".into(), &true.into()));
    assert!(listed("audit").len() >= 2);
}
