//! The store in a PostgreSQL database.

use jiff::SignedDuration;
use sila::catalogue::{EditionNumber, Recording, RecordingHash};
use sila::clock::ClockDoubt;
use sila::server::{Round, RoundKeeper};
use sila::store::postgres::PostgresStore;
use sila::store::sqlite::SqliteOptions;
use sila::store::{
    Database, FixedRecording, Location, PostgresUrl, RecentCalls, RetentionOptions, StoreError,
    TurnLog, TurnRecord,
};
use sqlx::{Connection, Executor, PgConnection};
use tokio::time::Instant;

use super::suite::editions::{made, published};
use super::{all_wait, by, second, suite, turn};
use crate::database;
use crate::postgres::{self, Cluster};
use crate::wait::within;

/// A store in a database of its own.
struct Opened {
    store: Database,
    address: String,
}

impl Opened {
    async fn new() -> Self {
        let address = postgres::database().await;
        Self { store: database::in_postgres(&url(&address)).await.unwrap(), address }
    }

    async fn again(&self) -> Database {
        database::in_postgres(&url(&self.address)).await.unwrap()
    }
}

suite::behaviours!(Opened::new);

fn url(address: &str) -> PostgresUrl {
    PostgresUrl::parse(address).unwrap()
}

/// Does something in a database as another program would.
async fn execute(address: &str, sql: &'static str) {
    let mut other = PgConnection::connect(address).await.unwrap();
    other.execute(sql).await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn a_caller_is_forgotten_also_while_the_call_goes_on() {
    let opened = Opened::new().await;
    let begun =
        TurnRecord { caller: Some("a hash".to_owned()), jobs: Vec::new(), ..turn("CA1", 0) };
    opened.store.append(&[begun]).await.unwrap();
    let mut other = PgConnection::connect(&opened.address).await.unwrap();
    let mut transaction = other.begin().await.unwrap();
    let next = "INSERT INTO turn (call, restart, turn, status, at, events)
                SELECT call, restart, turn + 1, status, at, events FROM turn";
    transaction.execute(next).await.unwrap();
    let store = opened.store.clone();
    let forgetting =
        tokio::spawn(async move { store.forget("a hash", by("Huda", second(2000))).await });
    all_wait(&opened.address, 1).await;
    transaction.commit().await.unwrap();
    let erased = forgetting.await.unwrap().unwrap();
    assert_eq!((erased.calls, erased.turns), (1, 2));
}

#[tokio::test]
async fn an_edition_is_read_as_it_is_at_one_moment() {
    let opened = Opened::new().await;
    let mut edition = made(&opened.store, "one", second(10)).await;
    let bytes = opened.store.keep(b"one", second(10)).await.unwrap();
    edition.recordings.push(FixedRecording {
        prompt: "greeting".to_owned(),
        language: "ar".to_owned(),
        recording: Recording {
            hash: RecordingHash::parse(&bytes).unwrap(),
            seconds: 1.0,
            draft: false,
        },
    });
    let one = opened.store.publish(&edition, None).await.unwrap();
    let mut other = PgConnection::connect(&opened.address).await.unwrap();
    let mut retiring = other.begin().await.unwrap();
    let lock = "LOCK TABLE edition_recording IN ACCESS EXCLUSIVE MODE";
    retiring.execute(lock).await.unwrap();
    let store = opened.store.clone();
    let reading = tokio::spawn(async move { store.contents(one).await });
    all_wait(&opened.address, 1).await;
    let retire = "DELETE FROM edition_recording; DELETE FROM edition_file";
    retiring.execute(retire).await.unwrap();
    retiring.commit().await.unwrap();
    let contents = reading.await.unwrap().unwrap().unwrap();
    assert_eq!(contents.recordings, edition.recordings);
    assert_eq!(opened.store.contents(one).await.unwrap(), None);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_said_so() {
    let opened = Opened::new().await;
    let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_sleep(0.01);
                    RAISE EXCEPTION USING ERRCODE = 'query_canceled';
                END $$;
                CREATE TRIGGER slow BEFORE INSERT ON turn EXECUTE FUNCTION slow();";
    let mut other = PgConnection::connect(&opened.address).await.unwrap();
    other.execute(slow).await.unwrap();
    let error = opened.store.append(&[turn("CA1", 0)]).await.unwrap_err();
    assert!(matches!(error, StoreError::TooLong(_)), "{error:?}");
}

#[tokio::test]
async fn a_database_without_tls_is_said_so() {
    let address = format!("{}?sslmode=require", postgres::database().await);
    let error = database::in_postgres(&url(&address)).await.unwrap_err();
    assert!(matches!(error, StoreError::NoTls(_)), "{error:?}");
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_is_said_so() {
    let cluster = Cluster::start().await;
    let address = cluster.database().await;
    let certificate = cluster.certificate();
    let strict = format!("{address}?sslmode=verify-full");
    let named = format!("{strict}&sslrootcert={}", certificate.display());
    // Of an unknown authority; and an authority's own, which is not to be shown by a server.
    for (is_authority, address) in [(false, strict), (true, named)] {
        cluster.speak_tls(is_authority).await;
        let error = database::in_postgres(&url(&address)).await.unwrap_err();
        assert!(matches!(error, StoreError::Untrusted(_)), "{error:?}");
        assert!(error.to_string().contains("sslrootcert"), "{error}");
    }
}

#[tokio::test]
async fn an_open_store_shows_no_password() {
    let address = postgres::database().await;
    let address = address.replace("sila@", "sila:secret@");
    let location = Location::Postgres(url(&address));
    let database = Database::open(&location, &SqliteOptions::default()).await;
    let database = database.unwrap();
    database.append(&[turn("CA1", 0)]).await.unwrap();
    assert!(!format!("{database:?}{location:?}").contains("secret"));
}

#[tokio::test]
async fn many_servers_start_at_once_on_a_new_database() {
    let address = postgres::database().await;
    let url = url(&address);
    let opening: tokio::task::JoinSet<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            async move { database::in_postgres(&url).await }
        })
        .collect();
    for store in opening.join_all().await {
        let store = store.unwrap();
        store.append(&[turn("CA1", 0)]).await.unwrap();
        store.close().await;
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let opened = Opened::new().await;
    execute(
        &opened.address,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of a newer version', TRUE, '', 0)",
    )
    .await;
    let url = url(&opened.address);
    for error in [
        database::in_postgres(&url).await.unwrap_err(),
        PostgresStore::existing(&url).await.unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Newer { found: 9999, .. }), "{error:?}");
        let place = Location::Postgres(url.clone()).to_string();
        assert!(error.to_string().contains(&place), "{error}");
    }
}

#[tokio::test]
async fn a_clock_that_is_not_the_databases_removes_nothing() {
    let opened = Opened::new().await;
    opened.store.append(&[turn("CA1", 0)]).await.unwrap();
    let mut keeper = RoundKeeper::new(RetentionOptions::default(), "one".to_owned());
    let today = opened.store.time().await.unwrap().unwrap();
    opened.store.round_made(today).await.unwrap();
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    for now in [today + days(450), today - days(450), today + SignedDuration::from_mins(6)] {
        let round = keeper.round(&opened.store, now, Instant::now()).await.unwrap();
        let Round::Doubted(ClockDoubt::Database { ahead }, _) = round else {
            panic!("{now}: {round:?}");
        };
        assert_eq!(ahead.is_positive(), now > today);
    }
    assert_eq!(opened.store.call_events("CA1").await.unwrap().len(), 1);
    let made = keeper.round(&opened.store, today, Instant::now()).await.unwrap();
    assert!(matches!(&made, Round::Made(kept) if kept.old.calls == 1), "{made:?}");
}

#[tokio::test]
async fn a_database_with_nothing_in_it_is_no_store_yet() {
    let address = postgres::database().await;
    let error = PostgresStore::existing(&url(&address)).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error:?}");
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let address = postgres::database().await;
    execute(&address, "CREATE TABLE turn (letter TEXT)").await;
    let error = database::in_postgres(&url(&address)).await.unwrap_err();
    assert!(matches!(error, StoreError::Foreign { .. }), "{error:?}");
}

#[tokio::test]
async fn a_database_that_does_not_let_us_in_is_said_so() {
    let address = postgres::database().await;
    let error = database::in_postgres(&url(&format!("{address}_nowhere"))).await;
    let error = error.unwrap_err();
    assert!(matches!(error, StoreError::Denied(_)), "{error:?}");
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_also_where_the_database_is_told_not_to() {
    let address = postgres::database().await;
    let name = address.rsplit('/').next().unwrap();
    let mut other = PgConnection::connect(&address).await.unwrap();
    let lax = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    other.execute(sqlx::AssertSqlSafe(lax)).await.unwrap();
    let store = database::in_postgres(&url(&address)).await.unwrap();
    // What every insert is done with.
    other
        .execute(
            "CREATE TABLE seen (setting TEXT);
             CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 INSERT INTO seen VALUES (current_setting('synchronous_commit'));
                 RETURN NULL;
             END $$;
             CREATE TRIGGER look AFTER INSERT ON turn EXECUTE FUNCTION look();",
        )
        .await
        .unwrap();
    store.append(&[turn("CA1", 0)]).await.unwrap();
    let seen: String =
        sqlx::query_scalar("SELECT setting FROM seen").fetch_one(&mut other).await.unwrap();
    assert_eq!(seen, "on");
}

#[tokio::test]
async fn a_statement_a_lock_and_an_open_transaction_are_waited_for_only_so_long() {
    let opened = Opened::new().await;
    // What every insert is done with.
    let look = "CREATE TABLE seen (setting TEXT, waits INTERVAL);
                CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO seen
                    SELECT name, current_setting(name)::INTERVAL FROM unnest(ARRAY[
                        'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'
                    ]) AS name;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER look AFTER INSERT ON turn EXECUTE FUNCTION look();";
    let mut other = PgConnection::connect(&opened.address).await.unwrap();
    other.execute(look).await.unwrap();
    opened.store.append(&[turn("CA1", 0)]).await.unwrap();
    let seen = "SELECT setting, extract(epoch FROM waits)::BIGINT FROM seen ORDER BY waits";
    let seen: Vec<(String, i64)> = sqlx::query_as(seen).fetch_all(&mut other).await.unwrap();
    let seen: Vec<_> = seen.iter().map(|(setting, waits)| (setting.as_str(), *waits)).collect();
    assert_eq!(
        seen,
        [
            ("lock_timeout", 5),
            ("statement_timeout", 10),
            ("idle_in_transaction_session_timeout", 30),
        ]
    );
}

#[tokio::test]
async fn a_lock_that_another_program_keeps_is_not_waited_for_any_longer() {
    let opened = Opened::new().await;
    let mut other = PgConnection::connect(&opened.address).await.unwrap();
    let mut busy = other.begin().await.unwrap();
    busy.execute("LOCK TABLE activation IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let error = within("a lock given up", opened.store.active()).await.unwrap_err();
    assert!(matches!(error, StoreError::Busy(_)), "{error:?}");
    busy.rollback().await.unwrap();
    opened.store.active().await.unwrap();
}

#[tokio::test]
async fn two_servers_see_the_same_calls_and_editions() {
    let one = Opened::new().await;
    let other = one.again().await;
    one.store.append(&[turn("CA1", 0)]).await.unwrap();
    let (a, b) = ([turn("CA1", 1)], [turn("CA1", 1)]);
    let (a, b) = tokio::join!(one.store.append(&a), other.append(&b));
    assert_eq!(a.unwrap().new + b.unwrap().new, 1);
    assert_eq!(other.call_events("CA1").await.unwrap().len(), 2);

    published(&one.store, "one", 10, None).await;
    let mut next = made(&other, "two", second(20)).await;
    next.from = Some(second(30));
    let next = other.publish(&next, Some(1)).await.unwrap();
    let now = second(40);
    let (a, b) = tokio::join!(one.store.promote(now), other.promote(now));
    assert_eq!([a.unwrap(), b.unwrap()].concat(), [next]);
}

#[tokio::test]
async fn a_change_of_what_is_heard_is_told_to_the_other_servers() {
    let one = Opened::new().await;
    let other = one.again().await;
    // That it listens at all counts as a change, for something may have happened before.
    within("a change told", other.changed()).await;
    published(&one.store, "one", 10, None).await;
    within("a change told", other.changed()).await;
    // Also one that comes while nobody asks.
    let one_again = EditionNumber::new(1);
    let rolled_back = one.store.roll_back(one_again, by("Ali", second(20)), 1);
    rolled_back.await.unwrap();
    within("a change told", other.changed()).await;
}

#[tokio::test]
async fn a_database_that_is_away_is_said_so_and_is_used_again_when_it_is_back() {
    let cluster = Cluster::start().await;
    let url = url(&cluster.database().await);
    let store = database::in_postgres(&url).await.unwrap();
    within("a change told", store.changed()).await;
    store.append(&[turn("CA1", 0)]).await.unwrap();
    for round in 1..=2 {
        if round == 1 {
            cluster.stop().await;
        } else {
            cluster.kill().await;
        }
        let (events, newest) = ([turn("CA1", round)], RecentCalls::newest(1));
        let (appended, read, opened) =
            tokio::join!(store.append(&events), store.recent(&newest), database::in_postgres(&url));
        for error in [appended.unwrap_err(), read.unwrap_err(), opened.unwrap_err()] {
            assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
            let said = error.to_string();
            assert!(said.starts_with("The database does not answer."), "{said}");
        }
        cluster.start_again().await;
        store.append(&[turn("CA1", round)]).await.unwrap();
        // Heard again too, for something may have changed in between.
        within("a change told", store.changed()).await;
    }
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 3);
}
