//! An address that is not ours harms no other call.

use jiff::Timestamp;
use sila::dialogue::EventKind;
use url::Url;

use super::play::next_turn;
use super::setup::small_menus;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

async fn server() -> TestServer {
    TestServer::with(|config| config.menus = Some(small_menus())).await
}

/// The text that a call hears at an address.
async fn heard_at(server: &TestServer, call: u32, url: Url) -> String {
    let mut settings = server.telephone();
    settings.voice_url = url;
    settings.extra = vec![("Digits".to_owned(), "1".to_owned())];
    let mut call = Phone::new(settings).unwrap().call(call_id(call), Timestamp::UNIX_EPOCH);
    let heard = call.start().await.unwrap();
    assert_eq!(call.faults(), []);
    heard.text()
}

#[tokio::test]
async fn whatever_becomes_of_an_address_its_call_begins_again_and_no_other_call_does() {
    let server = server().await;
    let (mut ours, mut other) = (server.call(1), server.call(2));
    for call in [&mut ours, &mut other] {
        call.start().await.unwrap();
        call.press("2").await.unwrap();
    }
    let good = next_turn(&ours);
    let sealed = good.query().unwrap().strip_prefix("turn=").unwrap();
    let cut = &sealed[..sealed.len() - 3];
    let changes = [
        String::new(),
        "~".to_owned(),
        "x".repeat(4000),
        cut.to_owned(),
        format!("{sealed}x"),
        sealed.replace("_en_", "_ar_"),
        sealed.replace("_main_", "_111_"),
        next_turn(&other).query().unwrap().replacen("turn=", "", 1),
    ];
    for (number, changed) in (1..).zip(&changes) {
        assert_ne!(*changed, sealed);
        let mut url = good.clone();
        url.set_query(Some(&format!("turn={changed}")));
        let heard = heard_at(&server, 1, url).await;
        assert!(heard.contains("Sorry, something went wrong."), "{heard}");
        assert!(heard.contains("For English, press two."), "{heard}");
        let events = server.events(&call_id(1)).await;
        let lost = events
            .iter()
            .flat_map(|record| &record.events)
            .filter(|event| event.kind == EventKind::StateLost);
        assert_eq!(lost.count(), number, "each lost address is a life of its own");
    }
    let heard = other.press("1").await.unwrap();
    assert_eq!(heard.utterances.len(), 4, "the town's title, two groups and help: {heard:?}");
    let heard = heard_at(&server, 1, good).await;
    assert!(heard.starts_with("Town affairs."), "the good address still leads on: {heard}");
}
