//! The address of a database.

use sila::store::PostgresUrl;

#[test]
fn shows_no_password() {
    for text in [
        "postgres://sila:secret@db.example.bh:6432/hotline",
        "postgresql://sila@db.example.bh:6432/hotline?password=secret&sslmode=verify-full",
    ] {
        let url = PostgresUrl::parse(text).unwrap();
        assert!(url.has_password());
        assert_eq!(url.to_string(), "postgres://db.example.bh:6432/hotline");
        assert!(!format!("{url:?}").contains("secret"));
    }
    let plain = PostgresUrl::parse("postgres://sila@db.example.bh/hotline").unwrap();
    assert!(!plain.has_password());
    assert!(PostgresUrl::parse("mysql://db.example.bh/hotline").is_none());
}

#[test]
fn tools_are_given_everything_but_the_password() {
    let table = [
        (
            "postgres://sila:secret@db.example.bh:6432/hotline?ssl-mode=verify-full&sslrootcert=/etc/our ca.pem",
            "postgres://sila@db.example.bh:6432/hotline?sslmode=verify-full&sslrootcert=%2Fetc%2Four%20ca.pem",
        ),
        (
            "postgres://db.example.bh/hotline?user=sila&password=secret&statement-cache-capacity=5",
            "postgres://db.example.bh/hotline?user=sila",
        ),
        ("postgres://sila@db/hotline", "postgres://sila@db/hotline"),
    ];
    for (text, expected) in table {
        let tools = PostgresUrl::parse(text).unwrap().for_tools().unwrap();
        assert_eq!(tools, expected);
        assert!(!tools.contains("secret"));
    }
}
