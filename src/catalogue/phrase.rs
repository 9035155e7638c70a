//! What the system itself says: `phrases.toml`.

use super::SectionKind;

/// A thing that the system says as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phrase {
    /// Greets on a line that has one language, where there is no gate.
    Welcome,
    /// Opens the main menu.
    MainMenu,
    /// Says that a service's facts still await the ministry's confirmation.
    Unconfirmed,
    /// How to hear the menu again, and how to change the language, at the main menu.
    MainHelp,
    /// How to go back and to the main menu.
    Help,
    /// How to hear a piece again, how to go back and to the main menu.
    GuidanceHelp,
    /// How to reach a person; left out where nobody can be reached.
    PersonHelp,
    /// Silence: nothing was heard.
    NoInput,
    /// A key that means nothing here.
    NoMatch,
    /// Too many silences and wrong keys.
    TooMany,
    /// Announces a transfer.
    Transfer,
    /// The person's line was busy.
    TransferBusy,
    /// The person did not answer.
    TransferNoAnswer,
    /// The transfer could not be made.
    TransferFailed,
    /// Nobody can be reached in this language.
    NoPerson,
    /// Where the services can be read, before a call ends without a person.
    Website,
    /// The last words.
    Goodbye,
    /// Something went wrong and the call goes on.
    Apology,
    /// The hotline does not work, and the call ends: for the document that a provider keeps in case
    /// that we do not answer.
    Fallback,
    /// Greets a caller who is remembered.
    WelcomeBack,
    /// Says that the last call broke off; the service's name follows.
    Resume,
    /// How to go on there, or not.
    ResumeChoice,
    /// How to be greeted at the gate again: offered to a caller who is remembered.
    ForgetHelp,
    /// The caller's language will not be remembered.
    Forgotten,
    /// The caller may also say what is needed.
    SayWhat,
    /// How to dial a service's code, at the main menu.
    DialHelp,
    /// How to leave a question.
    InquiryHelp,
    /// How to hear what became of a question, at the main menu.
    LookupHelp,
    /// Asks for a code.
    Dial,
    /// Asks for the rest of a code.
    DialRest,
    /// How to go back where several digits are waited for.
    DialBack,
    /// No service has the code.
    UnknownCode,
    /// Asks whether the service just named is the right one.
    Confirm,
    /// Several services may have been meant.
    Found,
    /// Offers what was just named on key 1.
    Choice1,
    /// Offers what was just named on key 2.
    Choice2,
    /// Offers what was just named on key 3.
    Choice3,
    /// Offers what was just named on key 4.
    Choice4,
    /// None of the services offered is right.
    NoneOfThem,
    /// What was said fits no service; it may be said once more.
    NotUnderstood,
    /// What was said fits no service again: the keys are left.
    KeysOnly,
    /// How to hear the next piece.
    NextPiece,
    /// How to hear the piece before.
    PreviousPiece,
    /// How to pause.
    PauseHelp,
    /// It is paused.
    Paused,
    /// It is still paused.
    StillPaused,
    /// How to have the guidance sent as a text message.
    TextHelp,
    /// A text message is on its way.
    TextSent,
    /// The number can't take text messages.
    TextLandline,
    /// The number is withheld.
    TextWithheld,
    /// Enough text messages were sent to this number.
    TextSpent,
    /// A text message can't be sent now.
    TextFailed,
    /// Asks whether the guidance was useful.
    Useful,
    /// Thanks for an answer.
    Thanks,
    /// Asks for the question, before the tone.
    Inquiry,
    /// Nothing was recorded.
    InquiryEmpty,
    /// The question is kept; its reference follows.
    Received,
    /// The reference follows again.
    OnceMore,
    /// What the reference is for.
    ReceivedHelp,
    /// The question could not be kept.
    InquiryFailed,
    /// Asks for a reference.
    Lookup,
    /// No inquiry has the reference.
    UnknownReference,
    /// The question is not answered yet.
    StatusOpen,
    /// The answer follows.
    StatusAnswered,
    /// The question was closed without an answer.
    StatusClosed,
    /// How the inquiry stands can't be looked up now.
    StatusUnknown,
    /// Tells a person that the caller comes from no service.
    WhisperMenu,
    /// Tells a person that the caller was at a service; its name and code follow.
    WhisperService,
    /// Tells a person what language the caller speaks: this one.
    WhisperLanguage,
}

/// A thing that the system says with something filled in: one prompt for each key, sector, group or
/// service is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// Greets in a language and offers it: `{key}`.
    Gate,
    /// Offers a sector: `{name}`, `{key}`.
    SectorOption,
    /// Offers a group: `{name}`, `{key}`.
    GroupOption,
    /// Offers a service: `{name}`, `{key}`.
    ServiceOption,
    /// Offers the section on who may ask: `{key}`.
    WhoOption,
    /// Offers the section on documents: `{key}`.
    DocumentsOption,
    /// Offers the section on the fee: `{key}`.
    FeeOption,
    /// Offers the section on the duration: `{key}`.
    DurationOption,
    /// Offers the section on the steps: `{key}`.
    StepsOption,
    /// Offers the section on the channels: `{key}`.
    ChannelsOption,
    /// Opens a menu or a service with its name: `{name}`.
    Title,
    /// Names a service's code: `{code}`.
    ServiceCode,
    /// Says that a service has moved to another code: `{name}`, `{code}` of the new one.
    Moved,
}

/// A part of a pattern that is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `{key}`: the word for a key.
    Key,
    /// `{name}`: the spoken name of a sector, group or service.
    Name,
    /// `{code}`: the three digits of a service as words.
    Code,
}

impl Placeholder {
    /// As it is written in a pattern.
    pub fn written(self) -> &'static str {
        match self {
            Self::Key => "{key}",
            Self::Name => "{name}",
            Self::Code => "{code}",
        }
    }
}

impl Phrase {
    /// Every phrase, in the order of `phrases.toml`.
    pub const ALL: [Self; 69] = [
        Self::Welcome,
        Self::MainMenu,
        Self::Unconfirmed,
        Self::MainHelp,
        Self::Help,
        Self::GuidanceHelp,
        Self::PersonHelp,
        Self::NoInput,
        Self::NoMatch,
        Self::TooMany,
        Self::Transfer,
        Self::TransferBusy,
        Self::TransferNoAnswer,
        Self::TransferFailed,
        Self::NoPerson,
        Self::Website,
        Self::Goodbye,
        Self::Apology,
        Self::Fallback,
        Self::WelcomeBack,
        Self::Resume,
        Self::ResumeChoice,
        Self::ForgetHelp,
        Self::Forgotten,
        Self::SayWhat,
        Self::DialHelp,
        Self::InquiryHelp,
        Self::LookupHelp,
        Self::Dial,
        Self::DialRest,
        Self::DialBack,
        Self::UnknownCode,
        Self::Confirm,
        Self::Found,
        Self::Choice1,
        Self::Choice2,
        Self::Choice3,
        Self::Choice4,
        Self::NoneOfThem,
        Self::NotUnderstood,
        Self::KeysOnly,
        Self::NextPiece,
        Self::PreviousPiece,
        Self::PauseHelp,
        Self::Paused,
        Self::StillPaused,
        Self::TextHelp,
        Self::TextSent,
        Self::TextLandline,
        Self::TextWithheld,
        Self::TextSpent,
        Self::TextFailed,
        Self::Useful,
        Self::Thanks,
        Self::Inquiry,
        Self::InquiryEmpty,
        Self::Received,
        Self::OnceMore,
        Self::ReceivedHelp,
        Self::InquiryFailed,
        Self::Lookup,
        Self::UnknownReference,
        Self::StatusOpen,
        Self::StatusAnswered,
        Self::StatusClosed,
        Self::StatusUnknown,
        Self::WhisperMenu,
        Self::WhisperService,
        Self::WhisperLanguage,
    ];

    /// Whether it came after the first version, so that files may be older than it.
    pub fn is_later(self) -> bool {
        self as usize > Self::Fallback as usize
    }

    /// The name in `phrases.toml` and in prompt ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::MainMenu => "main-menu",
            Self::Unconfirmed => "unconfirmed",
            Self::MainHelp => "main-help",
            Self::Help => "help",
            Self::GuidanceHelp => "guidance-help",
            Self::PersonHelp => "person-help",
            Self::NoInput => "no-input",
            Self::NoMatch => "no-match",
            Self::TooMany => "too-many",
            Self::Transfer => "transfer",
            Self::TransferBusy => "transfer-busy",
            Self::TransferNoAnswer => "transfer-no-answer",
            Self::TransferFailed => "transfer-failed",
            Self::NoPerson => "no-person",
            Self::Website => "website",
            Self::Goodbye => "goodbye",
            Self::Apology => "apology",
            Self::Fallback => "fallback",
            Self::WelcomeBack => "welcome-back",
            Self::Resume => "resume",
            Self::ResumeChoice => "resume-choice",
            Self::ForgetHelp => "forget-help",
            Self::Forgotten => "forgotten",
            Self::SayWhat => "say-what",
            Self::DialHelp => "dial-help",
            Self::InquiryHelp => "inquiry-help",
            Self::LookupHelp => "lookup-help",
            Self::Dial => "dial",
            Self::DialRest => "dial-rest",
            Self::DialBack => "dial-back",
            Self::UnknownCode => "unknown-code",
            Self::Confirm => "confirm",
            Self::Found => "found",
            Self::Choice1 => "choice-1",
            Self::Choice2 => "choice-2",
            Self::Choice3 => "choice-3",
            Self::Choice4 => "choice-4",
            Self::NoneOfThem => "none-of-them",
            Self::NotUnderstood => "not-understood",
            Self::KeysOnly => "keys-only",
            Self::NextPiece => "next-piece",
            Self::PreviousPiece => "previous-piece",
            Self::PauseHelp => "pause-help",
            Self::Paused => "paused",
            Self::StillPaused => "still-paused",
            Self::TextHelp => "text-help",
            Self::TextSent => "text-sent",
            Self::TextLandline => "text-landline",
            Self::TextWithheld => "text-withheld",
            Self::TextSpent => "text-spent",
            Self::TextFailed => "text-failed",
            Self::Useful => "useful",
            Self::Thanks => "thanks",
            Self::Inquiry => "inquiry",
            Self::InquiryEmpty => "inquiry-empty",
            Self::Received => "received",
            Self::OnceMore => "once-more",
            Self::ReceivedHelp => "received-help",
            Self::InquiryFailed => "inquiry-failed",
            Self::Lookup => "lookup",
            Self::UnknownReference => "unknown-reference",
            Self::StatusOpen => "status-open",
            Self::StatusAnswered => "status-answered",
            Self::StatusClosed => "status-closed",
            Self::StatusUnknown => "status-unknown",
            Self::WhisperMenu => "whisper-menu",
            Self::WhisperService => "whisper-service",
            Self::WhisperLanguage => "whisper-language",
        }
    }
}

impl Pattern {
    /// Every pattern, in the order of `phrases.toml`.
    pub const ALL: [Self; 13] = [
        Self::Gate,
        Self::SectorOption,
        Self::GroupOption,
        Self::ServiceOption,
        Self::WhoOption,
        Self::DocumentsOption,
        Self::FeeOption,
        Self::DurationOption,
        Self::StepsOption,
        Self::ChannelsOption,
        Self::Title,
        Self::ServiceCode,
        Self::Moved,
    ];

    /// The name in `phrases.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::SectorOption => "sector-option",
            Self::GroupOption => "group-option",
            Self::ServiceOption => "service-option",
            Self::WhoOption => "who-option",
            Self::DocumentsOption => "documents-option",
            Self::FeeOption => "fee-option",
            Self::DurationOption => "duration-option",
            Self::StepsOption => "steps-option",
            Self::ChannelsOption => "channels-option",
            Self::Title => "title",
            Self::ServiceCode => "service-code",
            Self::Moved => "moved",
        }
    }

    /// What must be filled in, each exactly once.
    pub fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::Gate
            | Self::WhoOption
            | Self::DocumentsOption
            | Self::FeeOption
            | Self::DurationOption
            | Self::StepsOption
            | Self::ChannelsOption => &[Placeholder::Key],
            Self::SectorOption | Self::GroupOption | Self::ServiceOption => {
                &[Placeholder::Name, Placeholder::Key]
            }
            Self::Title => &[Placeholder::Name],
            Self::ServiceCode => &[Placeholder::Code],
            Self::Moved => &[Placeholder::Name, Placeholder::Code],
        }
    }

    /// The pattern that offers a section of this kind.
    pub fn section_option(kind: SectionKind) -> Self {
        match kind {
            SectionKind::Who => Self::WhoOption,
            SectionKind::Documents => Self::DocumentsOption,
            SectionKind::Fee => Self::FeeOption,
            SectionKind::Duration => Self::DurationOption,
            SectionKind::Steps => Self::StepsOption,
            SectionKind::Channels => Self::ChannelsOption,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_listed_in_the_order_of_their_numbers() {
        assert!(
            Phrase::ALL
                .iter()
                .enumerate()
                .all(|(index, one)| *one as usize == index)
        );
        assert!(
            Pattern::ALL
                .iter()
                .enumerate()
                .all(|(index, one)| *one as usize == index)
        );
    }
}
