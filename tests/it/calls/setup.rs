//! The hotline, the line and the telephone of a script, as they are given.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use sila::config::Config;
use walkdir::WalkDir;

use super::operations;
use super::script::{After, Given};
use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::{ACCOUNT, Provider};
use crate::providers::twilio::document::Method;
use crate::providers::twilio::phone::{Settings, Silence};
use crate::test_server::{self, TestServer};

/// The number that calls.
pub fn caller(given: &[Given]) -> &str {
    let number = given.iter().find_map(|given| match given {
        Given::Caller(number) => Some(number.as_str()),
        _ => None,
    });
    number.unwrap_or("+97336000009")
}

/// The number that is called.
pub fn called(given: &[Given]) -> &str {
    let number = given.iter().find_map(|given| match given {
        Given::Called(number) => Some(number.as_str()),
        _ => None,
    });
    number.unwrap_or("+97380000000")
}

/// The number whose calls are sent on to the line, if there is one.
pub fn forwarded_from(given: &[Given]) -> Option<&str> {
    given.iter().find_map(|given| match given {
        Given::ForwardedFrom(number) => Some(number.as_str()),
        _ => None,
    })
}

/// The telephone that is given.
pub fn telephone(server: &TestServer, given: &[Given], provider: Option<&Provider>) -> Settings {
    let mut settings = server.telephone();
    caller(given).clone_into(&mut settings.from);
    called(given).clone_into(&mut settings.to);
    let forwarded_from = forwarded_from(given).map(str::to_owned);
    settings.extra.extend(forwarded_from.map(|number| ("ForwardedFrom".to_owned(), number)));
    if let Some(provider) = provider {
        ACCOUNT.clone_into(&mut settings.account_id);
        let recordings = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Recordings/", provider.url());
        settings.recordings_url = recordings.parse().unwrap();
    }
    for given in given {
        match given {
            Given::Get => settings.method = Method::Get,
            Given::NoDigits => settings.habits.silence = Silence::NoDigits,
            _ => {}
        }
    }
    settings
}

/// Arranges the hotline as it is given.
pub fn arrange(config: &mut Config, given: &[Given], after: After) {
    let menus = config.data_dir.join("menus");
    copy(&small_menus(), &menus);
    config.menus = Some(menus.clone());
    for given in given {
        match given {
            Given::ShippedMenus => config.menus = None,
            Given::Switchboard => put_switchboard(&menus),
            Given::NoPerson => put_person(&menus, None),
            Given::Person(language) => put_person(&menus, Some(language)),
            Given::Languages(codes) => config.lines[0].languages.clone_from(codes),
            Given::Hours => operations::put_hours(&menus),
            Given::Phrase { name, language, text } => {
                operations::put_phrase(&menus, name, language, text);
            }
            Given::LongGuidance => operations::put_long_guidance(&menus),
            Given::MorePermits => operations::put_more_permits(&menus),
            _ => {}
        }
    }
    match after {
        After::Nothing | After::Retired => {}
        After::Key => {
            let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
            config.address_key = Some(key.to_owned().into());
        }
    }
}

/// Sets up what the line can do at its provider.
pub fn provision(config: &mut Config, given: &[Given], provider: Option<&Provider>) {
    let line = &mut config.lines[0];
    if let Some(provider) = provider {
        test_server::provision(line, provider.url().parse().unwrap());
    }
    for given in given {
        match given {
            Given::Listens => line.abilities.listens = true,
            Given::TextsADay(number) => config.text_limits.a_day = *number,
            Given::QuestionsADay(number) => config.question_limits.a_day = *number,
            Given::LineQuestionsADay(number) => config.question_limits.line_a_day = *number,
            Given::UnknownReferences(number) => config.question_limits.unknown_a_day = *number,
            Given::SmallStore => config.store.max_bytes = Some(operations::SMALL),
            _ => {}
        }
    }
}

/// A clock that begins at the time that is given.
pub fn clock(given: &[Given]) -> ManualClock {
    let time = given.iter().find_map(|given| match given {
        Given::Time(time) => Some(*time),
        _ => None,
    });
    time.map_or_else(ManualClock::ticking, ManualClock::ticking_from)
}

/// The small hotline whose texts do not change.
pub fn small_menus() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/good"))
}

/// Copies a folder with everything in it.
pub fn copy(from: &Utf8Path, to: &Utf8Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let path = Utf8Path::from_path(entry.path()).unwrap();
        let target = to.join(path.strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
        } else {
            fs::copy(path, &target).unwrap();
        }
    }
}

/// Has a switchboard answer at the person's number, which presses no key.
fn put_switchboard(menus: &Utf8Path) {
    let file = menus.join("hotline.toml");
    let text = fs::read_to_string(&file).unwrap();
    let person = "person = \"+97300000000\"\n";
    assert!(text.contains(person), "there is a person");
    fs::write(file, text.replace(person, &format!("{person}person_presses = false\n"))).unwrap();
}

/// Leaves a person in one language or in none.
fn put_person(menus: &Utf8Path, language: Option<&String>) {
    let file = menus.join("hotline.toml");
    let text = fs::read_to_string(&file).unwrap();
    let nobody = text.replace("person = \"+97300000000\"\n", "");
    assert_ne!(text, nobody);
    let text = match language {
        None => nobody,
        Some(language) => {
            let code = format!("code = \"{language}\"\n");
            assert!(nobody.contains(&code), "the menus do not speak {language}");
            nobody.replace(&code, &format!("{code}person = \"+97300000000\"\n"))
        }
    };
    fs::write(file, text).unwrap();
}
