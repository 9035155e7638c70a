//! The state of a call.

use crate::catalogue::{Code, Edition, EditionNumber, LanguageIndex};

use super::{LeftQuestion, Marks, Place, Reference};

/// The state of a call between two turns, relative to an edition.
///
/// It rides in the address of the next turn, so it is small, and it names nothing of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallState {
    /// The language that was chosen last; none before the first choice.
    pub language: Option<LanguageIndex>,
    pub place: Place,
    /// The piece of a section that is being heard, from 0.
    pub piece: u8,
    /// The service of the last text message that was promised in the call.
    pub texted: Option<Code>,
    pub awaits: Awaits,
    /// Silences since the last key that meant something.
    pub no_input: u8,
    /// Wrong keys since the last key that meant something.
    pub no_match: u8,
    /// References in the whole call that no inquiry has; no key forgives them.
    pub unknown: u8,
    pub marks: Marks,
    /// Tells apart the turns of a call that had to begin again from those before; usually 0.
    pub restart: u32,
    /// The number of the next turn; the first of a call is 0.
    pub turn: u32,
}

named_enum! {
    /// The kind of input that the next turn should bring.
    pub enum Awaits {
        Key = "key",
        /// A key, after the caller heard that nobody can be reached: silence ends the call.
        LastKey = "last",
        /// A key, after a person could not be reached and a question may be left instead.
        Offer = "offer",
        /// A key, whenever the caller is ready: the piece was paused.
        Resume = "resume",
        Transfer = "transfer",
        Recording = "recording",
    }
}

/// The form of the text; another number whenever its fields change.
const VERSION: &str = "6";

impl CallState {
    pub fn new(restart: u32) -> Self {
        Self {
            language: None,
            place: Place::Gate,
            piece: 0,
            texted: None,
            awaits: Awaits::Key,
            no_input: 0,
            no_match: 0,
            unknown: 0,
            marks: Marks::default(),
            restart,
            turn: 0,
        }
    }

    /// The same at another reference, where it is at one.
    #[must_use]
    pub fn at_reference(self, change: impl FnOnce(Reference) -> Reference) -> Self {
        let changed = |left: LeftQuestion, reference| LeftQuestion { reference, ..left };
        let place = match self.place {
            Place::Addition(left) => Place::Addition(changed(left, change(left.reference))),
            Place::Received(left) => Place::Received(changed(left, change(left.reference))),
            Place::Status(reference) => Place::Status(change(reference)),
            place => place,
        };
        Self { place, ..self }
    }

    /// As text for an address: letters, digits, `.`, `-` and `_` only, about 40 characters.
    pub fn encode(&self, edition: &Edition) -> String {
        let language =
            self.language.map_or("-", |index| edition.hotline.language(index).code.as_str());
        let awaits = self.awaits.name();
        let Self { place, piece, no_input, no_match, unknown, marks, restart, turn, .. } = self;
        let edition = edition.number;
        let texted = self.texted.map_or_else(|| "-".to_owned(), |code| code.to_string());
        format!(
            "{VERSION}_{edition}_{language}_{place}_{piece}_{texted}_{awaits}_{no_input}_{no_match}_{unknown}_{marks}_{restart}_{turn}"
        )
    }

    /// The edition that encoded a state.
    pub fn edition_of(text: &str) -> Option<EditionNumber> {
        let (version, rest) = text.split_once('_')?;
        let (edition, _) = rest.split_once('_')?;
        (version == VERSION).then(|| EditionNumber::parse(edition))?
    }

    /// The restart and the number of the turn after an encoded state, if that turn is to bring a recording.
    pub fn recording_turn(text: &str) -> Option<(u32, u32)> {
        Self::edition_of(text)?;
        let mut fields = text.rsplit('_');
        let turn = fields.next()?.parse().ok()?;
        let restart = fields.next()?.parse().ok()?;
        let awaits = fields.nth(4)?;
        (awaits == "recording").then_some((restart, turn))
    }

    /// Reads an encoded state for a hotline that knows its language, be it in another edition.
    pub fn decode(text: &str, edition: &Edition) -> Option<Self> {
        let mut fields = text.split('_');
        if fields.next()? != VERSION {
            return None;
        }
        EditionNumber::parse(fields.next()?)?;
        let language = match fields.next()? {
            "-" => None,
            code => Some(edition.hotline.language_by_code(code)?),
        };
        let state = Self {
            language,
            place: Place::parse(fields.next()?)?,
            piece: fields.next()?.parse().ok()?,
            texted: match fields.next()? {
                "-" => None,
                code => Some(Code::parse(code)?),
            },
            awaits: Awaits::parse(fields.next()?)?,
            no_input: fields.next()?.parse().ok()?,
            no_match: fields.next()?.parse().ok()?,
            unknown: fields.next()?.parse().ok()?,
            marks: Marks::parse(fields.next()?)?,
            restart: fields.next()?.parse().ok()?,
            turn: fields.next()?.parse().ok()?,
        };
        fields.next().is_none().then_some(state)
    }
}
