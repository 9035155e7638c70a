//! Utterances that the caller hears, and the event that the menu then waits for.

use url::Url;

use super::fault::Fault;

/// Everything heard since the caller last did something, and the event that is waited for now.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// In the order in which they were heard.
    pub utterances: Vec<Utterance>,
    pub waiting: Waiting,
    /// Faults found on the way.
    pub faults: Vec<Fault>,
}

impl Heard {
    /// Everything that was said, with a space between utterances; nothing of what was played.
    pub fn text(&self) -> String {
        let said = self.utterances.iter().filter_map(|utterance| match utterance {
            Utterance::Said { text, .. } => Some(text.as_str()),
            _ => None,
        });
        said.collect::<Vec<_>>().join(" ")
    }

    /// The end of the call, if it has ended.
    pub fn ended(&self) -> Option<&Ended> {
        match &self.waiting {
            Waiting::Ended(ended) => Some(ended),
            _ => None,
        }
    }

    /// Seconds from the first utterance to the end of the last, if nobody interrupts.
    pub fn seconds(&self) -> f64 {
        self.utterances.iter().map(Utterance::seconds).sum()
    }
}

/// One thing that is heard.
#[derive(Debug, Clone, PartialEq)]
pub enum Utterance {
    /// A voice said a text.
    Said {
        text: String,
        /// In which language, if the document says.
        language: Option<String>,
        /// By which voice, if the document says.
        voice: Option<String>,
        /// Number of times.
        times: u32,
    },
    /// A recording was played.
    Played {
        url: Url,
        /// SHA-256 of its bytes in hexadecimal digits.
        sha256: String,
        /// Its length in seconds, if it is a WAV file.
        seconds: Option<f64>,
        /// Its size in bytes.
        bytes: usize,
        /// Number of times.
        times: u32,
    },
    /// Tones of the keypad were played.
    Tones(String),
    /// Nothing was heard.
    Paused {
        /// For how many seconds.
        seconds: u32,
    },
    /// The tone before a recording.
    Beeped,
    /// The person who picked up heard something before the caller could be heard.
    ToPerson(Box<Utterance>),
    /// A text message was sent.
    Texted {
        /// To whom.
        to: String,
        text: String,
    },
}

/// Characters that a voice speaks in a second: a rough mean of Arabic and English.
const CHARACTERS_PER_SECOND: f64 = 14.0;

impl Utterance {
    /// Its length in seconds: measured for WAV files, estimated for texts.
    pub fn seconds(&self) -> f64 {
        match self {
            Self::Said { text, times, .. } => {
                let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                f64::from(characters) / CHARACTERS_PER_SECOND * f64::from(*times)
            }
            Self::Played { seconds, times, .. } => seconds.unwrap_or(0.0) * f64::from(*times),
            Self::Paused { seconds } => f64::from(*seconds),
            Self::Tones(_) | Self::Beeped => 0.5,
            Self::ToPerson(heard) => heard.seconds(),
            Self::Texted { .. } => 0.0,
        }
    }
}

/// The event that the menu waits for.
#[derive(Debug, Clone, PartialEq)]
pub enum Waiting {
    /// A key, or speech.
    Key {
        /// Number of keys that complete the answer.
        num_digits: Option<usize>,
        /// Seconds of silence that complete it.
        timeout: u32,
        /// The key that completes it.
        finish_on_key: Option<char>,
        /// True if keys are taken.
        keys: bool,
        /// True if speech is taken.
        speech: bool,
        /// The keys pressed so far.
        pressed: String,
    },
    /// The outcome of a connection.
    Dial {
        /// The telephone numbers and SIP addresses that are called.
        numbers: Vec<String>,
        /// The number that they see.
        caller_id: Option<String>,
        /// Seconds for which it rings.
        ring_timeout: u32,
    },
    /// The end of a recording.
    Recording {
        /// Its greatest length in seconds.
        max_seconds: u32,
        /// Seconds of silence that end it.
        silence: u32,
        /// The keys that end it.
        finish_on_key: String,
    },
    /// Nothing: the call has not begun.
    NotStarted,
    /// Nothing: the call is over.
    Ended(Ended),
}

/// The way in which a call ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// By `<Hangup>`.
    MenuHungUp,
    /// The document had nothing more to do.
    NothingMore,
    /// By the caller.
    CallerHungUp,
    /// By `<Reject>`, before it was answered.
    Rejected {
        /// With the busy tone.
        busy: bool,
    },
    /// The server's answer could not be used, and there was no other.
    Failed(Fault),
    /// The menu went round without end.
    Looped(Fault),
}

/// The outcome of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialOutcome {
    /// Somebody answered.
    Answered,
    /// The line was busy.
    Busy,
    /// Somebody answered, and hung up before the two were connected.
    Declined,
    /// A mailbox answered, which presses no key.
    Mailbox,
    /// Nobody answered.
    NoAnswer,
    /// The number could not be reached.
    Failed,
}

impl DialOutcome {
    /// The word in `DialCallStatus` (<https://www.twilio.com/docs/voice/twiml/dial>).
    pub fn status(self) -> &'static str {
        match self {
            Self::Answered | Self::Declined | Self::Mailbox => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
        }
    }
}

/// The event that ended a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingEnd {
    /// A key.
    Key(char),
    /// Silence, or its greatest length.
    Silence,
    /// The caller hung up.
    HungUp,
}

/// Something that cannot be done at this point of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    /// Before [`super::call::Call::start`].
    #[error("the call has not begun; start it first")]
    NotStarted,
    /// Begun twice.
    #[error("the call has already begun")]
    Started,
    /// After the end.
    #[error("the call is over")]
    Over,
    /// Not a key of a telephone.
    #[error("“{0}” is not a key; a telephone has 0 to 9, * and #")]
    NotAKey(char),
    /// No connection is being made.
    #[error("nobody is being called, so there is no outcome to give")]
    NotDialling,
    /// Nothing is being recorded.
    #[error("nothing is being recorded")]
    NotRecording,
    /// Nobody listens for speech.
    #[error("the menu takes keys only, no speech")]
    NotListening,
}
