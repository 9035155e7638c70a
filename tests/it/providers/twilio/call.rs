//! A call: what the caller can do.
//!
//! Time in a call is reckoned, not measured: it passes as utterances are heard and silences kept, so
//! that the same keys always give the same requests.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{
    audio::Audio,
    document::{Dial, Gather, Method, Record, Target, Verb},
    exchange::{Exchange, Purpose, Request},
    fault::Fault,
    heard::{DialOutcome, Ended, Heard, Misuse, RecordingEnd, Utterance, Waiting},
    phone::{LoneFinishKey, Phone, Silence},
    verbs::is_key,
};

/// A call in progress.
#[derive(Debug)]
pub struct Call {
    pub(super) phone: Phone,
    pub(super) id: String,
    pub(super) began: Timestamp,
    /// Seconds since it began.
    pub(super) elapsed: f64,
    pub(super) state: State,
    /// The current document: its address and what is still to do of it.
    pub(super) page: Option<(Url, VecDeque<Verb>)>,
    /// Documents since the caller last did something.
    pub(super) chain: Vec<Url>,
    /// Heard and found wrong since the caller last did something.
    pub(super) utterances: Vec<Utterance>,
    pub(super) new_faults: usize,
    pub(super) faults: Vec<Fault>,
    pub(super) exchanges: Vec<Exchange>,
    /// Documents asked for.
    pub(super) documents: usize,
    /// True if there has been a document.
    pub(super) answered: bool,
    pub(super) audio: HashMap<Url, Audio>,
}

/// The state of a call.
#[derive(Debug)]
pub(super) enum State {
    NotStarted,
    Running,
    Asking { gather: Gather, pressed: String },
    Dialling(Dial),
    Recording(Record),
    Over(Ended),
}

/// The length that a recording is taken to have if it is ended with a key, in seconds.
const SPOKEN_SECONDS: u32 = 5;

impl Call {
    pub(super) fn new(phone: Phone, id: String, began: Timestamp) -> Self {
        Self {
            phone,
            id,
            began,
            elapsed: 0.0,
            state: State::NotStarted,
            page: None,
            chain: Vec::new(),
            utterances: Vec::new(),
            new_faults: 0,
            faults: Vec::new(),
            exchanges: Vec::new(),
            documents: 0,
            answered: false,
            audio: HashMap::new(),
        }
    }

    /// Rings: asks for the first document and follows it until it waits for the caller.
    pub async fn start(&mut self) -> Result<Heard, Misuse> {
        if !matches!(self.state, State::NotStarted) {
            return Err(Misuse::Started);
        }
        self.state = State::Running;
        let settings = &self.phone.settings;
        let target = Target { url: settings.voice_url.clone(), method: settings.method };
        self.load(target, Vec::new()).await;
        Ok(self.run().await)
    }

    /// Presses keys one after another: `0`-`9`, `*`, `#`.
    ///
    /// A key that nobody waits for is lost, as on a telephone.
    pub async fn press(&mut self, keys: &str) -> Result<Heard, Misuse> {
        if let Some(bad) = keys.chars().find(|key| !is_key(*key)) {
            return Err(Misuse::NotAKey(bad));
        }
        let mut heard = Heard { utterances: vec![], waiting: self.waiting(), faults: vec![] };
        for key in keys.chars() {
            let next = self.press_one(key).await?;
            heard.utterances.extend(next.utterances);
            heard.faults.extend(next.faults);
            heard.waiting = next.waiting;
        }
        Ok(heard)
    }

    async fn press_one(&mut self, key: char) -> Result<Heard, Misuse> {
        self.check_running()?;
        match &mut self.state {
            State::Asking { gather, pressed } if gather.keys => {
                if Some(key) == gather.finish_on_key {
                    return Ok(self.finish().await);
                }
                pressed.push(key);
                if gather.num_digits == Some(pressed.len()) {
                    let digits = std::mem::take(pressed);
                    return Ok(self.answer(vec![("Digits".into(), digits)]).await);
                }
                Ok(self.heard())
            }
            State::Recording(record) if record.finish_on_key.contains(key) => {
                self.record(SPOKEN_SECONDS, RecordingEnd::Key(key)).await
            }
            State::Dialling(dial) if dial.hangup_on_star && key == '*' => {
                self.dial_result(DialOutcome::Answered, 0).await
            }
            _ => Ok(self.heard()),
        }
    }

    /// Says something to a menu that takes speech. The provider is sure of it, to so many percent.
    pub async fn speak(&mut self, text: &str, percent: u8) -> Result<Heard, Misuse> {
        self.check_running()?;
        match &self.state {
            State::Asking { gather, .. } if gather.speech => {
                let confidence = ("Confidence".into(), format!("0.{percent:02}"));
                Ok(self.answer(vec![("SpeechResult".into(), text.into()), confidence]).await)
            }
            _ => Err(Misuse::NotListening),
        }
    }

    /// Does nothing until the menu goes on by itself.
    ///
    /// Keys pressed before go to the action. Without any, the document goes on with the verb after
    /// the Gather, unless `actionOnEmptyResult` is true. A recording of silence is none: "if Twilio
    /// receives an empty recording, it will not make a request to the action URL" (twiml/record).
    pub async fn silence(&mut self) -> Result<Heard, Misuse> {
        self.check_running()?;
        match &mut self.state {
            State::Asking { gather, pressed } => {
                self.elapsed += f64::from(gather.timeout);
                let digits = std::mem::take(pressed);
                if digits.is_empty() {
                    return Ok(self.nothing_keyed().await);
                }
                Ok(self.answer(vec![("Digits".into(), digits)]).await)
            }
            State::Dialling(_) => self.dial_result(DialOutcome::NoAnswer, 0).await,
            State::Recording(record) => {
                self.elapsed += f64::from(record.timeout);
                self.state = State::Running;
                Ok(self.run().await)
            }
            _ => Ok(self.heard()),
        }
    }

    /// Ends a recording of `seconds` seconds.
    pub async fn record(&mut self, seconds: u32, end: RecordingEnd) -> Result<Heard, Misuse> {
        self.check_running()?;
        let State::Recording(record) = &self.state else {
            return Err(Misuse::NotRecording);
        };
        let record = record.clone();
        self.input();
        self.elapsed += f64::from(seconds);
        self.recorded(record, seconds.min(3600 * 24), end).await;
        Ok(if end == RecordingEnd::HungUp {
            self.end(Ended::CallerHungUp).await;
            self.heard()
        } else {
            self.run().await
        })
    }

    /// Says how the connection went, and how many seconds they spoke.
    pub async fn dial_result(&mut self, outcome: DialOutcome, secs: u32) -> Result<Heard, Misuse> {
        self.check_running()?;
        let State::Dialling(dial) = &self.state else {
            return Err(Misuse::NotDialling);
        };
        let dial = dial.clone();
        self.input();
        self.elapsed += match outcome {
            DialOutcome::Answered | DialOutcome::Mailbox => f64::from(secs),
            DialOutcome::NoAnswer => f64::from(dial.timeout),
            DialOutcome::Busy | DialOutcome::Failed | DialOutcome::Declined => 1.0,
        };
        self.state = State::Running;
        let picked_up =
            !matches!(outcome, DialOutcome::Busy | DialOutcome::NoAnswer | DialOutcome::Failed);
        let bridged = match dial.whisper.clone() {
            Some(whisper) if picked_up => {
                let presses = outcome == DialOutcome::Answered;
                self.whisper(whisper, &dial, presses).await && outcome != DialOutcome::Declined
            }
            _ => picked_up && outcome != DialOutcome::Declined,
        };
        if let Some(action) = dial.action.clone() {
            let params = self.dial_params(&dial, outcome, bridged.then_some(secs));
            self.load(action, params).await;
        }
        Ok(self.run().await)
    }

    /// Hangs up.
    pub async fn hang_up(&mut self) -> Result<Heard, Misuse> {
        self.check_running()?;
        self.end(Ended::CallerHungUp).await;
        Ok(self.heard())
    }

    /// The event that is waited for now.
    pub fn waiting(&self) -> Waiting {
        match &self.state {
            State::NotStarted | State::Running => Waiting::NotStarted,
            State::Asking { gather, pressed } => Waiting::Key {
                num_digits: gather.num_digits,
                timeout: gather.timeout,
                finish_on_key: gather.finish_on_key,
                keys: gather.keys,
                speech: gather.speech,
                pressed: pressed.clone(),
            },
            State::Dialling(dial) => Waiting::Dial {
                numbers: dial.numbers.clone(),
                caller_id: dial.caller_id.clone(),
                ring_timeout: dial.timeout,
            },
            State::Recording(record) => Waiting::Recording {
                max_seconds: record.max_length,
                silence: record.timeout,
                finish_on_key: record.finish_on_key.clone(),
            },
            State::Over(ended) => Waiting::Ended(ended.clone()),
        }
    }

    /// Every request of the call in order, with its answer.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The last request for a document, with its answer.
    pub fn last_document(&self) -> Option<&Exchange> {
        self.exchanges.iter().rfind(|exchange| exchange.purpose != Purpose::Notice)
    }

    /// Asks for the last document again, exactly as the provider does when it thinks that its
    /// request was lost. The call stays where it is.
    pub async fn replay_last(&self) -> Option<Exchange> {
        let last = self.last_document()?;
        let token = last.token().to_owned();
        let request: Request = last.request.clone();
        Some(self.ask(last.purpose, request, &token).await)
    }

    /// Everything that was wrong so far.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Seconds since the call began.
    pub fn seconds(&self) -> f64 {
        self.elapsed
    }

    /// A recording that was played in this call.
    pub fn audio(&self, url: &Url) -> Option<&Audio> {
        self.audio.get(url)
    }

    /// The time in the call.
    pub(super) fn now(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "a call lasts hours, not millennia")]
        let seconds = self.elapsed.ceil() as i64;
        self.began.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(self.began)
    }

    fn check_running(&self) -> Result<(), Misuse> {
        match &self.state {
            State::NotStarted => Err(Misuse::NotStarted),
            State::Over(_) => Err(Misuse::Over),
            _ => Ok(()),
        }
    }

    /// The finishing key was pressed: it completes the answer and is no part of it.
    async fn finish(&mut self) -> Heard {
        let State::Asking { gather, pressed } = &mut self.state else {
            return self.heard();
        };
        let digits = std::mem::take(pressed);
        if !digits.is_empty() {
            return self.answer(vec![("Digits".into(), digits)]).await;
        }
        let key = gather.finish_on_key.map(String::from).unwrap_or_default();
        match self.phone.settings.habits.lone_finish_key {
            LoneFinishKey::Silence => self.nothing_keyed().await,
            LoneFinishKey::Key => self.answer(vec![("Digits".into(), key)]).await,
            LoneFinishKey::Nothing => self.heard(),
        }
    }

    /// Nothing was keyed or said: on to the next verb, or to the action if it asks for that.
    async fn nothing_keyed(&mut self) -> Heard {
        let State::Asking { gather, .. } = &self.state else {
            return self.heard();
        };
        if gather.action_on_empty_result {
            let action = gather.action.clone();
            self.state = State::Running;
            let params = match self.phone.settings.habits.silence {
                Silence::EmptyDigits => vec![("Digits".into(), String::new())],
                Silence::NoDigits => Vec::new(),
            };
            self.load(action, params).await;
        }
        if !matches!(self.state, State::Over(_)) {
            self.state = State::Running;
        }
        self.run().await
    }

    /// Takes the answer to the Gather's action.
    async fn answer(&mut self, params: Vec<(String, String)>) -> Heard {
        let State::Asking { gather, .. } = &self.state else {
            return self.heard();
        };
        let action = gather.action.clone();
        self.input();
        self.state = State::Running;
        self.load(action, params).await;
        self.run().await
    }

    /// The caller did something: no loop so far.
    fn input(&mut self) {
        self.chain.clear();
    }

    /// Everything heard since the last time this was asked.
    pub(super) fn heard(&mut self) -> Heard {
        let faults = self.faults.split_off(self.new_faults);
        self.faults.extend(faults.iter().cloned());
        self.new_faults = self.faults.len();
        Heard { utterances: std::mem::take(&mut self.utterances), waiting: self.waiting(), faults }
    }
}

/// A target that is asked by POST, as notices are.
pub(super) fn post(url: Url) -> Target {
    Target { url, method: Method::Post }
}
