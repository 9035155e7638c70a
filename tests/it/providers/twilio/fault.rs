//! Faults that the provider would refuse or warn of.

use std::fmt;

use url::Url;

/// One thing wrong with an answer of the server: what, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// The address whose answer it is.
    pub url: Url,
    /// Line and column in the document, both from 1, if the fault stands in one place of it.
    pub place: Option<(usize, usize)>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.url)?;
        if let Some((line, column)) = self.place {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for Fault {}

/// The severity of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The call goes on, and sounds worse than it should.
    Remark,
    /// The provider notes a warning and goes on; a strict phone refuses the document.
    Warning,
    /// The provider refuses the document and the caller hears an apology.
    Error,
}

/// Everything that can be wrong with an answer of the server.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[rustfmt::skip]
pub enum FaultKind {
    /// No connection.
    #[error("the server could not be reached ({0}); see that it runs and that the address and port are right")]
    Connection(String),
    /// No answer in time.
    #[error("the server did not answer within {0:?}; the provider waits no longer")]
    Late(std::time::Duration),
    /// The connection broke or HTTP was not spoken.
    #[error("the answer broke off or was not HTTP ({0})")]
    Protocol(String),
    /// A status other than 2xx.
    #[error("the server answered with status {0}; only 200 to 299 is an answer to a telephone")]
    Status(u16),
    /// More than ten HTTP redirects.
    #[error("the server sent the request on more than {0} times; answer directly")]
    TooManyRedirects(usize),
    /// No or another content type than the provider reads as a document.
    #[error("the document's content type is {found}; send text/xml", found = .0.as_deref().unwrap_or("missing"))]
    ContentType(Option<String>),
    /// More than 64 KiB.
    #[error("the answer is larger than {0} bytes; make it shorter, or split a document with Redirect")]
    TooLarge(usize),
    /// Not well-formed XML.
    #[error("the document is not XML: {0}")]
    NotXml(String),
    /// A document type definition.
    #[error("the document has a document type (<!DOCTYPE>), which the provider does not need; leave it out")]
    DocumentType,
    /// An entity other than the five of XML.
    #[error("the entity &{0}; is not known; write the character itself")]
    Entity(String),
    /// A character that XML 1.0 forbids, written plainly or as a reference.
    #[error("the character U+{code:04X} may not stand in XML, not even as a reference; leave it out", code = u32::from(*.0))]
    Character(char),
    /// The same attribute twice.
    #[error("<{element}> has the attribute {attribute} twice; keep one")]
    DuplicateAttribute { element: String, attribute: String },
    /// The outermost element is not Response.
    #[error("the outermost element is <{0}>, but must be <Response>")]
    Root(String),
    /// An element that the provider does not have.
    #[error("the provider has no element <{0}>; names are case-sensitive")]
    UnknownElement(String),
    /// An element of the provider's that the phone does not act on.
    #[error("<{0}> is the provider's, but this phone does not act on it")]
    Unsupported(String),
    /// An element where it may not stand.
    #[error("<{child}> may not stand in <{parent}>")]
    Misplaced { child: String, parent: String },
    /// An attribute that the element does not have.
    #[error("<{element}> has no attribute {attribute}; names are case-sensitive")]
    UnknownAttribute { element: String, attribute: String },
    /// A value that the attribute does not take.
    #[error("<{element} {attribute}> is “{value}”, but takes {takes}")]
    Value { element: String, attribute: String, value: String, takes: String },
    /// Text where none may be.
    #[error("text may not stand in <{element}>: “{text}”")]
    StrayText { element: String, text: String },
    /// No text where there must be some.
    #[error("<{0}> is empty")]
    Empty(String),
    /// More than the provider speaks at once.
    #[error("<Say> has {0} characters, more than the 4096 that the provider speaks at once; use several")]
    TooLong(usize),
    /// Not a web address.
    #[error("“{url}” is not a web address that the provider can ask ({reason})")]
    BadUrl { url: String, reason: String },
    /// A relative address where only absolute ones are wanted.
    #[error("“{0}” is relative; some providers do not resolve it, so write it out in full")]
    RelativeUrl(String),
    /// Not a telephone number or SIP address.
    #[error("“{0}” cannot be dialled; write a number like +97317000000, or sip: and an address")]
    BadNumber(String),
    /// A caller id that is not the calling number, the called one or a verified one.
    #[error("“{0}” cannot be shown to whom is called; give callerId the calling number, the called one, or one that is verified")]
    BadCallerId(String),
    /// A verb after one that never comes back.
    #[error("<{verb}> is never reached, because <{after}> before it does not come back")]
    Unreachable { verb: String, after: String },
    /// Reject after something was already heard.
    #[error("<Reject> only refuses a call as the first verb of the first document; use <Hangup>")]
    LateReject,
    /// Audio of a type that the provider does not play.
    #[error("the audio's content type is {found}; send audio/wav", found = .0.as_deref().unwrap_or("missing"))]
    AudioType(Option<String>),
    /// Audio that cannot be read as what it says it is.
    #[error("the audio cannot be read: {0}")]
    Audio(String),
    /// Audio that the provider must convert before a telephone can carry it.
    #[error("the audio is {rate} Hz, {channels} channel(s), {bits} bit; a telephone carries 8000 Hz, 1 channel, 16 bit")]
    AudioFormat { rate: u32, channels: u16, bits: u16 },
    /// Documents that follow each other without an end.
    #[error("the menu goes round without anybody pressing a key: {chain}")]
    Loop { chain: String },
}

impl FaultKind {
    /// The provider's own number for the error, as sent to the fallback address in `ErrorCode`
    /// (<https://www.twilio.com/docs/api/errors>).
    pub fn code(&self) -> u32 {
        match self {
            Self::Connection(_) | Self::Late(_) => 11205,
            Self::Protocol(_) => 11206,
            Self::Status(_) => 11200,
            Self::TooManyRedirects(_) => 11215,
            Self::ContentType(_) => 12300,
            Self::TooLarge(_) => 11750,
            Self::NotXml(_)
            | Self::DocumentType
            | Self::Entity(_)
            | Self::Character(_)
            | Self::DuplicateAttribute { .. }
            | Self::Root(_) => 12100,
            Self::BadUrl { .. } | Self::RelativeUrl(_) => 11100,
            Self::BadNumber(_) => 13223,
            Self::BadCallerId(_) => 13214,
            Self::Empty(element) if element == "Say" => 13520,
            Self::TooLong(_) => 13520,
            Self::AudioType(_) | Self::Audio(_) | Self::AudioFormat { .. } => 13420,
            Self::UnknownElement(_)
            | Self::Unsupported(_)
            | Self::Misplaced { .. }
            | Self::UnknownAttribute { .. }
            | Self::Value { .. }
            | Self::StrayText { .. }
            | Self::Empty(_)
            | Self::Unreachable { .. }
            | Self::LateReject => 12200,
            Self::Loop { .. } => 0,
        }
    }

    pub fn severity(&self) -> Severity {
        match self {
            Self::AudioFormat { .. } => Severity::Remark,
            Self::UnknownElement(_)
            | Self::Misplaced { .. }
            | Self::UnknownAttribute { .. }
            | Self::Value { .. }
            | Self::StrayText { .. }
            | Self::RelativeUrl(_)
            | Self::Unreachable { .. }
            | Self::LateReject => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
