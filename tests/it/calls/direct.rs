//! A telephone that speaks to the turn's room in neutral data: no HTTP, no document, no provider.

use sila::calls::CallLine;
use sila::dialects::{CallId, CallTurn, NextStep, PhoneNumber, PlainAnswer};
use sila::dialects::{StatusReport, Utterance as Spoken};
use sila::dialogue::{CallStatus, Input, Key, TransferOutcome};

use super::script::Given;
use super::setup;
use crate::providers::twilio::heard::{
    DialOutcome, Ended, Heard, RecordingEnd, Utterance, Waiting,
};
use crate::test_server::{TestServer, call_id};

/// Seconds that a caller and a person speak with each other.
const CONVERSATION: u32 = 40;

/// A call, and what it waits for.
pub struct DirectCall {
    id: CallId,
    caller: Option<PhoneNumber>,
    called: Option<PhoneNumber>,
    forwarded_from: Option<PhoneNumber>,
    token: Option<String>,
    then: Option<NextStep>,
    pressed: Vec<Key>,
}

fn line(server: &TestServer) -> &CallLine {
    &server.running.app.lines["main"].call_line
}

impl DirectCall {
    /// The call with this number, between the telephones that are given.
    pub fn new(number: u32, given: &[Given]) -> Self {
        Self {
            id: CallId::parse(&call_id(number)).unwrap(),
            caller: PhoneNumber::parse(setup::caller(given)),
            called: PhoneNumber::parse(setup::called(given)),
            forwarded_from: setup::forwarded_from(given).and_then(PhoneNumber::parse),
            token: None,
            then: None,
            pressed: Vec::new(),
        }
    }

    /// Makes a turn.
    pub async fn turn(&mut self, server: &TestServer, input: Input) -> Heard {
        let turn = CallTurn {
            call: self.id.clone(),
            input,
            parent: None,
            caller: self.caller.clone(),
            called: self.called.clone(),
            forwarded_from: self.forwarded_from.clone(),
        };
        let calls = &server.running.app.calls;
        let taken = calls.take_turn(line(server), turn, self.token.as_deref());
        let result = taken.await;
        let PlainAnswer { heard, then } = PlainAnswer::of(&result.answer, result.edition.hotline());
        self.token = result.token;
        self.pressed.clear();
        self.then = Some(then.clone());
        let mut utterances: Vec<_> = heard.into_iter().map(said).collect();
        if matches!(then, NextStep::Record { .. }) {
            utterances.push(Utterance::Beeped);
        }
        if then == NextStep::HangUp {
            self.report(server).await;
        }
        Heard { utterances, waiting: waiting(then), faults: Vec::new() }
    }

    /// Presses keys one after another; gives everything that was heard.
    pub async fn press(&mut self, server: &TestServer, keys: &str) -> Heard {
        let mut all: Option<Heard> = None;
        for key in keys.chars().map(|key| Key::from_char(key).unwrap()) {
            let Some(NextStep::Collect { keys: needed, .. }) = self.then else {
                continue;
            };
            let ends = needed > 1 && key == Key::Hash;
            if !ends {
                self.pressed.push(key);
            }
            if !ends && self.pressed.len() < needed as usize {
                continue;
            }
            let heard = self.answer(server).await;
            match &mut all {
                None => all = Some(heard),
                Some(all) => {
                    all.utterances.extend(heard.utterances);
                    all.waiting = heard.waiting;
                }
            }
        }
        all.unwrap_or_else(|| Heard {
            utterances: Vec::new(),
            waiting: waiting(self.then.clone().unwrap()),
            faults: Vec::new(),
        })
    }

    async fn answer(&mut self, server: &TestServer) -> Heard {
        let keys = std::mem::take(&mut self.pressed);
        let input = if keys.is_empty() { Input::Silence } else { Input::Keys(keys) };
        self.turn(server, input).await
    }

    /// Does nothing until the menu goes on.
    pub async fn silence(&mut self, server: &TestServer) -> Heard {
        if matches!(self.then, Some(NextStep::Transfer { .. })) {
            return self.transfer(server, DialOutcome::NoAnswer).await;
        }
        self.answer(server).await
    }

    /// Says how a transfer went.
    pub async fn transfer(&mut self, server: &TestServer, outcome: DialOutcome) -> Heard {
        let picked_up =
            matches!(outcome, DialOutcome::Answered | DialOutcome::Declined | DialOutcome::Mailbox);
        let (mut to_person, mut asks_key) = (Vec::new(), false);
        if let (true, Some(token)) = (picked_up, &self.token) {
            let calls = &server.running.app.calls;
            let (edition, whisper) = calls.whisper(line(server), &self.id, token).unwrap();
            asks_key = whisper.asks_key;
            let heard = Spoken::of(&whisper.prompts, edition.hotline()).into_iter();
            to_person.extend(heard.map(|heard| Utterance::ToPerson(Box::new(said(heard)))));
        }
        let outcome = match outcome {
            DialOutcome::Mailbox if !asks_key => TransferOutcome::Answered,
            DialOutcome::Answered => TransferOutcome::Answered,
            DialOutcome::Busy => TransferOutcome::Busy,
            DialOutcome::NoAnswer | DialOutcome::Declined | DialOutcome::Mailbox => {
                TransferOutcome::NoAnswer
            }
            DialOutcome::Failed => TransferOutcome::Failed,
        };
        let answered = outcome == TransferOutcome::Answered;
        let ended = Input::Transferred {
            outcome,
            seconds: answered.then_some(CONVERSATION),
            caller_gone: false,
        };
        let mut heard = self.turn(server, ended).await;
        heard.utterances.splice(..0, to_person);
        heard
    }

    /// The caller hangs up while the person's telephone rings.
    pub async fn cancel(&mut self, server: &TestServer) -> Heard {
        self.report(server).await;
        let ended = Input::Transferred {
            outcome: TransferOutcome::Cancelled,
            seconds: None,
            caller_gone: false,
        };
        self.turn(server, ended).await
    }

    /// Speaks into a recording that is at this address then.
    pub async fn record(
        &mut self,
        server: &TestServer,
        seconds: u32,
        address: String,
        end: RecordingEnd,
    ) -> Heard {
        let caller_gone = matches!(end, RecordingEnd::HungUp);
        let ended = Input::RecordingEnded {
            address: Some(address),
            seconds: Some(seconds),
            withdrawn: matches!(end, RecordingEnd::Key('*')),
            caller_gone,
        };
        let heard = self.turn(server, ended).await;
        if caller_gone {
            return self.hang_up(server).await;
        }
        heard
    }

    /// Somebody changes the token, and nothing is pressed.
    pub async fn tamper(&mut self, server: &TestServer) -> Heard {
        let token = self.token.take().unwrap();
        let changed = token.replace("_key_", "_last_");
        assert_ne!(changed, token);
        self.token = Some(changed);
        self.turn(server, Input::Silence).await
    }

    /// Hangs up.
    pub async fn hang_up(&mut self, server: &TestServer) -> Heard {
        self.report(server).await;
        Heard {
            utterances: Vec::new(),
            waiting: Waiting::Ended(Ended::CallerHungUp),
            faults: Vec::new(),
        }
    }

    async fn report(&self, server: &TestServer) {
        let report =
            StatusReport { call: self.id.clone(), status: CallStatus::Completed, seconds: Some(0) };
        let calls = &server.running.app.calls;
        calls.take_report(line(server), report).await;
    }
}

fn said(heard: Spoken) -> Utterance {
    let Spoken::Said { text, language } = heard else {
        panic!("nothing is recorded: {heard:?}");
    };
    Utterance::Said { text, language, voice: None, times: 1 }
}

/// The event that a provider would wait for.
fn waiting(then: NextStep) -> Waiting {
    match then {
        NextStep::Collect { keys, seconds, listen } => Waiting::Key {
            num_digits: Some(keys as usize),
            timeout: seconds,
            finish_on_key: (keys > 1).then_some('#'),
            keys: true,
            speech: listen,
            pressed: String::new(),
        },
        NextStep::Transfer { number, ring_seconds } => {
            Waiting::Dial { numbers: vec![number], caller_id: None, ring_timeout: ring_seconds }
        }
        NextStep::Record { longest, silence } => {
            Waiting::Recording { max_seconds: longest, silence, finish_on_key: "*#".to_owned() }
        }
        NextStep::HangUp => Waiting::Ended(Ended::MenuHungUp),
        NextStep::Redirect => panic!("nothing redirects without documents"),
    }
}
