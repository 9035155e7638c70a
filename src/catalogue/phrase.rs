//! The system's own sentences: `phrases.toml`.

use super::SectionKind;

named_enum! {
    /// A thing that the system says as it stands.
    pub enum Phrase {
        /// Greets on a line that has one language, where there is no gate.
        Welcome = "welcome",
        MainMenu = "main-menu",
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
        /// Offers this language on the star, while another one is spoken.
        OtherLanguage = "other-language",
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
        /// Offers what was just named on key 1: heard where this and the name are recorded; else, both are one sentence.
        Choice1 = "choice-1",
        Choice2 = "choice-2",
        Choice3 = "choice-3",
        Choice4 = "choice-4",
        NoneOfThem = "none-of-them",
        /// The service has no section of the kind that was asked for.
        NoSuchSection = "no-such-section",
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
        /// The same message was promised earlier in the call.
        TextAgain = "text-again",
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
        /// Explains how to say more about the question that was left.
        AdditionHelp = "addition-help",
        /// Asks for that, before the tone.
        Addition = "addition",
        AdditionReceived = "addition-received",
        /// Nothing more was recorded.
        AdditionEmpty = "addition-empty",
        /// More was said and not kept; the question was kept before.
        AdditionFailed = "addition-failed",
        InquiryFailed = "inquiry-failed",
        /// Enough questions were left today.
        InquirySpent = "inquiry-spent",
        Lookup = "lookup",
        UnknownReference = "unknown-reference",
        /// Too many unknown references were keyed.
        LookupSpent = "lookup-spent",
        StatusOpen = "status-open",
        /// The answer follows.
        StatusAnswered = "status-answered",
        /// The question is answered, and the answer is told to whoever asked it alone.
        StatusElsewhere = "status-elsewhere",
        /// The question was closed without an answer.
        StatusClosed = "status-closed",
        StatusUnknown = "status-unknown",
        /// Tells a person that the caller comes from no service.
        WhisperMenu = "whisper-menu",
        /// Tells a person that the caller was at a service; its name and code follow.
        WhisperService = "whisper-service",
        /// Tells a person what language the caller speaks: this one.
        WhisperLanguage = "whisper-language",
        /// Tells a person which key takes the call.
        WhisperKey = "whisper-key",
    }
}

/// Writes the patterns, each with its placeholders, from one list.
macro_rules! patterns {
    ($($(#[$note:meta])* $Pattern:ident $name:literal [$($placeholder:ident),*])+) => {
        named_enum! {
            /// A thing that the system says with something filled in: one prompt for each key, sector, group or service is
            /// made of it, or a sentence about the hours at the moment of the call.
            pub enum Pattern { $($(#[$note])* $Pattern = $name,)+ }
        }

        impl Pattern {
            /// The placeholders that it may have, each once; those that are [needed](Placeholder::is_needed) it must have.
            pub fn placeholders(self) -> &'static [Placeholder] {
                match self { $(Self::$Pattern => &[$(Placeholder::$placeholder),*],)+ }
            }
        }
    };
}

patterns! {
    /// Greets in a language and offers it.
    Gate "gate" [Key]
    /// Offers a sector.
    SectorOption "sector-option" [Name, Key]
    GroupOption "group-option" [Name, Key]
    ServiceOption "service-option" [Name, Key]
    /// Offers the section on who may ask.
    WhoOption "who-option" [Key]
    DocumentsOption "documents-option" [Key]
    FeeOption "fee-option" [Key]
    DurationOption "duration-option" [Key]
    StepsOption "steps-option" [Key]
    ChannelsOption "channels-option" [Key]
    /// Opens a menu or a service with its name.
    Title "title" [Name]
    ServiceCode "service-code" [Code]
    /// Sends callers to the body that gives a service, to check what the ministry has not confirmed.
    Unconfirmed "unconfirmed" [Body]
    /// Stands for the body of a service that names none.
    OfficeInCharge "office-in-charge" []
    /// Says that a service has moved to another code: `{name}`, `{code}` of the new one.
    Moved "moved" [Name, Code]
    /// Nobody is there today because of a holiday.
    HoursHoliday "hours-holiday" [Name]
    /// The same because of an exception.
    HoursClosed "hours-closed" [Name]
    /// The same without a reason.
    HoursClosedUnnamed "hours-closed-unnamed" []
    /// Somebody is still to come on a shorter day.
    HoursShorter "hours-shorter" [Name, Hours]
    /// The same without a reason.
    HoursShorterUnnamed "hours-shorter-unnamed" [Hours]
    /// A shorter day is over.
    HoursWasShorter "hours-was-shorter" [Name, Hours]
    /// The same without a reason.
    HoursWasShorterUnnamed "hours-was-shorter-unnamed" [Hours]
    /// Says when somebody is there again: `{day}`, which is one of the next six.
    HoursOpens "hours-opens" [Day]
    HoursToday "hours-today" [Time]
    /// At the end of today: `{time}`, which is midnight.
    HoursTonight "hours-tonight" [Time]
    HoursTomorrow "hours-tomorrow" [Time]
    /// Within six days: `{day}` of the week, `{time}`.
    HoursWeekday "hours-weekday" [Day, Time]
    /// Later than that: `{day}` of the week with its date, `{time}`.
    HoursDate "hours-date" [Day, Time]
    /// From midnight on: `{day}`. "On Sunday at midnight" might be either end of it.
    HoursStartOfDay "hours-start-of-day" [Day]
    HoursUsual "hours-usual" [Days, Hours]
    HoursSeason "hours-season" [Name, Days, Hours]
    HoursFurther "hours-further" [Days, Hours]
    /// From one time to another.
    HoursRange "hours-range" [First, Last]
    /// A time in a range, unless it is midnight.
    HoursClock "hours-clock" [Time]
    HoursAllDay "hours-all-day" []
    HoursEveryDay "hours-every-day" []
    HoursOneDay "hours-one-day" [First]
    HoursTwoDays "hours-two-days" [First, Last]
    /// Three days of the week or more: from `{first}` to `{last}`.
    HoursDays "hours-days" [First, Last]
    /// Two of several hours or days.
    HoursListTwo "hours-list-two" [First, Last]
    /// One more of three or more: `{first}` are those before it, `{last}`.
    HoursListMore "hours-list-more" [First, Last]
    /// The last of three or more: `{first}` are those before it, `{last}`.
    HoursListEnd "hours-list-end" [First, Last]
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
        /// The body that gives a service.
        Body = "{body}",
        Hours = "{hours}",
        Days = "{days}",
        Day = "{day}",
        Time = "{time}",
        /// A telephone number as words.
        Telephone = "{telephone}",
        /// The first of two or more.
        First = "{first}",
        /// The last of two or more.
        Last = "{last}",
    }
}

impl Placeholder {
    /// True if a pattern must have it.
    pub fn is_needed(self) -> bool {
        self != Self::Body
    }
}

impl Phrase {
    /// True if it came after the first version, so that files may be older than it.
    pub fn is_later(self) -> bool {
        self > Self::Fallback
    }
}

impl Pattern {
    /// True if hours are told with it.
    pub fn is_hours(self) -> bool {
        self > Self::Moved
    }

    /// True if it came after the first version, so that files may be older than it.
    pub fn is_later(self) -> bool {
        self.is_hours() || self == Self::OfficeInCharge
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
