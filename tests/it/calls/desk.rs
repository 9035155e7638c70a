//! What goes on beside a call: at the operator's desk, and at the provider.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use camino::Utf8Path;
use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{MenuKey, NewNotice};
use sila::store::{
    Inquiries as _, InquiryQuery, Notices as _, TextQuery, TextState, TextSummary, Texts as _,
};
use tokio::time::sleep;

use crate::house::House;
use crate::provider::{Provider, Trouble};

/// Puts opening hours into the hotline's files.
pub fn put_hours(menus: &Utf8Path) {
    let open = ["sunday", "monday", "tuesday", "wednesday", "thursday"];
    let mut week = String::from("[week]\n");
    for day in open {
        let _ = writeln!(week, "{day} = \"07:00-14:00\"");
    }
    week.push_str("friday = \"closed\"\nsaturday = \"closed\"\n");
    fs::write(menus.join("hours.toml"), week).unwrap();
    let holidays = "[[holiday]]\nfrom = 2026-12-16\nto = 2026-12-17\n[holiday.name]\n\
                    ar = \"العيد الوطني\"\nen = \"National Day\"\n";
    fs::write(menus.join("holidays.toml"), holidays).unwrap();
}

/// Gives the import licence documents that take a minute to say.
pub fn put_long_guidance(menus: &Utf8Path) {
    let file = menus.join("2-farms/1-plants/211-import.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (ar, en) = (
        "أحضر شهادة صحية من بلد المنشأ، صادرة عن الجهة المختصة هناك قبل السفر.",
        "Bring a health certificate from the country of origin, issued there before the journey.",
    );
    let five_times = |sentence: &str| [sentence; 5].join(" ");
    let documents = format!(
        "[documents]\nar = \"{}\"\nen = \"{}\"\n\n[[fact]]",
        five_times(ar),
        five_times(en)
    );
    fs::write(&file, text.replacen("[[fact]]", &documents, 1)).unwrap();
}

/// Has a notice for everybody and one for the callers of the first sector heard.
pub async fn add_notices(house: &House) {
    let database = house.database().await;
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let notice = |sector, ar: &str, en: &str| NewNotice {
        sector,
        from: now,
        until: now + SignedDuration::from_hours(24 * 7),
        texts: vec![
            ("ar".to_owned(), ar.to_owned()),
            ("en".to_owned(), en.to_owned()),
        ],
    };
    let storm = notice(
        None,
        "المكاتب مغلقة اليوم بسبب العاصفة.",
        "The offices are closed today because of the storm.",
    );
    let fee = notice(
        MenuKey::new(1),
        "رسوم الرخص تغيّرت.",
        "The fees for permits have changed.",
    );
    for notice in [storm, fee] {
        database.add_notice(&notice, "tests", now).await.unwrap();
    }
    database.close().await;
    while house.running.app.notices.in_force(now).len() < 2 {
        sleep(Duration::from_millis(5)).await;
    }
}

/// Changes how the provider's interface works.
pub async fn provider(provider: &mut Provider, what: &str) {
    match what {
        "down" => provider.go_away().await,
        "up" => provider.come_back().await,
        "late with recordings" => provider.is_in([Trouble::Fails(404), Trouble::Fails(404)]),
        "unsubscribes +97336000000" => provider.unsubscribe("+97336000000"),
        _ => panic!("the provider can't be: {what}"),
    }
}

/// Waits until something promised is done, and says what is to be seen of it.
pub async fn until(house: &House, provider: &Provider, what: &str) -> String {
    match what {
        "fetched" => {
            let database = house.database().await;
            loop {
                let left = database.inquiries(&InquiryQuery::newest(1)).await.unwrap();
                let recording = match left.first() {
                    Some(inquiry) => database.recording(inquiry.id).await.unwrap(),
                    None => None,
                };
                if let Some(wav) = recording {
                    assert!(wav.starts_with(b"RIFF"));
                    return "      the recording is kept\n".to_owned();
                }
                sleep(Duration::from_millis(10)).await;
            }
        }
        "texted" => {
            let text = text_in(house, TextState::Sent).await;
            let messages = provider.messages();
            let [message] = &messages[..] else {
                panic!("one message, and not {messages:?}");
            };
            let mut told = format!(
                "      to {}, tried {} times\n",
                message.to,
                text.attempts.min(2)
            );
            for line in message.body.lines() {
                let _ = writeln!(told, "      | {line}");
            }
            told
        }
        "rejected" => {
            let text = text_in(house, TextState::Failed).await;
            assert_eq!(provider.messages().len(), 0);
            format!("      {}\n", text.trouble.unwrap_or_default())
        }
        _ => panic!("nothing is: {what}"),
    }
}

/// The latest text message, once it is in this state.
async fn text_in(house: &House, state: TextState) -> TextSummary {
    let database = house.database().await;
    loop {
        let texts = database.texts(&TextQuery::newest(1)).await.unwrap();
        if let Some(text) = texts.into_iter().find(|text| text.state == state) {
            return text;
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// The reference of the question that was left last.
pub async fn last_reference(house: &House) -> String {
    let database = house.database().await;
    let left = database.inquiries(&InquiryQuery::newest(1)).await.unwrap();
    left.into_iter()
        .next()
        .expect("a question was left")
        .reference
}

/// Answers the question that was left last.
pub async fn answer(house: &House, text: &str) {
    let reference = last_reference(house).await;
    let database = house.database().await;
    let now = "2026-01-01T01:00:00Z".parse().unwrap();
    database
        .answer(&reference, text, "tests", now)
        .await
        .unwrap();
}

/// Closes the question that was left last.
pub async fn close(house: &House) {
    let reference = last_reference(house).await;
    let database = house.database().await;
    let now = "2026-01-01T02:00:00Z".parse().unwrap();
    database
        .close_inquiry(&reference, None, "tests", now)
        .await
        .unwrap();
}

/// Two seconds of sound as the provider records it.
pub fn spoken() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for sample in 0..16_000_u16 {
        let angle = f32::from(sample) * 440.0 * std::f32::consts::TAU / 8000.0;
        #[expect(clippy::cast_possible_truncation, reason = "within 16 bits")]
        writer.write_sample((angle.sin() * 8000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}
