//! What a stranger may do with the forms.

use jiff::SignedDuration;

use super::{ask, asking, form, listed, look, numbers, opened, send};
use crate::captured_log::CapturedLog;
use crate::manual_clock::ManualClock;
use crate::test_server::TestServer;

#[tokio::test]
async fn a_stranger_asks_and_guesses_so_often_in_an_hour() {
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), asking).await;
    let numbers = ask(&server, "first").await;
    let here = "127.0.0.1".parse().unwrap();
    let limits = &server.running.app.page_limits;
    let more = (0..999).filter(|_| limits.questions.admits(here, clock.now())).count();
    assert_eq!(more, 199);
    let token = form(&server, "/en/114/ask").await;
    let refused = send(&server, &token, "second").await;
    assert_eq!(refused.status(), 429);
    let text = refused.text().await.unwrap();
    assert!(
        text.contains("please send it in an hour") && text.contains(">second</textarea>"),
        "{text}"
    );

    let wrong = (&*numbers.0, "000000000000");
    assert_eq!(look(&server, "/en/answer", wrong).await.status(), 422);
    let more = (0..999).filter(|_| limits.answers.admits(here, clock.now())).count();
    assert_eq!(more, 299);
    let right = (&*numbers.0, &*numbers.1);
    let refused = look(&server, "/en/answer", right).await;
    assert_eq!(refused.status(), 429, "also who has both numbers");
    assert!(refused.text().await.unwrap().contains("Please try again in an hour."));
    clock.forward(SignedDuration::from_hours(1));
    opened(&server, &numbers).await;
    assert_eq!(send(&server, &token, "second").await.status(), 200);
    assert_eq!(listed(&server).await.len(), 2);
}

#[tokio::test]
async fn the_website_takes_so_many_questions_in_a_day() {
    let (log, _guard) = CapturedLog::start();
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |config| {
        asking(config);
        config.question_limits.line_a_day = 2;
    })
    .await;
    let token = form(&server, "/en/114/ask").await;
    let first = numbers(send(&server, &token, "first").await).await;
    ask(&server, "second").await;
    let refused = send(&server, &token, "third").await;
    assert_eq!(refused.status(), 429);
    assert!(refused.text().await.unwrap().contains("please send it tomorrow"));
    let [error] = &log.errors()[..] else { panic!("one error: {:?}", log.errors()) };
    assert!(
        error.contains("all the questions of a day that line_questions_a_day allows"),
        "{error}"
    );
    // A page that is loaded again still shows its numbers.
    assert_eq!(numbers(send(&server, &token, "first").await).await, first);
    clock.forward(SignedDuration::from_hours(24) + SignedDuration::from_secs(1));
    numbers(send(&server, &token, "third").await).await;
    assert_eq!(listed(&server).await.len(), 3);
}
