//! A document of the provider's markup: what a call does next.

use url::Url;

use super::{
    fault::{Fault, FaultKind, Severity},
    reading::Reading,
    xml,
};

/// The provider takes no more ("larger than 64 kB",
/// <https://www.twilio.com/docs/api/errors/11750>).
pub const LARGEST: usize = 64 * 1024;

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The verbs in order.
    pub verbs: Vec<Verb>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
#[rustfmt::skip]
pub enum Verb {
    /// Speak a text.
    Say(Say),
    /// Play a recording or tones.
    Play(Play),
    /// Be silent.
    Pause {
        /// For how many seconds.
        seconds: u32,
    },
    /// Take keys or speech.
    Gather(Gather),
    /// Go on with another document.
    Redirect(Target),
    /// End the call.
    Hangup,
    /// Refuse the call.
    Reject {
        /// With the busy tone; otherwise as a number that is not in service.
        busy: bool,
    },
    /// Connect the caller with somebody.
    Dial(Dial),
    /// Record the caller.
    Record(Record),
    /// Send a text message.
    Sms(Sms),
}

impl Verb {
    /// The verb's element.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Say(_) => "Say",
            Self::Play(_) => "Play",
            Self::Pause { .. } => "Pause",
            Self::Gather(_) => "Gather",
            Self::Redirect(_) => "Redirect",
            Self::Hangup => "Hangup",
            Self::Reject { .. } => "Reject",
            Self::Dial(_) => "Dial",
            Self::Record(_) => "Record",
            Self::Sms(_) => "Sms",
        }
    }

    /// True if what follows can never be reached.
    ///
    /// "All verbs after `<Redirect>` are unreachable and ignored" (twiml/redirect); the same is said
    /// of Reject, and of Dial with an action. What follows a Record is reached when nothing was
    /// recorded (twiml/record), and what follows a Gather when nothing was keyed.
    pub fn never_comes_back(&self) -> bool {
        match self {
            Self::Redirect(_) | Self::Hangup | Self::Reject { .. } => true,
            Self::Dial(dial) => dial.action.is_some(),
            _ => false,
        }
    }
}

/// An address to ask for the next document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address, made absolute.
    pub url: Url,
    pub method: Method,
}

/// The HTTP method by which an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The parameters stand in the address.
    Get,
    /// The parameters are the body, as a form.
    #[default]
    Post,
}

/// A text to speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    pub text: String,
    /// In which language, if the document says.
    pub language: Option<String>,
    /// By which voice, if the document says.
    pub voice: Option<String>,
    /// Number of times; 0 is as good as for ever.
    pub times: u32,
}

/// A recording or tones to play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Play {
    pub sound: Sound,
    /// Number of times; 0 is as good as for ever.
    pub times: u32,
}

/// A sound that can be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sound {
    /// The audio at an address.
    Audio(Url),
    /// The tones of these keys.
    Tones(String),
}

/// A question to the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Gather {
    /// The verbs that are heard meanwhile: Say, Play and Pause only.
    pub prompts: Vec<Verb>,
    /// The address that the answer goes to: "If no action is provided, Twilio will by default make a POST
    /// request to the current document's URL" (twiml/gather).
    pub action: Target,
    /// Number of keys that complete the answer; without it, a pause or the finishing key does.
    pub num_digits: Option<usize>,
    /// The key that completes the answer, if any.
    pub finish_on_key: Option<char>,
    /// Seconds of silence that complete the answer.
    pub timeout: u32,
    /// True if keys are taken.
    pub keys: bool,
    /// True if speech is taken.
    pub speech: bool,
    /// True if silence goes to the action as well.
    pub action_on_empty_result: bool,
}

/// A connection with somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Dial {
    /// The telephone numbers and SIP addresses that are called, all at once.
    pub numbers: Vec<String>,
    /// The document that the person who picks up hears first, if any.
    pub whisper: Option<Target>,
    /// The number that they see; without it, the caller's.
    pub caller_id: Option<String>,
    /// Seconds for which it rings.
    pub timeout: u32,
    /// The address that the outcome goes to; without it, the document goes on.
    pub action: Option<Target>,
    /// True if the caller can end the connection with the star key and stay in the call.
    pub hangup_on_star: bool,
    pub recorded: bool,
}

/// A recording of the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The address that the recording goes to; without one in the document, its own address.
    pub action: Target,
    /// The keys that end it.
    pub finish_on_key: String,
    /// Its greatest length in seconds.
    pub max_length: u32,
    /// Seconds of silence that end it.
    pub timeout: u32,
    /// True if a tone is heard first.
    pub beep: bool,
    /// The address that is told when the recording can be fetched.
    pub status_callback: Option<Target>,
}

/// A text message.
#[derive(Debug, Clone, PartialEq)]
pub struct Sms {
    /// To whom; without it, to the caller.
    pub to: Option<String>,
    pub text: String,
    /// The address that the outcome goes to; without it, the document goes on.
    pub action: Option<Target>,
}

/// The strictness with which a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Refuse a document of which the provider would only warn.
    pub warnings: bool,
    /// Refuse relative addresses, which other providers do not resolve.
    pub absolute_urls: bool,
}

impl Strictness {
    /// As strict as can be.
    pub const STRICT: Self = Self { warnings: true, absolute_urls: true };
    /// As the provider itself: warnings are noted and the call goes on.
    pub const PROVIDER: Self = Self { warnings: false, absolute_urls: false };
}

impl Document {
    /// Reads the document that `url` answered with; also gives everything that is wrong with it.
    ///
    /// There is no document if the provider would refuse it, or if `strictness` does.
    pub fn read(bytes: &[u8], url: &Url, strictness: Strictness) -> (Option<Self>, Vec<Fault>) {
        if bytes.len() > LARGEST {
            let kind = FaultKind::TooLarge(LARGEST);
            return (None, vec![Fault { kind, url: url.clone(), place: None }]);
        }
        let mut reading = Reading::new(url.clone(), strictness);
        let document = match xml::read(bytes) {
            Ok(root) => reading.document(&root),
            Err((kind, offset)) => {
                reading.fault(kind, offset);
                Self { verbs: Vec::new() }
            }
        };
        let faults: Vec<_> = reading
            .faults
            .into_iter()
            .map(|(kind, at)| Fault { kind, url: url.clone(), place: Some(place(bytes, at)) })
            .collect();
        let worst = if strictness.warnings { Severity::Remark } else { Severity::Warning };
        let refused = faults.iter().any(|fault| fault.kind.severity() > worst);
        ((!refused).then_some(document), faults)
    }
}

/// Line and column of a byte, both from 1, the column in characters.
fn place(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(&bytes[..offset.min(bytes.len())]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}
