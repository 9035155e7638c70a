//! A call as a file of labelled steps.
//!
//! The first line says what the call proves. Then come what is `given` and the steps, one a line. Two
//! blanks and `#` begin a step's label.

use camino::Utf8PathBuf;
use jiff::Timestamp;

use crate::providers::twilio::heard::DialOutcome;

/// The folder that the files are in.
pub fn folder() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calls"))
}

/// A whole file.
#[derive(Debug)]
pub struct Script {
    /// The property that the call proves, in a sentence.
    pub proves: String,
    /// Differences of the hotline and the telephone from the usual.
    pub given: Vec<Given>,
    /// The steps, each as it is written and as it is read.
    pub steps: Vec<(String, Step)>,
}

/// A difference of the hotline or the telephone from the usual.
#[derive(Debug, Clone)]
pub enum Given {
    /// The shipped menus instead of the small ones: only the structure of what is heard is shown.
    ShippedMenus,
    /// A person speaks this language, and nobody the others.
    Person(String),
    /// Nobody can be reached.
    NoPerson,
    /// A switchboard answers at the person's number.
    Switchboard,
    /// The line's languages, in the order of their keys.
    Languages(Vec<String>),
    /// The first document is asked for by GET.
    Get,
    /// Silence comes without `Digits`.
    NoDigits,
    /// The line has an account at the provider: it records questions and sends text messages.
    Account,
    /// The line understands speech.
    Listens,
    /// The time of the call.
    Time(Timestamp),
    /// Somebody is there from Sunday to Thursday, from seven in the morning to two in the afternoon, and not on
    /// National Day.
    Hours,
    /// A phrase is another one in a language.
    Phrase {
        /// Its name.
        name: String,
        /// The language's code.
        language: String,
        text: String,
    },
    /// A notice for everybody is in force, and one for the first sector.
    Notices,
    /// The number that calls.
    Caller(String),
    /// The number that is called.
    Called(String),
    /// The number whose calls are sent on to the line.
    ForwardedFrom(String),
    /// The import licence has documents of several pieces.
    LongGuidance,
    /// Number of text messages that a caller may have in a day.
    TextsADay(u16),
    /// Number of questions that a caller may leave in a day.
    QuestionsADay(u16),
    /// Number of questions that may be left on the line in a day, whoever asks.
    LineQuestionsADay(u16),
    /// Number of unknown references that a caller may key in a day.
    UnknownReferences(u16),
    /// There are three more permits beside the wall permit.
    MorePermits,
    /// The store may not grow as it likes.
    SmallStore,
}

/// An action of the caller, or something that happens to the server.
#[derive(Debug, Clone)]
pub enum Step {
    /// The telephone rings.
    Ring,
    /// Keys, each as soon as something waits for it.
    Press(String),
    /// Several keys that the provider reports in one request.
    AtOnce(String),
    /// Nothing until the menu goes on.
    Silence,
    /// Nothing, and the provider goes on to the verb after the `Gather`.
    FallThrough,
    /// The outcome of a transfer.
    Transfer(DialOutcome),
    /// The caller hangs up while the person's telephone rings.
    Cancel,
    /// The caller hangs up.
    HangUp,
    /// The state in the address of the next turn is changed by somebody.
    Tamper,
    /// An edition is published in which the roads and whatever leads to them are not there any more.
    Publish,
    /// The server ends and begins again on the same folder.
    Restart(After),
    /// Words, and how sure the provider is of them, in percent.
    Say(String, u8),
    /// So many seconds are spoken into a recording, which a key or silence ends.
    Record(u32),
    /// The same, and then the caller hangs up.
    RecordAndHangUp(u32),
    /// The same, and then the caller thinks better of it.
    RecordAndWithdraw(u32),
    /// The caller calls once more, so many minutes later.
    CallAgain(i64),
    /// From now on, calls come from another number.
    OtherTelephone(String),
    /// The reference that was heard last is keyed, or with a mistake in it.
    KeyReference {
        /// True if it is keyed with a mistake: every digit as 1.
        wrong: bool,
    },
    /// An operator answers the question that was left last.
    Answer(String),
    /// An operator closes it.
    Close,
    /// The provider's interface goes away, comes back, or does something else.
    Provider(String),
    /// Something promised is waited for.
    Until(String),
    /// Something happens to the store.
    Store(String),
}

/// The difference that a restart makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// The files of editions that are not heard any more have been deleted, here and in the store.
    Retired,
    /// The key that protects the addresses.
    Key,
}

impl Script {
    /// Reads `tests/calls/{name}.call`.
    pub fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(folder().join(format!("{name}.call"))).unwrap();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut script = Self {
            proves: lines.next().expect("a first line").to_owned(),
            given: Vec::new(),
            steps: Vec::new(),
        };
        for line in lines {
            let (step, _label) = line.split_once("  # ").unwrap_or((line, ""));
            match step.trim().strip_prefix("given ") {
                Some(given) => script.given.push(self::given(given)),
                None => script.steps.push((line.to_owned(), self::step(step.trim()))),
            }
        }
        script
    }
}

fn given(text: &str) -> Given {
    match text.split_once(' ') {
        Some(("person", language)) => Given::Person(language.to_owned()),
        Some(("languages", codes)) => {
            Given::Languages(codes.split(' ').map(str::to_owned).collect())
        }
        Some(("phrase", phrase)) => {
            let mut parts = phrase.splitn(3, ' ').map(str::to_owned);
            let mut part = || parts.next().unwrap();
            Given::Phrase { name: part(), language: part(), text: part() }
        }
        Some(("time", time)) => Given::Time(time.parse().unwrap()),
        Some(("caller", number)) => Given::Caller(number.to_owned()),
        Some(("called", number)) => Given::Called(number.to_owned()),
        Some(("forwarded-from", number)) => Given::ForwardedFrom(number.to_owned()),
        Some(("line-questions-a-day", number)) => Given::LineQuestionsADay(number.parse().unwrap()),
        Some(("questions-a-day", number)) => Given::QuestionsADay(number.parse().unwrap()),
        Some(("unknown-references", number)) => Given::UnknownReferences(number.parse().unwrap()),
        Some(("texts-a-day", number)) => Given::TextsADay(number.parse().unwrap()),
        _ => match text {
            "shipped-menus" => Given::ShippedMenus,
            "nobody" => Given::NoPerson,
            "switchboard" => Given::Switchboard,
            "get" => Given::Get,
            "no-digits" => Given::NoDigits,
            "account" => Given::Account,
            "listens" => Given::Listens,
            "hours" => Given::Hours,
            "notices" => Given::Notices,
            "long-guidance" => Given::LongGuidance,
            "more-permits" => Given::MorePermits,
            "small-store" => Given::SmallStore,
            _ => panic!("nothing can be given by: {text}"),
        },
    }
}

fn step(text: &str) -> Step {
    match text {
        "ring" => Step::Ring,
        "silence" => Step::Silence,
        "fall through" => Step::FallThrough,
        "transfer answered" => Step::Transfer(DialOutcome::Answered),
        "transfer mailbox" => Step::Transfer(DialOutcome::Mailbox),
        "transfer declined" => Step::Transfer(DialOutcome::Declined),
        "transfer busy" => Step::Transfer(DialOutcome::Busy),
        "transfer no-answer" => Step::Transfer(DialOutcome::NoAnswer),
        "transfer failed" => Step::Transfer(DialOutcome::Failed),
        "transfer cancelled" => Step::Cancel,
        "hang up" => Step::HangUp,
        "tamper" => Step::Tamper,
        "close" => Step::Close,
        "key the reference" => Step::KeyReference { wrong: false },
        "key the reference with a mistake" => Step::KeyReference { wrong: true },
        "restart" => Step::Restart(After::Nothing),
        "publish without the roads" => Step::Publish,
        "restart with all earlier editions retired" => Step::Restart(After::Retired),
        "restart with another key" => Step::Restart(After::Key),
        _ => match text.split_once(' ') {
            Some(("press", keys)) => Step::Press(keys.to_owned()),
            Some(("at-once", keys)) => Step::AtOnce(keys.to_owned()),
            Some(("say", words)) => Step::Say(words.to_owned(), 90),
            Some(("mumble", words)) => Step::Say(words.to_owned(), 20),
            Some(("record", seconds)) => Step::Record(seconds.parse().unwrap()),
            Some(("record-and-hang-up", seconds)) => {
                Step::RecordAndHangUp(seconds.parse().unwrap())
            }
            Some(("record-and-withdraw", seconds)) => {
                Step::RecordAndWithdraw(seconds.parse().unwrap())
            }
            Some(("call-again-after", minutes)) => Step::CallAgain(minutes.parse().unwrap()),
            Some(("other-telephone", number)) => Step::OtherTelephone(number.to_owned()),
            Some(("answer", text)) => Step::Answer(text.to_owned()),
            Some(("provider", what)) => Step::Provider(what.to_owned()),
            Some(("until", what)) => Step::Until(what.to_owned()),
            Some(("store", what)) => Step::Store(what.to_owned()),
            _ => panic!("no step is: {text}"),
        },
    }
}
