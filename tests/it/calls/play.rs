//! Plays a script against a server, and writes down how it went.

use std::fmt::Write as _;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use sila::dialogue::{EventKind, Input, Key};
use url::Url;

use super::direct::DirectCall;
use super::operations;
use super::script::{After, Given, Script, Step};
use super::setup::{arrange, clock, provision, telephone};
use super::transcript::{table, tell, tell_structure};
use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::{ACCOUNT, Provider};
use crate::providers::twilio::call::Call;
use crate::providers::twilio::document::{Document, Method, Strictness, Verb};
use crate::providers::twilio::fault::Fault;
use crate::providers::twilio::heard::{Heard, Misuse, RecordingEnd};
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

pub use super::setup::{copy, small_menus};

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
        direct: (way == Way::Direct).then(|| DirectCall::new(1, &script.given)),
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
            Step::OtherTelephone(number) => {
                self.given.retain(|given| !matches!(given, Given::Caller(_)));
                self.given.push(Given::Caller(number.clone()));
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
            Step::RecordAndWithdraw(seconds) => self.record(*seconds, RecordingEnd::Key('*')).await,
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
            _ => unreachable!("{step:?} is nothing that a caller does"),
        };
        (self, Some(heard.unwrap_or_else(|misuse| panic!("{step:?}: {misuse}"))))
    }

    async fn reference(&self, wrong: bool) -> String {
        let reference = operations::last_reference(&self.server).await;
        if !wrong {
            return reference;
        }
        // Another check digit: the reference of no question.
        let (body, check) = reference.split_at(reference.len() - 1);
        let check: u8 = check.parse().unwrap();
        format!("{body}{}", (check + 1) % 10)
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
                call.record(server, *seconds, address, RecordingEnd::Key('#')).await
            }
            Step::RecordAndHangUp(seconds) => {
                let address = spoken(self.provider.as_ref());
                call.record(server, *seconds, address, RecordingEnd::HungUp).await
            }
            Step::RecordAndWithdraw(seconds) => {
                let address = spoken(self.provider.as_ref());
                call.record(server, *seconds, address, RecordingEnd::Key('*')).await
            }
            Step::CallAgain(minutes) => {
                self.clock.forward(SignedDuration::from_mins(*minutes));
                self.calls += 1;
                *call = DirectCall::new(self.calls, &self.given);
                call.turn(server, Input::Start).await
            }
            Step::KeyReference { wrong } => {
                let keys = self.reference(*wrong).await;
                call.press(server, &keys).await
            }
            Step::Publish | Step::Restart(_) => return None,
            _ => unreachable!("{step:?} is nothing that a caller does"),
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
