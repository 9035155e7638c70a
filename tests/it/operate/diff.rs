//! Differences that callers would hear, in words.

use jiff::SignedDuration;
use sila::catalogue::{self, Edition, Hotline, Recording, RecordingHash, SourceFile, source};
use sila::messages::english::operate as english;
use sila::operate::{Often, diff};
use sila::store::TurnLog as _;

use super::{TestStore, edit, menus, minute, remove};

const WALL: &str = "1-town/1-permits/111-wall.toml";
const MOVED: &str = "1-town/1-permits/112-occupation-of-a-road.toml";
const IMPORT: &str = "2-farms/1-plants/211-import.toml";

fn hotline(files: &[SourceFile]) -> Hotline {
    catalogue::load(files).unwrap().0
}

/// Changes that these files make, in words.
fn told(files: &[SourceFile]) -> String {
    english::diff(&diff(&hotline(&menus()), &hotline(files)))
}

/// Moves a file to another path.
fn rename(files: &mut [SourceFile], from: &str, to: &str) {
    let file = files.iter_mut().find(|file| file.path == from).unwrap();
    to.clone_into(&mut file.path);
    files.sort();
}

macro_rules! assert_told {
    ($files:expr) => {
        insta::assert_snapshot!(told(&$files))
    };
}

#[test]
fn nothing() {
    let mut files = menus();
    edit(&mut files, "hotline.toml", "# A small", "# Still a small");
    assert_told!(files);
}

#[test]
fn a_text() {
    let mut files = menus();
    edit(&mut files, WALL, "The fee is five", "The fee is six");
    edit(&mut files, WALL, "الرسم خمسة", "الرسم ستة");
    assert_told!(files);
}

#[test]
fn what_callers_also_call_it() {
    let also = |entries: &str| format!("[also]\nen = [{entries}]\n\n[summary]");
    let mut before = menus();
    edit(&mut before, WALL, "[summary]", &also("\"fence\", \"hedge\""));
    let with = |entries: &str| {
        let mut files = menus();
        edit(&mut files, WALL, "[summary]", &also(entries));
        english::diff(&diff(&hotline(&before), &hotline(&files)))
    };
    insta::assert_snapshot!(with("\"railing\", \"fence\""));
    assert_eq!(with("\"hedge\", \"fence\""), "Callers would hear no difference.\n");
}

#[test]
fn a_text_message() {
    let mut files = menus();
    edit(&mut files, "hotline.toml", "To hear more, call us,", "To hear more, call,");
    edit(&mut files, "hotline.toml", "ring_seconds = 25", "ring_seconds = 25\ntext_segments = 4");
    edit(
        &mut files,
        WALL,
        "link = \"https://example.org/wall",
        "link = \"https://example.org/walls",
    );
    assert_told!(files);
}

#[test]
fn a_phrase_and_the_main_menu() {
    let mut files = menus();
    edit(&mut files, "phrases.toml", "\"Main menu.\"", "\"This is the main menu.\"");
    edit(&mut files, "phrases.toml", "For English, press", "In English, press");
    edit(&mut files, "phrases.toml", "For the documents you need", "For what to bring");
    assert_told!(files);
}

#[test]
fn the_words_for_the_hours_and_those_that_are_listened_for() {
    let mut files = menus();
    let hours = ("\"We open again {day}.\"", "\"Call again {day}.\"");
    edit(&mut files, "phrases.toml", hours.0, hours.1);
    edit(&mut files, "phrases.toml", "\"Saturday\"]", "\"Saturn's day\"]");
    let shipped = sila::catalogue::source::shipped().into_iter();
    files.extend(shipped.filter(|file| file.path == "listening.toml"));
    let operator = ("agent operator person", "agent telephonist person");
    edit(&mut files, "listening.toml", operator.0, operator.1);
    assert_told!(files);
}

#[test]
fn sections() {
    let mut files = menus();
    edit(
        &mut files,
        WALL,
        "[documents]\nar = \"أحضر وثيقة الملكية ورسمًا للسور.\"\nen = \"Bring the title deed and a drawing of the wall.\"\n",
        "",
    );
    edit(
        &mut files,
        WALL,
        "[[fact]]",
        "[steps]\nar = \"قدم الطلب في البلدية.\"\nen = \"Ask at the town hall.\"\n\n[[fact]]",
    );
    assert_told!(files);
}

#[test]
fn a_service_that_is_new_and_one_that_is_gone() {
    let mut files = menus();
    let wall = files.iter().find(|file| file.path == WALL).unwrap();
    let tent = String::from_utf8(wall.bytes.to_vec()).unwrap();
    let tent = tent
        .replace("111", "113")
        .replace("\"wall\"", "\"tent\"")
        .replace("Wall permit", "Tent permit");
    files.push(SourceFile::new("1-town/1-permits/113-tent.toml", tent));
    remove(&mut files, MOVED);
    assert_told!(files);
}

#[test]
fn a_service_that_moves() {
    let mut files = menus();
    edit(&mut files, WALL, "code = \"111\"", "code = \"114\"");
    rename(&mut files, WALL, "1-town/1-permits/114-wall.toml");
    edit(&mut files, MOVED, "moved_to = \"121\"", "moved_to = \"114\"");
    assert_told!(files);
}

#[test]
fn names_and_confirmation() {
    let mut files = menus();
    edit(&mut files, WALL, "Wall permit", "Permit for a wall");
    edit(&mut files, WALL, "confirmed = false", "confirmed = true");
    edit(&mut files, "2-farms/sector.toml", "en = \"", "en = \"All ");
    assert_told!(files);
}

#[test]
fn the_bodies_that_give_services() {
    let mut files = menus();
    edit(&mut files, "bodies.toml", "\"the town hall\"", "\"the town's office\"");
    edit(&mut files, WALL, "body = \"town-hall\"\n", "");
    edit(&mut files, IMPORT, "confirmed = false", "confirmed = false\nbody = \"town-hall\"");
    assert_told!(files);
}

#[test]
fn referrals() {
    let mut files = menus();
    let file = "referrals.toml";
    edit(&mut files, file, "\"lamp post is dark\"", "\"lamp post\", \"dark street\"");
    edit(&mut files, file, "17000042", "17000043");
    edit(&mut files, file, "id = \"passports\"", "id = \"visas\"");
    assert_told!(files);
}

#[test]
fn a_menu_in_another_order() {
    let mut files = menus();
    for file in &mut files {
        file.path = file.path.replace("1-town/1-permits/", "1-town/3-permits/");
    }
    edit(&mut files, "1-town/3-permits/group.toml", "key = \"1\"", "key = \"3\"");
    let moved = "1-town/3-permits/112-occupation-of-a-road.toml";
    edit(&mut files, moved, "\"112\"", "\"132\"");
    rename(&mut files, moved, "1-town/3-permits/132-occupation-of-a-road.toml");
    let wall = "1-town/3-permits/111-wall.toml";
    edit(&mut files, wall, "\"111\"", "\"131\"");
    rename(&mut files, wall, "1-town/3-permits/131-wall.toml");
    assert_told!(files);
}

#[test]
fn settings() {
    let mut files = menus();
    let file = "hotline.toml";
    edit(&mut files, file, "no_input = 3", "no_input = 2");
    edit(&mut files, file, "key_seconds = 6", "key_seconds = 8");
    edit(&mut files, file, "Asia/Bahrain", "Asia/Riyadh");
    edit(&mut files, file, "+97300000000", "+97300000001");
    edit(&mut files, file, "[language.voices]\ntwilio = \"Polly.Hala-Neural\"\n", "");
    edit(&mut files, file, "en-GB", "en-US");
    assert_told!(files);
}

#[test]
fn hours_and_holidays() {
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let week = |hours: &str| days.map(|day| format!("{day} = \"{hours}\"\n")).concat();
    let holiday = |date: &str, name: &str| {
        format!("[[holiday]]\ndate = {date}\n[holiday.name]\nar = \"عيد\"\nen = \"{name}\"\n")
    };
    let with = |hours: String, holidays: String| {
        let mut files = menus();
        files.push(SourceFile::new("hours.toml", hours));
        files.push(SourceFile::new("holidays.toml", holidays));
        hotline(&files)
    };
    let exception = "[[exception]]\ndate = 2026-12-31\nhours = \"closed\"\n";
    let before = with(
        format!("[week]\n{}{exception}", week("07:00-14:00")),
        holiday("2026-12-16", "A day") + &holiday("2027-01-01", "New Year"),
    );
    let after = with(
        format!("[week]\n{}[line.night.week]\n{}", week("08:00-14:00"), week("closed")),
        holiday("2027-01-01", "New Year's Day") + &holiday("2027-05-01", "Labour Day"),
    );
    insta::assert_snapshot!(english::diff(&diff(&before, &after)));
    assert!(diff(&before, &before).is_empty());
}

#[test]
fn the_order_of_the_languages() {
    let mut files = menus();
    let file = files.iter_mut().find(|file| file.path == "hotline.toml").unwrap();
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    let arabic = text.find("[[language]]").unwrap();
    let english = text.rfind("[[language]]").unwrap();
    let limits = text.find("[limits]").unwrap();
    let turned = [&text[..arabic], &text[english..limits], &text[arabic..english], &text[limits..]];
    *file = SourceFile::new("hotline.toml", turned.concat());
    assert_told!(files);
}

#[test]
fn recordings() {
    let with = |sounds: &[(&str, &str)]| {
        let hash = source::content_hash(&menus());
        let find = |prompt: &catalogue::Prompt| {
            let (_, sound) = sounds.iter().find(|(id, _)| prompt.id == *id)?;
            (prompt.language == "en").then(|| Recording {
                hash: RecordingHash::of(sound.as_bytes()),
                seconds: 2.5,
                draft: false,
            })
        };
        Edition::freeze(hotline(&menus()), &hash, find).hotline
    };
    let before = with(&[("111.fee", "five"), ("111.summary", "a wall")]);
    let after = with(&[("111.summary", "a high wall"), ("gate.2", "welcome")]);
    insta::assert_snapshot!(english::diff(&diff(&before, &after)));
}

#[tokio::test]
async fn how_many_calls_heard_it() {
    let store = TestStore::new().await;
    let days_ago = |days: i64| minute(0) - SignedDuration::from_hours(24 * days);
    let mut number = 0;
    let mut events = Vec::new();
    for (days, calls) in [(1, 4120), (8, 100), (40, 3000)] {
        for _ in 0..calls {
            number += 1;
            let call = format!("CA{number}");
            for (turn, place) in [(0, "main"), (1, "service.111"), (2, "service.111")] {
                let mut event = crate::store::turn(&call, turn);
                event.at = days_ago(days);
                event.place = crate::store::place(place);
                events.push(event);
            }
            if number % 10 == 0 {
                let mut event = crate::store::turn(&call, 3);
                event.at = days_ago(days);
                event.place = crate::store::place("section.111.fee");
                events.push(event);
            }
        }
    }
    store.database.append(&events).await.unwrap();
    let often = Often::count(&store.database, minute(0)).await.unwrap();
    let mut files = menus();
    edit(&mut files, WALL, "The fee is five", "The fee is six");
    edit(&mut files, IMPORT, "en = \"", "en = \"The ");
    let diff = diff(&hotline(&menus()), &hotline(&files)).with_heard(&often);
    insta::assert_snapshot!(english::diff(&diff));
    insta::assert_json_snapshot!(diff.places[0]);
}
