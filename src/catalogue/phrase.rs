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
    pub const ALL: [Self; 19] = [
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
    ];

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
