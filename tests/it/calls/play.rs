//! Plays a script against a server, and writes down how it went.

use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::{SignedDuration, Timestamp};
use sila::config::Config;
use sila::dialogue::{EventKind, Input, Key, RecordedPlace};
use sila::store::{Source, TurnRecord};
use url::Url;
use walkdir::WalkDir;

use super::direct::DirectCall;
use super::operations;
use super::script::{After, Given, Script, Step};
use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::{ACCOUNT, Provider};
use crate::providers::twilio::call::Call;
use crate::providers::twilio::document::{Document, Method, Strictness, Verb};
use crate::providers::twilio::fault::Fault;
use crate::providers::twilio::heard::{Ended, Heard, Misuse, RecordingEnd, Utterance, Waiting};
use crate::providers::twilio::phone::{Phone, Settings, Silence};
use crate::test_server::{self, TestServer, call_id};

/// Seconds that a caller and a person speak with each other.
const CONVERSATION: u32 = 40;

/// A hotline that is called, and the caller.
struct ScriptRun {
    server: TestServer,
    given: Vec<Given>,
    /// The line's account, where it has one.
    provider: Option<Provider>,
    clock: ManualClock,
    /// Number of calls that began.
    calls: u32,
    call: Call,
    /// Faults of the calls before, and of this one before the caller came back at another address.
    faults: Vec<Fault>,
    /// True if the telephone sends a parameter along with everything now.
    sends_along: bool,
    /// The call, where it comes without HTTP.
    direct: Option<DirectCall>,
}

/// The way on which a call comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over HTTP, in a provider's documents.
    Provider,
    /// In neutral data, in this process.
    Direct,
}

/// Plays a script; what is returned is for a person to read.
pub async fn play(script: &Script, way: Way) -> String {
    let has_account = script.given.iter().any(|given| matches!(given, Given::Account));
    let provider = if has_account { Some(Provider::open().await) } else { None };
    let clock = clock(&script.given);
    let server = TestServer::with_clock(clock.clock(), |config| {
        arrange(config, &script.given, After::Nothing);
        provision(config, &script.given, provider.as_ref());
    })
    .await;
    if script.given.iter().any(|given| matches!(given, Given::Notices)) {
        operations::add_notices(&server).await;
    }
    let mut run = ScriptRun {
        call: Phone::new(telephone(&server, &script.given, provider.as_ref()))
            .unwrap()
            .call(call_id(1), Timestamp::UNIX_EPOCH),
        server,
        given: script.given.clone(),
        provider,
        clock,
        calls: 1,
        faults: Vec::new(),
        sends_along: false,
        direct: (way == Way::Direct).then(|| DirectCall::new(1, caller(&script.given))),
    };
    let only_structure = script.given.iter().any(|given| matches!(given, Given::ShippedMenus));
    let mut told = String::new();
    for (line, step) in &script.steps {
        let _ = writeln!(told, "{line}");
        let heard;
        if let Some(seen) = Box::pin(run.behind_the_scenes(step)).await {
            told.push_str(&seen);
            continue;
        }
        (run, heard) = run.take(step).await;
        if let Some(heard) = heard {
            told.push_str(&if only_structure { tell_structure(&heard) } else { tell(&heard) });
        }
    }
    run.faults.extend(run.call.faults().iter().cloned());
    assert_eq!(run.faults, [], "\n{told}");
    for call in 1..=run.calls {
        told.push_str("\nwritten down\n");
        let mut events = run.server.events(&call_id(call)).await;
        if only_structure {
            // How long the call took depends on the texts.
            for event in events.iter_mut().flat_map(|record| &mut record.events) {
                if let EventKind::StatusReported { seconds, .. } = &mut event.kind {
                    *seconds = None;
                }
            }
        }
        told.push_str(&table(&events));
    }
    told
}

impl ScriptRun {
    /// Does what no caller hears; says what is to be seen of it.
    async fn behind_the_scenes(&mut self, step: &Step) -> Option<String> {
        Some(match step {
            Step::Provider(what) => {
                let provider = self.provider.as_mut().expect("an account is given");
                operations::provider(provider, what).await;
                String::new()
            }
            Step::Until(what) => {
                let provider = self.provider.as_ref().expect("an account is given");
                operations::until(&self.server, provider, what).await
            }
            Step::Store(what) => {
                let settings = telephone(&self.server, &self.given, self.provider.as_ref());
                Box::pin(operations::store(&self.server, settings, what)).await;
                String::new()
            }
            Step::Answer(text) => {
                operations::answer(&self.server, text).await;
                String::new()
            }
            Step::Close => {
                operations::close(&self.server).await;
                String::new()
            }
            _ => return None,
        })
    }

    /// Speaks into a recording, which the provider then has.
    async fn record(&mut self, seconds: u32, end: RecordingEnd) -> Result<Heard, Misuse> {
        let heard = self.call.record(seconds, end).await;
        let parameters = self.call.exchanges().iter().rev().find_map(|exchange| {
            let mut parameters = exchange.request.params.iter();
            parameters.find(|(name, _)| name == "RecordingUrl").cloned()
        });
        let (_, address) = parameters.expect("it was recorded");
        let provider = self.provider.as_ref().expect("an account is given");
        provider.has_recording_at(&address, operations::spoken());
        heard
    }

    async fn take(mut self, step: &Step) -> (Self, Option<Heard>) {
        let goes_on = matches!(step, Step::Press(_) | Step::Silence);
        assert!(!(goes_on && self.sends_along), "it would send those keys again");
        if let Some(mut direct) = self.direct.take() {
            let heard = self.take_directly(&mut direct, step).await;
            self.direct = Some(direct);
            if heard.is_some() {
                return (self, heard);
            }
        }
        let heard = match step {
            Step::Ring => self.call.start().await,
            Step::Press(keys) => self.call.press(keys).await,
            Step::Silence => self.call.silence().await,
            Step::HangUp => self.call.hang_up().await,
            Step::Transfer(outcome) => self.call.dial_result(*outcome, CONVERSATION).await,
            Step::AtOnce(keys) => {
                let digits = ("Digits".to_owned(), keys.clone());
                self.come_back(next_turn(&self.call), Some(digits)).await
            }
            Step::FallThrough => self.come_back(next_turn(&self.call), None).await,
            Step::Cancel => {
                let next = next_turn(&self.call);
                self.call.hang_up().await.unwrap();
                let outcome = ("DialCallStatus".to_owned(), "canceled".to_owned());
                self.come_back(next, Some(outcome)).await
            }
            Step::Tamper => {
                let next = next_turn(&self.call);
                let changed = next.as_str().replace("_key_", "_last_");
                assert_ne!(changed, next.as_str());
                self.come_back(changed.parse().unwrap(), None).await
            }
            Step::Say(words, percent) => self.call.speak(words, *percent).await,
            Step::Record(seconds) => self.record(*seconds, RecordingEnd::Key('#')).await,
            Step::RecordAndHangUp(seconds) => self.record(*seconds, RecordingEnd::HungUp).await,
            Step::CallAgain(minutes) => {
                self.clock.forward(SignedDuration::from_mins(*minutes));
                self.calls += 1;
                self.faults.extend(self.call.faults().iter().cloned());
                let settings = telephone(&self.server, &self.given, self.provider.as_ref());
                let phone = Phone::new(settings).unwrap();
                self.call = phone.call(call_id(self.calls), Timestamp::UNIX_EPOCH);
                self.call.start().await
            }
            Step::KeyReference { wrong } => {
                let keys = self.reference(*wrong).await;
                self.call.press(&keys).await
            }
            Step::Provider(_) | Step::Store(_) | Step::Until(_) | Step::Answer(_) | Step::Close => {
                unreachable!()
            }
            Step::Publish => {
                let menus = self.server.folder().join("menus");
                fs::remove_dir_all(menus.join("1-town/2-roads")).unwrap();
                fs::remove_file(menus.join("1-town/1-permits/112-occupation-of-a-road.toml"))
                    .unwrap();
                self.server.publish(&menus, "without the roads").await;
                return (self, None);
            }
            Step::Restart(after) => {
                let given = self.given.clone();
                if *after == After::Retired {
                    self.server.retire().await;
                }
                let provider = self.provider.as_ref();
                let restarted = self.server.restart(|config| {
                    arrange(config, &given, *after);
                    provision(config, &given, provider);
                });
                self.server = restarted.await;
                return (self, None);
            }
        };
        (self, Some(heard.unwrap()))
    }

    async fn reference(&self, wrong: bool) -> String {
        let reference = operations::last_reference(&self.server).await;
        if wrong {
            return reference.replace(|digit| digit != '1', "1");
        }
        reference
    }

    /// Does what the caller does without HTTP; nothing where the caller does nothing.
    async fn take_directly(&mut self, call: &mut DirectCall, step: &Step) -> Option<Heard> {
        let server = &self.server;
        let spoken = |provider: Option<&Provider>| {
            let provider = provider.expect("an account is given");
            let address = format!(
                "{}/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{:032x}",
                provider.url(),
                self.calls
            );
            provider.has_recording_at(&address, operations::spoken());
            address
        };
        Some(match step {
            Step::Ring => call.turn(server, Input::Start).await,
            Step::Press(keys) => call.press(server, keys).await,
            Step::Silence => call.silence(server).await,
            Step::FallThrough => call.turn(server, Input::Silence).await,
            Step::HangUp => call.hang_up(server).await,
            Step::Transfer(outcome) => call.transfer(server, *outcome).await,
            Step::Cancel => call.cancel(server).await,
            Step::Tamper => call.tamper(server).await,
            Step::AtOnce(keys) => {
                let keys = keys.chars().filter_map(Key::from_char).collect();
                call.turn(server, Input::Keys(keys)).await
            }
            Step::Say(words, percent) => {
                let (said, confidence) = (words.clone(), Some(*percent));
                call.turn(server, Input::Speech { said, confidence }).await
            }
            Step::Record(seconds) => {
                let address = spoken(self.provider.as_ref());
                call.record(server, *seconds, address, false).await
            }
            Step::RecordAndHangUp(seconds) => {
                let address = spoken(self.provider.as_ref());
                call.record(server, *seconds, address, true).await
            }
            Step::CallAgain(minutes) => {
                self.clock.forward(SignedDuration::from_mins(*minutes));
                self.calls += 1;
                *call = DirectCall::new(self.calls, caller(&self.given));
                call.turn(server, Input::Start).await
            }
            Step::KeyReference { wrong } => {
                let keys = self.reference(*wrong).await;
                call.press(server, &keys).await
            }
            Step::Publish | Step::Restart(_) => return None,
            Step::Provider(_) | Step::Store(_) | Step::Until(_) | Step::Answer(_) | Step::Close => {
                unreachable!()
            }
        })
    }

    /// The provider asks the address in its own way, and the call goes on with what it gets.
    async fn come_back(
        &mut self,
        url: Url,
        parameter: Option<(String, String)>,
    ) -> Result<Heard, Misuse> {
        self.faults.extend(self.call.faults().iter().cloned());
        let mut settings = telephone(&self.server, &self.given, self.provider.as_ref());
        settings.voice_url = url;
        settings.method = Method::Post;
        self.sends_along = parameter.is_some();
        settings.extra.extend(parameter);
        let phone = Phone::new(settings).unwrap();
        self.call = phone.call(call_id(1), Timestamp::UNIX_EPOCH);
        self.call.start().await
    }
}

/// The number that calls.
fn caller(given: &[Given]) -> &str {
    let number = given.iter().find_map(|given| match given {
        Given::Caller(number) => Some(number.as_str()),
        _ => None,
    });
    number.unwrap_or("+97317000000")
}

/// The telephone that is given.
fn telephone(server: &TestServer, given: &[Given], provider: Option<&Provider>) -> Settings {
    let mut settings = server.telephone();
    if let Some(provider) = provider {
        ACCOUNT.clone_into(&mut settings.account_id);
        let recordings = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Recordings/", provider.url());
        settings.recordings_url = recordings.parse().unwrap();
    }
    for given in given {
        match given {
            Given::Get => settings.method = Method::Get,
            Given::NoDigits => settings.habits.silence = Silence::NoDigits,
            Given::Caller(number) => settings.from.clone_from(number),
            _ => {}
        }
    }
    settings
}

/// Arranges the hotline as it is given.
fn arrange(config: &mut Config, given: &[Given], after: After) {
    let menus = config.data_dir.join("menus");
    copy(&small_menus(), &menus);
    config.menus = Some(menus.clone());
    for given in given {
        match given {
            Given::ShippedMenus => config.menus = None,
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
fn provision(config: &mut Config, given: &[Given], provider: Option<&Provider>) {
    let line = &mut config.lines[0];
    if let Some(provider) = provider {
        test_server::provision(line, provider.url().parse().unwrap());
    }
    for given in given {
        match given {
            Given::Listens => line.abilities.listens = true,
            Given::TextsADay(number) => config.texts_a_day = *number,
            Given::SmallStore => config.store.max_bytes = Some(operations::SMALL),
            _ => {}
        }
    }
}

/// A clock that begins at the time that is given.
fn clock(given: &[Given]) -> ManualClock {
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
            nobody.replace(&code, &format!("{code}person = \"+97300000000\"\n"))
        }
    };
    fs::write(file, text).unwrap();
}

/// The address of a call's next turn.
pub fn next_turn(call: &Call) -> Url {
    let last = call.last_document().unwrap();
    let (document, _) = Document::read(&last.body, &last.request.url, Strictness::STRICT);
    let action = document.unwrap().verbs.into_iter().find_map(|verb| {
        let action = match verb {
            Verb::Gather(gather) => Some(gather.action),
            Verb::Dial(dial) => dial.action,
            Verb::Record(record) => Some(record.action),
            _ => None,
        };
        action.map(|target| target.url)
    });
    action.expect("something is awaited")
}

/// The text that was heard and the event that is awaited, in lines.
fn tell(heard: &Heard) -> String {
    let mut told = String::new();
    for utterance in &heard.utterances {
        match utterance {
            Utterance::Beeped => told.push_str("      (a tone)\n"),
            Utterance::ToPerson(heard) => {
                let (language, text) = said(heard);
                let _ = writeln!(told, "      to the person:  {language}  {text}");
            }
            _ => {
                let (language, text) = said(utterance);
                let _ = writeln!(told, "      {language}  {text}");
            }
        }
    }
    let _ = match &heard.waiting {
        Waiting::Key {
            num_digits: Some(1),
            finish_on_key: None,
            keys: true,
            speech,
            timeout,
            ..
        } => {
            let what = if *speech { "a key or words" } else { "a key" };
            writeln!(told, "      … {what}, {timeout} s")
        }
        Waiting::Key {
            num_digits: Some(keys),
            finish_on_key: Some('#'),
            keys: true,
            speech: false,
            timeout,
            ..
        } => writeln!(told, "      … {keys} keys or #, {timeout} s"),
        Waiting::Recording { max_seconds, silence, finish_on_key } => writeln!(
            told,
            "      … it is recorded, {max_seconds} s, until {finish_on_key} or {silence} s of silence"
        ),
        Waiting::Dial { numbers, ring_timeout, .. } => {
            writeln!(told, "      … {} is called, {ring_timeout} s", numbers.join(", "))
        }
        Waiting::Ended(Ended::MenuHungUp) => writeln!(told, "      the menu hangs up"),
        Waiting::Ended(Ended::CallerHungUp) => writeln!(told, "      the call is over"),
        other => panic!("nothing else is ever awaited: {other:?}"),
    };
    told
}

/// The languages that were heard, one after another, and what is awaited.
fn tell_structure(heard: &Heard) -> String {
    let mut languages: Vec<_> = heard.utterances.iter().map(|one| said(one).0).collect();
    languages.dedup();
    match heard.waiting {
        Waiting::Key { .. } => format!("      {}\n      … a key\n", languages.join(", ")),
        Waiting::Ended(_) => "      the call is over\n".to_owned(),
        _ => panic!("{heard:?}"),
    }
}

/// The language and the text of something that was said.
fn said(utterance: &Utterance) -> (&str, &str) {
    let Utterance::Said { text, language, .. } = utterance else {
        panic!("nothing is recorded: {utterance:?}");
    };
    (language.as_deref().expect("a language"), text)
}

/// The rows of the store, in columns, with a line for each event.
fn table(records: &[TurnRecord]) -> String {
    let mut lives = vec![0];
    let mut rows: Vec<[String; 5]> = Vec::new();
    for record in records {
        let turn = match &record.id.source {
            Source::Turn { restart, turn } => {
                if !lives.contains(restart) {
                    lives.push(*restart);
                }
                match lives.iter().position(|life| life == restart) {
                    Some(0) | None => turn.to_string(),
                    Some(life) => format!("{}+{turn}", "again ".repeat(life).trim()),
                }
            }
            Source::Status(_) => "status".to_owned(),
        };
        let place = |place: Option<RecordedPlace>| {
            place.map_or_else(|| "-".to_owned(), |place| place.to_string())
        };
        for (number, event) in record.events.iter().enumerate() {
            let of_turn = |text: String| if number == 0 { text } else { String::new() };
            let language = record.language.clone().unwrap_or_else(|| "-".to_owned());
            let at = if event.place == record.place {
                String::new()
            } else {
                format!("at {}", place(event.place))
            };
            rows.push([
                of_turn(turn.clone()),
                of_turn(place(record.place)),
                of_turn(language),
                serde_json::to_string(&event.kind).unwrap(),
                at,
            ]);
        }
    }
    let widths: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    let mut table = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(table, "      {}", cells.join("  ").trim_end());
    }
    table
}
