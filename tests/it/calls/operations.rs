//! Operations beside a call: at the operator's desk, and at the provider.

use std::fmt::Write as _;
use std::fs;

use camino::Utf8Path;
use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{MenuKey, NewNotice};
use sila::store::{InquiryQuery, RecordingState, TextQuery, TextState, TextSummary};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor as _};

use crate::providers::twilio::api::{Provider, Trouble};
use crate::providers::twilio::phone::{Phone, Settings};
use crate::store::by;
use crate::test_server::{TestServer, call_id};
use crate::wait::eventually;

/// Bytes that a small store may have: more than an empty one.
pub const SMALL: u64 = 600 * 1024;

/// Has the system say a phrase in other words.
pub fn put_phrase(menus: &Utf8Path, name: &str, language: &str, text: &str) {
    let file = menus.join("phrases.toml");
    let mut phrases: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    let phrase = phrases[name].as_table_mut().unwrap();
    phrase.insert(language.to_owned(), text.into()).unwrap();
    fs::write(file, phrases.to_string()).unwrap();
}

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

/// Adds permits that are called much as the wall permit is.
pub fn put_more_permits(menus: &Utf8Path) {
    let permits = [
        (113, "gate", "رخصة بوابة الحديقة", "Garden gate permit"),
        (114, "shade", "رخصة مظلة الحديقة", "Garden shade permit"),
        (115, "fence", "رخصة سياج الحديقة", "Garden fence permit"),
        (116, "pond", "رخصة بركة الحديقة", "Garden pond permit"),
    ];
    for (code, id, ar, en) in permits {
        let service = format!(
            "id = \"{id}\"\ncode = \"{code}\"\nconfirmed = true\naudience = [\"citizen\"]\n\
             audience_basis = \"source\"\nevidence = \"page\"\n\
             [name]\nar = \"{ar}\"\nen = \"{en}\"\n\
             [also]\nar = [\"حديقة\"]\nen = [\"garden\"]\n\
             [summary]\nar = \"هذه {ar}.\"\nen = \"This is the {id} permit.\"\n\
             [[fact]]\ntext = \"A permit.\"\nsource = \"https://example.org/{id}\"\n"
        );
        let file = menus.join(format!("1-town/1-permits/{code}-{id}.toml"));
        fs::write(file, service).unwrap();
    }
}

/// Has a notice for everybody and one for the callers of the first sector heard.
pub async fn add_notices(server: &TestServer) {
    let database = server.database().await;
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let notice = |sector, ar: &str, en: &str| NewNotice {
        sector,
        from: now,
        until: now + SignedDuration::from_hours(24 * 7),
        texts: vec![("ar".to_owned(), ar.to_owned()), ("en".to_owned(), en.to_owned())],
    };
    let storm = notice(
        None,
        "المكاتب مغلقة اليوم بسبب العاصفة.",
        "The offices are closed today because of the storm.",
    );
    let fee = notice(MenuKey::new(1), "رسوم الرخص تغيّرت.", "The fees for permits have changed.");
    for notice in [storm, fee] {
        database.add_notice(&notice, by("tests", now)).await.unwrap();
    }
    database.close().await;
    eventually("both notices in force", async || {
        (server.running.app.calls.notices.in_force(now).len() == 2).then_some(())
    })
    .await;
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
pub async fn until(server: &TestServer, provider: &Provider, what: &str) -> String {
    match what {
        "fetched" => {
            let database = server.database().await;
            let inquiry = eventually("the recordings of the question", async || {
                let left = database.inquiries(&InquiryQuery::newest(1)).await.unwrap();
                let whole = database.inquiry(&left.first()?.address()).await.unwrap().pop()?;
                let mut recordings = whole.recordings.iter();
                let kept = recordings.all(|one| one.recording == RecordingState::Here);
                kept.then_some(whole)
            });
            let recordings = inquiry.await.recordings;
            for recording in &recordings {
                let wav = database.recording(recording.id).await.unwrap();
                assert!(wav.unwrap().starts_with(b"RIFF"));
            }
            match recordings.len() {
                1 => "      the recording is kept\n".to_owned(),
                count => format!("      {count} recordings are kept\n"),
            }
        }
        "tried" => {
            let text = text_that("a text message tried in vain", server, |text| {
                text.state == TextState::Waiting && text.attempts > 0 && text.trouble.is_some()
            });
            text.await;
            assert_eq!(provider.messages().len(), 0);
            "      it was tried in vain, and waits\n".to_owned()
        }
        "texted" => {
            let sent = |text: &TextSummary| text.state == TextState::Sent;
            let text = text_that("a text message that was sent", server, sent).await;
            let messages = provider.messages();
            let [message] = &messages[..] else {
                panic!("one message, and not {messages:?}");
            };
            let tried = match text.attempts {
                1 => "once",
                _ => "more than once",
            };
            let mut told = format!("      to {}, tried {tried}\n", message.to);
            for line in message.body.lines() {
                let _ = writeln!(told, "      | {line}");
            }
            told
        }
        "rejected" => {
            let unwanted = |text: &TextSummary| text.state == TextState::Unsubscribed;
            let text = text_that("a text message that is not wanted", server, unwanted).await;
            assert_eq!(provider.messages().len(), 0);
            format!("      {}\n", text.trouble.unwrap_or_default())
        }
        _ => panic!("nothing is: {what}"),
    }
}

/// The latest text message, once it is so.
async fn text_that(
    what: &str,
    server: &TestServer,
    is_so: impl Fn(&TextSummary) -> bool,
) -> TextSummary {
    let database = server.database().await;
    eventually(what, async || {
        let texts = database.texts(&TextQuery::newest(1)).await.unwrap();
        texts.into_iter().find(&is_so)
    })
    .await
}

/// Does something to the store, as another program or a full disk would.
pub async fn store(server: &TestServer, settings: Settings, what: &str) {
    let database = server.folder().join("sila.db");
    let options = SqliteConnectOptions::new().filename(&database);
    let mut other = options.connect().await.unwrap();
    match what {
        "full" => {
            let make = "CREATE TABLE filling (bytes BLOB)";
            other.execute(make).await.unwrap();
            sqlx::query("INSERT INTO filling VALUES (zeroblob($1))")
                .bind(i64::try_from(SMALL).unwrap())
                .execute(&mut other)
                .await
                .unwrap();
            Box::pin(fill_up(server, settings)).await;
        }
        "with room" => {
            other.execute("DELETE FROM filling").await.unwrap();
            eventually("everything written down", async || {
                let state = server.running.app.calls.journal.state();
                (state.is_well() && state.queued == 0).then_some(())
            })
            .await;
        }
        "without questions" => {
            let hide = "ALTER TABLE inquiry RENAME TO hidden";
            other.execute(hide).await.unwrap();
        }
        "with questions" => {
            let show = "ALTER TABLE hidden RENAME TO inquiry";
            other.execute(show).await.unwrap();
        }
        _ => panic!("the store can't be: {what}"),
    }
    other.close().await.unwrap();
}

/// Has others call until there is no room left for what they bring, in the last pages either.
async fn fill_up(server: &TestServer, mut settings: Settings) {
    "+97317999999".clone_into(&mut settings.from);
    let phone = Phone::new(settings).unwrap();
    let mut number = 1000;
    eventually("a store without room", async || {
        number += 1;
        let mut call = phone.call(call_id(number), Timestamp::UNIX_EPOCH);
        call.start().await.unwrap();
        call.press("2").await.unwrap();
        call.press("1").await.unwrap();
        call.hang_up().await.unwrap();
        let trouble = server.running.app.calls.journal.state().trouble;
        // A slow disk is in trouble as well, but soon does what it was asked.
        trouble.filter(|trouble| trouble.contains("full"))
    })
    .await;
}

/// The reference of the question that was left last.
pub async fn last_reference(server: &TestServer) -> String {
    let database = server.database().await;
    let left = database.inquiries(&InquiryQuery::newest(1)).await.unwrap();
    left.into_iter().next().expect("a question was left").reference
}

/// Answers the question that was left last.
pub async fn answer(server: &TestServer, text: &str) {
    let reference = last_reference(server).await;
    let database = server.database().await;
    let now = "2026-01-01T01:00:00Z".parse().unwrap();
    database.answer(&reference, text, by("tests", now)).await.unwrap();
}

/// Closes the question that was left last.
pub async fn close(server: &TestServer) {
    let reference = last_reference(server).await;
    let database = server.database().await;
    let now = "2026-01-01T02:00:00Z".parse().unwrap();
    database.close_inquiry(&reference, None, by("tests", now)).await.unwrap();
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
