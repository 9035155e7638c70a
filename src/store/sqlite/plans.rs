//! How SQLite goes about the queries that must stay fast however many calls there are.

use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use super::sql::callers::LATEST;
use super::sql::calls::{RECENT, RECENT_OF_LINE, STARTING_WITH, WAY};

/// What SQLite says it will do for each step of the query.
async fn plan(sql: &'static str) -> Vec<String> {
    let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
    sqlx::migrate!("./migrations/sqlite")
        .run(&pool)
        .await
        .unwrap();
    let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}

#[tokio::test]
async fn no_query_reads_a_whole_table_or_sorts_the_calls() {
    for (sql, index) in [
        (RECENT, "call_by_start"),
        (RECENT_OF_LINE, "call_by_line_and_start"),
        (WAY, "sqlite_autoindex_event_1"),
        (STARTING_WITH, "sqlite_autoindex_call_1"),
        (LATEST, "call_by_caller_and_start"),
    ] {
        let plan = plan(sql).await;
        assert!(
            plan.iter().any(|step| step.contains(index)),
            "{index} in {plan:#?}"
        );
        for step in &plan {
            assert!(!step.starts_with("SCAN event"), "{plan:#?}");
            assert!(!step.starts_with("SCAN call"), "{plan:#?}");
            assert!(!step.contains("TEMP B-TREE"), "{plan:#?}");
        }
    }
}
