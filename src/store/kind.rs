//! What can happen in a call.

use std::fmt;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// What happened. Shown and stored as words joined by hyphens.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($(#[doc = $doc])+ $kind,)+
            /// Something that a later version of this program wrote down. Small letters and hyphens only:
            /// a store refuses anything else.
            Other(String),
        }

        impl EventKind {
            /// The kind's name: `place-entered`.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$kind => $name,)+
                    Self::Other(name) => name,
                }
            }

            /// The kind of that name; a name that this version does not know is kept as it is.
            pub fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$kind,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

kinds! {
    /// The call's first turn.
    CallStarted = "call-started",
    /// The caller, or the lapse of time at the gate, settled the language.
    LanguageChosen = "language-chosen",
    /// The caller was greeted in the language of the last call.
    LanguageRemembered = "language-remembered",
    /// The caller does not want to be greeted in it any more.
    LanguageForgotten = "language-forgotten",
    /// The caller came to a place.
    PlaceEntered = "place-entered",
    /// The caller was silent.
    NoInput = "no-input",
    /// The caller pressed or said something that means nothing here.
    NoMatch = "no-match",
    /// A service's summary was played.
    ServiceHeard = "service-heard",
    /// One section of a service's guidance was played.
    SectionHeard = "section-heard",
    /// Notices were played.
    NoticesHeard = "notices-heard",
    /// What the caller said led to services; the outcome says how many.
    SpeechMatched = "speech-matched",
    /// What the caller said fits no service.
    SpeechUnmatched = "speech-unmatched",
    /// The caller dialled a code or a reference that there is not.
    UnknownCode = "unknown-code",
    /// The caller paused the guidance.
    Paused = "paused",
    /// The caller said whether the guidance was useful: the outcome is yes or no.
    Rated = "rated",
    /// The caller asked for a text message, which is to be sent.
    TextAsked = "text-asked",
    /// The caller asked for a text message, which can't be sent; the outcome says why.
    TextRefused = "text-refused",
    /// The caller left a question.
    InquiryLeft = "inquiry-left",
    /// The caller spoke a question that could not be kept.
    InquiryLost = "inquiry-lost",
    /// The caller asked how an inquiry stands; the outcome says whether it could be told.
    InquiryAsked = "inquiry-asked",
    /// A person was wanted or needed, and none can be reached.
    NoPerson = "no-person",
    /// The caller is being handed to a person.
    TransferStarted = "transfer-started",
    /// The transfer is over; the outcome says how it went.
    TransferEnded = "transfer-ended",
    /// The call is over; the outcome says why, and the seconds how long it lasted.
    CallEnded = "call-ended",
    /// A turn came without the state of its call, so the call began again.
    StateLost = "state-lost",
    /// The provider reported a status that ends nothing: ringing, in progress.
    StatusReported = "status-reported",
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::EventKind;

    #[test]
    fn a_kind_is_known_by_its_name() {
        assert_eq!(EventKind::named("no-match"), EventKind::NoMatch);
        assert_eq!(EventKind::NoMatch.to_string(), "no-match");
    }

    #[test]
    fn a_kind_of_a_later_version_keeps_its_name() {
        let kind = EventKind::named("sent-by-post");
        assert_eq!(kind, EventKind::Other("sent-by-post".to_owned()));
        assert_eq!(kind.as_str(), "sent-by-post");
    }
}
