//! A telephone: what a caller can do, whatever carries the call.
//!
//! Time in a call is reckoned, not measured: it passes as utterances are heard and silences kept, so that the same
//! keys always make the same call.

use std::collections::HashMap;
use std::io::Cursor;

use hound::WavReader;
use sila::dialects::{NextStep, Utterance};
use sila::dialogue::{Input, Key, TransferOutcome};

use super::entry::CallerEntry;
use super::transport::Transport;

/// A telephone with one call.
pub struct Telephone<T> {
    transport: T,
    waiting: PhoneState,
    /// Keys of an answer that needs more of them.
    pressed: Vec<Key>,
    progress: Progress,
    /// The recordings that were heard, by their addresses.
    recordings: HashMap<String, FetchedRecording>,
    /// Since the caller last did something.
    heard: Vec<TurnHeard>,
    to_person: Vec<Utterance>,
    new_faults: Vec<String>,
}

/// The answer to one turn: the utterances, and the wait after them.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnHeard {
    /// By the person who picked up, before the caller.
    pub to_person: Vec<Utterance>,
    pub utterances: Vec<Utterance>,
    pub waiting: PhoneState,
    pub faults: Vec<String>,
}

/// The input for which the hotline waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneState {
    For(NextStep),
    /// For nothing any more.
    Ended(Ended),
}

/// The way in which a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    ByHotline,
    ByCaller,
    /// No answer came, or none that could be used.
    Failed,
    /// The hotline went on and on without waiting for anything.
    Looped,
}

/// The progress of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Progress {
    pub turns: usize,
    /// Seconds that it took, as reckoned.
    pub seconds: f64,
    pub faults: usize,
}

/// A recording as it was fetched.
#[derive(Debug, Clone)]
pub struct FetchedRecording {
    pub bytes: Vec<u8>,
    /// Its length, if it is a WAV file.
    pub seconds: Option<f64>,
    /// The words in it, where they are known here.
    pub text: Option<String>,
}

/// Something that cannot be done at this point of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    #[error("the call is over")]
    Over,
    #[error("nobody is being called, so there is no outcome to give")]
    NoTransfer,
    #[error("nobody hears keys while a number is called; say answered, busy, no-answer or failed")]
    Transfer,
    #[error("nothing is being recorded")]
    NoRecording,
    #[error("the menu takes keys only, no speech")]
    NotListening,
}

/// Characters that a voice speaks in a second: a rough mean of Arabic and English.
const CHARACTERS_PER_SECOND: f64 = 14.0;
/// Length of the tone before a recording, in seconds.
const TONE_SECONDS: f64 = 0.5;
/// Length of a conversation with a person, and of a recorded question, in seconds.
const SPOKEN_SECONDS: u32 = 10;
/// Length of a recording that a key ends, in seconds.
const RECORDED_SECONDS: u32 = 5;
/// Confidence of a provider in recognised words, in percent.
const SURE: u8 = 90;
/// Turns that may follow each other without an input of the caller.
const MOST_REDIRECTS: usize = 25;

impl<T: Transport> Telephone<T> {
    /// A telephone that has not called yet.
    pub fn new(transport: T) -> Self {
        Self {
            transport,
            waiting: PhoneState::Ended(Ended::ByCaller),
            pressed: Vec::new(),
            progress: Progress::default(),
            recordings: HashMap::new(),
            heard: Vec::new(),
            to_person: Vec::new(),
            new_faults: Vec::new(),
        }
    }

    pub fn waiting(&self) -> &PhoneState {
        &self.waiting
    }

    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The recording that an utterance was, where it was one.
    pub fn recording(&self, utterance: &Utterance) -> Option<&FetchedRecording> {
        match utterance {
            Utterance::Played { address } => self.recordings.get(address),
            Utterance::Said { .. } => None,
        }
    }

    /// Lets go of what carried the call.
    pub async fn close(self) {
        self.transport.close().await;
    }

    pub async fn start(&mut self) -> Vec<TurnHeard> {
        self.turn(Input::Start).await;
        std::mem::take(&mut self.heard)
    }

    pub async fn hang_up(&mut self) -> Vec<TurnHeard> {
        if matches!(self.waiting, PhoneState::For(_)) {
            self.end(Ended::ByCaller).await;
        }
        std::mem::take(&mut self.heard)
    }

    /// Does something, and gives what was heard then: a turn for each key that completes an answer. A key that nobody
    /// waits for is lost, as on a telephone.
    pub async fn act(&mut self, entry: &CallerEntry) -> Result<Vec<TurnHeard>, Misuse> {
        let PhoneState::For(step) = self.waiting.clone() else {
            return Err(Misuse::Over);
        };
        match (entry, step) {
            (CallerEntry::Keys(_), NextStep::Transfer { .. }) => return Err(Misuse::Transfer),
            (CallerEntry::Keys(keys), _) => {
                for key in keys {
                    self.press(*key).await;
                }
            }
            (CallerEntry::Say(words), NextStep::Collect { listen: true, .. }) => {
                let (said, confidence) = (words.clone(), Some(SURE));
                self.turn(Input::Speech { said, confidence }).await;
            }
            (CallerEntry::Say(_), _) => return Err(Misuse::NotListening),
            (CallerEntry::Speak, NextStep::Record { .. }) => {
                self.record(SPOKEN_SECONDS, false).await;
            }
            (CallerEntry::Speak, _) => return Err(Misuse::NoRecording),
            (CallerEntry::Outcome(outcome), NextStep::Transfer { ring_seconds, .. }) => {
                self.transfer(*outcome, ring_seconds).await;
            }
            (CallerEntry::Outcome(_), _) => return Err(Misuse::NoTransfer),
            (CallerEntry::Silence, step) => self.silence(&step).await,
            (CallerEntry::HangUp, NextStep::Record { .. }) => {
                self.record_and_hang_up().await;
            }
            (CallerEntry::HangUp, _) => self.end(Ended::ByCaller).await,
        }
        Ok(std::mem::take(&mut self.heard))
    }

    async fn press(&mut self, key: Key) {
        match self.waiting {
            PhoneState::For(NextStep::Collect { keys, .. }) => {
                let ends = keys > 1 && key == Key::Hash;
                if !ends {
                    self.pressed.push(key);
                }
                if ends || self.pressed.len() >= keys as usize {
                    self.answer().await;
                }
            }
            PhoneState::For(NextStep::Record { .. }) if matches!(key, Key::Star | Key::Hash) => {
                self.record(RECORDED_SECONDS, key == Key::Star).await;
            }
            _ => {}
        }
    }

    async fn silence(&mut self, step: &NextStep) {
        match *step {
            NextStep::Transfer { ring_seconds, .. } => {
                return self.transfer(TransferOutcome::NoAnswer, ring_seconds).await;
            }
            NextStep::Collect { seconds, .. } | NextStep::Record { silence: seconds, .. } => {
                self.progress.seconds += f64::from(seconds);
            }
            NextStep::Redirect | NextStep::HangUp => {}
        }
        self.answer().await;
    }

    /// Brings the keys that were pressed, or that there were none.
    async fn answer(&mut self) {
        let keys = std::mem::take(&mut self.pressed);
        let input = if keys.is_empty() { Input::Silence } else { Input::Keys(keys) };
        self.turn(input).await;
    }

    async fn transfer(&mut self, outcome: TransferOutcome, ring_seconds: u32) {
        self.progress.seconds += f64::from(match outcome {
            TransferOutcome::Answered => SPOKEN_SECONDS,
            TransferOutcome::NoAnswer => ring_seconds,
            _ => 1,
        });
        let answered = outcome == TransferOutcome::Answered;
        if answered {
            let whisper = self.transport.whisper().await;
            self.to_person = self.noted(whisper).unwrap_or_default();
            for utterance in self.to_person.clone() {
                self.hear(&utterance).await;
            }
        }
        self.turn(Input::Transferred {
            outcome,
            seconds: answered.then_some(SPOKEN_SECONDS),
            caller_gone: false,
        })
        .await;
    }

    async fn record(&mut self, seconds: u32, withdrawn: bool) {
        self.progress.seconds += f64::from(seconds);
        self.turn(recorded(seconds, withdrawn, false)).await;
    }

    /// The caller is gone before there is anything to hear.
    async fn record_and_hang_up(&mut self) {
        self.progress.seconds += f64::from(SPOKEN_SECONDS);
        let answer = self.transport.turn(recorded(SPOKEN_SECONDS, false, true)).await;
        self.noted(answer);
        self.end(Ended::ByCaller).await;
    }

    /// Makes a turn, and those that follow it at once.
    async fn turn(&mut self, input: Input) {
        let mut input = Some(input);
        for _ in 0..=MOST_REDIRECTS {
            self.progress.turns += 1;
            let answer = self.transport.turn(input.take().unwrap_or(Input::Silence)).await;
            let Some(answer) = self.noted(answer) else {
                return self.stop(Ended::Failed);
            };
            for utterance in &answer.heard {
                self.hear(utterance).await;
            }
            if answer.then == NextStep::HangUp {
                self.put(answer.heard, PhoneState::Ended(Ended::ByHotline));
                return self.report().await;
            }
            if matches!(answer.then, NextStep::Record { .. }) {
                self.progress.seconds += TONE_SECONDS;
            }
            let goes_on = answer.then == NextStep::Redirect;
            self.put(answer.heard, PhoneState::For(answer.then));
            if !goes_on {
                return;
            }
        }
        self.end(Ended::Looped).await;
    }

    async fn end(&mut self, ended: Ended) {
        self.stop(ended);
        self.report().await;
    }

    fn stop(&mut self, ended: Ended) {
        self.put(Vec::new(), PhoneState::Ended(ended));
    }

    /// Tells the hotline that the call is over.
    async fn report(&mut self) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a call lasts hours, not centuries"
        )]
        let seconds = self.progress.seconds.ceil() as u32;
        let ended = self.transport.end(seconds).await;
        self.noted(ended);
        if let Some(last) = self.heard.last_mut() {
            last.faults.append(&mut self.new_faults);
        }
    }

    fn put(&mut self, utterances: Vec<Utterance>, waiting: PhoneState) {
        self.waiting = waiting.clone();
        self.heard.push(TurnHeard {
            to_person: std::mem::take(&mut self.to_person),
            utterances,
            waiting,
            faults: std::mem::take(&mut self.new_faults),
        });
    }

    /// The result, where nothing was wrong.
    fn noted<R>(&mut self, result: anyhow::Result<R>) -> Option<R> {
        match result {
            Ok(came) => Some(came),
            Err(error) => {
                self.progress.faults += 1;
                self.new_faults.push(format!("{error:#}"));
                None
            }
        }
    }

    /// Lets time pass while something is heard. A recording is fetched once a call.
    async fn hear(&mut self, utterance: &Utterance) {
        match utterance {
            Utterance::Said { text, .. } => {
                let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                self.progress.seconds += f64::from(characters) / CHARACTERS_PER_SECOND;
            }
            Utterance::Played { address } => {
                if !self.recordings.contains_key(address) {
                    let fetched = self.transport.recording(address).await;
                    let Some(bytes) = self.noted(fetched) else {
                        return;
                    };
                    let text = self.transport.text(address);
                    let recording = FetchedRecording { seconds: length(&bytes), bytes, text };
                    self.recordings.insert(address.clone(), recording);
                }
                let seconds = self.recording(utterance).and_then(|recording| recording.seconds);
                self.progress.seconds += seconds.unwrap_or_default();
            }
        }
    }
}

fn recorded(seconds: u32, withdrawn: bool, caller_gone: bool) -> Input {
    Input::RecordingEnded { address: None, seconds: Some(seconds), withdrawn, caller_gone }
}

/// The length of a WAV file in seconds.
fn length(wav: &[u8]) -> Option<f64> {
    let wav = WavReader::new(Cursor::new(wav)).ok()?;
    Some(f64::from(wav.duration()) / f64::from(wav.spec().sample_rate))
}
