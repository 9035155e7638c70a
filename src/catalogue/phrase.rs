//! The system's own sentences: `phrases.toml`.

use super::SectionKind;

named_enum! {
    /// A thing that the system says as it stands.
    pub enum Phrase {
        /// Greets on a line that has one language, where there is no gate.
        Welcome = "welcome",
        MainMenu = "main-menu",
        /// Says that a service's facts still await the ministry's confirmation.
        Unconfirmed = "unconfirmed",
        /// Explains at the main menu how to hear it again, and how to change the language.
        MainHelp = "main-help",
        /// Explains how to go back and to the main menu.
        Help = "help",
        /// Explains how to hear a piece again, how to go back and to the main menu.
        GuidanceHelp = "guidance-help",
        /// Explains how to reach a person; left out where nobody can be reached.
        PersonHelp = "person-help",
        /// Silence: nothing was heard.
        NoInput = "no-input",
        /// A key that means nothing here.
        NoMatch = "no-match",
        TooMany = "too-many",
        Transfer = "transfer",
        TransferBusy = "transfer-busy",
        TransferNoAnswer = "transfer-no-answer",
        TransferFailed = "transfer-failed",
        /// Nobody can be reached in this language.
        NoPerson = "no-person",
        /// Names the website, before a call ends without a person.
        Website = "website",
        Goodbye = "goodbye",
        /// Something went wrong and the call goes on.
        Apology = "apology",
        /// The hotline does not work, and the call ends: for the document that a provider keeps in case
        /// that we do not answer.
        Fallback = "fallback",
        WelcomeBack = "welcome-back",
        /// Says that the last call broke off; the service's name follows.
        Resume = "resume",
        /// Explains how to go on there, or not.
        ResumeChoice = "resume-choice",
        /// Explains how to be greeted at the gate again: offered to a caller who is remembered.
        ForgetHelp = "forget-help",
        /// The caller's language will not be remembered.
        Forgotten = "forgotten",
        /// The caller may also say what is needed.
        SayWhat = "say-what",
        DialHelp = "dial-help",
        InquiryHelp = "inquiry-help",
        /// Explains how to hear what became of a question, at the main menu.
        LookupHelp = "lookup-help",
        Dial = "dial",
        DialRest = "dial-rest",
        /// Explains how to go back where several digits are waited for.
        DialBack = "dial-back",
        UnknownCode = "unknown-code",
        /// Asks whether the service just named is the right one.
        Confirm = "confirm",
        /// Several services may have been meant.
        Found = "found",
        /// Offers what was just named on key 1.
        Choice1 = "choice-1",
        Choice2 = "choice-2",
        Choice3 = "choice-3",
        Choice4 = "choice-4",
        NoneOfThem = "none-of-them",
        /// No service was found; it may be said once more.
        NotUnderstood = "not-understood",
        /// No service was found again: the keys are left.
        KeysOnly = "keys-only",
        NextPiece = "next-piece",
        PreviousPiece = "previous-piece",
        PauseHelp = "pause-help",
        Paused = "paused",
        StillPaused = "still-paused",
        /// Explains how to have the guidance sent as a text message.
        TextHelp = "text-help",
        TextSent = "text-sent",
        /// The number can't take text messages.
        TextLandline = "text-landline",
        TextWithheld = "text-withheld",
        /// Enough text messages were sent to this number.
        TextSpent = "text-spent",
        TextFailed = "text-failed",
        Useful = "useful",
        Thanks = "thanks",
        /// Asks for the question, before the tone.
        Inquiry = "inquiry",
        /// Nothing was recorded.
        InquiryEmpty = "inquiry-empty",
        /// The question is kept; its reference follows.
        Received = "received",
        /// The reference follows again.
        OnceMore = "once-more",
        ReceivedHelp = "received-help",
        InquiryFailed = "inquiry-failed",
        Lookup = "lookup",
        UnknownReference = "unknown-reference",
        StatusOpen = "status-open",
        /// The answer follows.
        StatusAnswered = "status-answered",
        /// The question was closed without an answer.
        StatusClosed = "status-closed",
        StatusUnknown = "status-unknown",
        /// Tells a person that the caller comes from no service.
        WhisperMenu = "whisper-menu",
        /// Tells a person that the caller was at a service; its name and code follow.
        WhisperService = "whisper-service",
        /// Tells a person what language the caller speaks: this one.
        WhisperLanguage = "whisper-language",
    }
}

named_enum! {
    /// A thing that the system says with something filled in: one prompt for each key, sector, group or service is
    /// made of it, or a sentence about the hours at the moment of the call.
    pub enum Pattern {
        /// Greets in a language and offers it: `{key}`.
        Gate = "gate",
        /// Offers a sector: `{name}`, `{key}`.
        SectorOption = "sector-option",
        GroupOption = "group-option",
        ServiceOption = "service-option",
        /// Offers the section on who may ask: `{key}`.
        WhoOption = "who-option",
        DocumentsOption = "documents-option",
        FeeOption = "fee-option",
        DurationOption = "duration-option",
        StepsOption = "steps-option",
        ChannelsOption = "channels-option",
        /// Opens a menu or a service with its name: `{name}`.
        Title = "title",
        /// Names a service's code: `{code}`.
        ServiceCode = "service-code",
        /// Says that a service has moved to another code: `{name}`, `{code}` of the new one.
        Moved = "moved",
        /// Nobody is there today because of a holiday: `{name}`.
        HoursHoliday = "hours-holiday",
        /// The same because of an exception: `{name}`.
        HoursClosed = "hours-closed",
        /// The same without a reason.
        HoursClosedUnnamed = "hours-closed-unnamed",
        /// Somebody is still to come on a shorter day: `{name}`, `{hours}`.
        HoursShorter = "hours-shorter",
        /// The same without a reason: `{hours}`.
        HoursShorterUnnamed = "hours-shorter-unnamed",
        /// A shorter day is over: `{name}`, `{hours}`.
        HoursWasShorter = "hours-was-shorter",
        /// The same without a reason: `{hours}`.
        HoursWasShorterUnnamed = "hours-was-shorter-unnamed",
        /// Says when somebody is there again: `{day}`, which is one of the next six.
        HoursOpens = "hours-opens",
        /// Later today: `{time}`.
        HoursToday = "hours-today",
        /// At the end of today: `{time}`, which is midnight.
        HoursTonight = "hours-tonight",
        /// Tomorrow: `{time}`.
        HoursTomorrow = "hours-tomorrow",
        /// Within six days: `{day}` of the week, `{time}`.
        HoursWeekday = "hours-weekday",
        /// Later than that: `{day}` of the week with its date, `{time}`.
        HoursDate = "hours-date",
        /// From midnight on: `{day}`. "On Sunday at midnight" might be either end of it.
        HoursStartOfDay = "hours-start-of-day",
        /// The usual hours: `{days}`, `{hours}`.
        HoursUsual = "hours-usual",
        /// The hours of a season: `{name}`, `{days}`, `{hours}`.
        HoursSeason = "hours-season",
        /// The hours of further days: `{days}`, `{hours}`.
        HoursFurther = "hours-further",
        /// From one time to another: `{first}`, `{last}`.
        HoursRange = "hours-range",
        /// A time in a range, unless it is midnight: `{time}`.
        HoursClock = "hours-clock",
        HoursAllDay = "hours-all-day",
        HoursEveryDay = "hours-every-day",
        /// One day of the week: `{first}`.
        HoursOneDay = "hours-one-day",
        /// Two days of the week: `{first}`, `{last}`.
        HoursTwoDays = "hours-two-days",
        /// Three days of the week or more: from `{first}` to `{last}`.
        HoursDays = "hours-days",
        /// Two of several hours or days: `{first}`, `{last}`.
        HoursListTwo = "hours-list-two",
        /// One more of three or more: `{first}` are those before it, `{last}`.
        HoursListMore = "hours-list-more",
        /// The last of three or more: `{first}` are those before it, `{last}`.
        HoursListEnd = "hours-list-end",
    }
}

named_enum! {
    /// A part of a pattern that is filled in, as it is written there.
    pub enum Placeholder {
        /// The word for a key.
        Key = "{key}",
        /// The spoken name of a sector, group, service or occasion.
        Name = "{name}",
        /// The three digits of a service as words.
        Code = "{code}",
        Hours = "{hours}",
        Days = "{days}",
        Day = "{day}",
        Time = "{time}",
        /// The first of two or more.
        First = "{first}",
        /// The last of two or more.
        Last = "{last}",
    }
}

impl Phrase {
    /// True if it came after the first version, so that files may be older than it.
    pub fn is_later(self) -> bool {
        self > Self::Fallback
    }
}

impl Pattern {
    /// True if hours are told with it. It came after the first version, so that files may be older than it.
    pub fn is_hours(self) -> bool {
        self > Self::Moved
    }

    /// The placeholders that it must have, each exactly once.
    pub fn placeholders(self) -> &'static [Placeholder] {
        use Placeholder::{Code, Day, Days, First, Hours, Key, Last, Name, Time};
        match self {
            Self::Gate
            | Self::WhoOption
            | Self::DocumentsOption
            | Self::FeeOption
            | Self::DurationOption
            | Self::StepsOption
            | Self::ChannelsOption => &[Key],
            Self::SectorOption | Self::GroupOption | Self::ServiceOption => &[Name, Key],
            Self::Title | Self::HoursHoliday | Self::HoursClosed => &[Name],
            Self::ServiceCode => &[Code],
            Self::Moved => &[Name, Code],
            Self::HoursClosedUnnamed | Self::HoursAllDay | Self::HoursEveryDay => &[],
            Self::HoursShorter | Self::HoursWasShorter => &[Name, Hours],
            Self::HoursShorterUnnamed | Self::HoursWasShorterUnnamed => &[Hours],
            Self::HoursOpens | Self::HoursStartOfDay => &[Day],
            Self::HoursToday | Self::HoursTonight | Self::HoursTomorrow | Self::HoursClock => {
                &[Time]
            }
            Self::HoursWeekday | Self::HoursDate => &[Day, Time],
            Self::HoursUsual | Self::HoursFurther => &[Days, Hours],
            Self::HoursSeason => &[Name, Days, Hours],
            Self::HoursOneDay => &[First],
            Self::HoursRange
            | Self::HoursTwoDays
            | Self::HoursDays
            | Self::HoursListTwo
            | Self::HoursListMore
            | Self::HoursListEnd => &[First, Last],
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
