//! The audit at the console: whole, narrowed, and as a table.

use super::{Console, PASSWORD};

#[tokio::test]
async fn every_act_stands_there_with_whoever_did_it() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let browser = console.browser();
    let wrong = [("login", "chief"), ("password", PASSWORD), ("code", "000000")];
    browser.post("/console/sign-in", &wrong).await;
    browser.sign_in(&chief).await;
    let add = [("login", "ahmed"), ("name", "أحمد"), ("role", "reader")];
    browser.post("/console/operators/add", &add).await;
    browser.post("/console/operators/of/ahmed/end", &[("reason", "=1+1 \"<i>\"")]).await;
    let page = browser.get("/console/audit").await.text;
    for words in
        ["أُضيف موظف", "انتهى عمل موظف", "دخول لم ينجح", "قُبلت دعوة", "=1+1 &#34;&#60;i&#62;&#34;"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page =
        browser.get("/console/audit?kind=operator-ended&author=chief&since=2026-01-01").await;
    assert!(page.text.contains("انتهى عمل موظف</b>") && !page.text.contains("أُضيف موظف</b>"));
    let none = browser.get("/console/audit?since=2030-01-01").await.text;
    assert!(none.contains("لا شيء يوافق هذا الاختيار"), "{none}");
    let odd = browser.get("/console/audit?since=yesterday&before=x&kind=y").await;
    assert_eq!(odd.status, 200);
    assert!(odd.text.contains("2027-03-01"), "{}", odd.text);

    let table = browser.get("/console/audit.csv?author=chief").await;
    assert_eq!(table.status, 200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(table.header("cache-control"), "no-store");
    assert!(table.text.starts_with("\u{feff}number,time,author"), "{}", table.text);
    let mut rows = csv::Reader::from_reader(table.text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(rows.len() >= 3 && rows.iter().all(|row| &row[2] == "chief"), "{rows:?}");
    assert!(
        rows.iter().any(|row| &row[6] == "'=1+1 \"<i>\""),
        "no program runs a reason: {rows:?}"
    );
}

#[tokio::test]
async fn older_acts_are_on_the_pages_behind() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    for number in 0..60 {
        console.invited(&format!("somebody{number}"), "أحد", "reader").await;
    }
    let browser = console.signed_in(&chief).await;
    let (mut path, mut seen) = ("/console/audit?kind=operator-added".to_owned(), 0);
    loop {
        let page = browser.get(&path).await.text;
        seen += page.matches("أُضيف موظف</b>").count();
        let Some(rest) = page.split("href=\"/console/audit?").find(|rest| rest.contains("الأقدم"))
        else {
            break;
        };
        let Some(query) = rest.split('"').next().filter(|query| query.contains("before=")) else {
            break;
        };
        path = format!("/console/audit?{}", query.replace("&#38;", "&"));
    }
    assert_eq!(seen, 61);
}
