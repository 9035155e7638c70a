//! Lines to call: a hotline, what the line can do, and who calls.

use std::fmt::Write as _;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use sila::catalogue::{
    self, Hotline, LanguageIndex, MenuKey, Notice, NoticeId, Opening, SourceFile, source,
};
use sila::dialogue::{
    self, Abilities, Answer, CallState, CallerNumber, KnownCaller, LeftQuestion, LookupResult,
    Place, Reference, Turn, TurnContext,
};

pub const ARABIC: LanguageIndex = LanguageIndex::new(0);
pub const ENGLISH: LanguageIndex = LanguageIndex::new(1);

/// Menus alone.
pub const PLAIN: Abilities = Abilities { listens: false, records: false, texts: false };

/// Everything that a line can do.
pub const ABLE: Abilities = Abilities { listens: true, records: true, texts: true };

/// A line and its callers.
#[derive(Debug, Clone)]
pub struct Line {
    pub hotline: Hotline,
    /// Its languages.
    pub offered: Vec<LanguageIndex>,
    pub abilities: Abilities,
    /// The kind of number that the callers have.
    pub caller: CallerNumber,
    /// The notices in force.
    pub notices: Vec<Notice>,
    /// The result of looking up a caller at the start of a call.
    pub remembered: LookupResult,
}

impl Line {
    /// A line on the whole shipped hotline: menus in both languages, with a person to be put through to.
    pub fn whole() -> Self {
        Self::of(&source::shipped())
    }

    /// The same on a hotline of a few services: one in several pieces, one without sections, and one that has
    /// moved.
    pub fn small() -> Self {
        Self::of(&few_services())
    }

    /// The small hotline at an hour at which nobody is there to speak to.
    pub fn closed() -> Self {
        let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday"];
        let mut week = String::from("[week]\nsaturday = \"07:00-14:00\"\n");
        for day in days {
            let _ = writeln!(week, "{day} = \"closed\"");
        }
        let mut files = few_services();
        files.push(SourceFile::new("hours.toml", week));
        Self::of(&files)
    }

    fn of(files: &[SourceFile]) -> Self {
        let (hotline, _) = catalogue::load(files).expect("the menus are good");
        let line = Self {
            hotline,
            offered: vec![ARABIC, ENGLISH],
            abilities: PLAIN,
            caller: CallerNumber::Mobile,
            notices: Vec::new(),
            remembered: LookupResult::Nothing,
        };
        line.with_people(true)
    }

    /// With the fewest failures allowed: fewer states, where the ways of failing are proven on another line.
    pub fn strict(mut self) -> Self {
        let limits = &mut self.hotline.limits;
        (limits.no_input, limits.no_match, limits.together) = (2, 2, 2);
        self
    }

    pub fn with_people(mut self, people: bool) -> Self {
        for language in &mut self.hotline.languages {
            language.person = people.then(|| "+97317000000".to_owned());
        }
        self
    }

    /// With a person to be put through to in this language alone.
    pub fn with_a_person_in(mut self, language: LanguageIndex) -> Self {
        self = self.with_people(false);
        self.hotline.languages[language.position()].person = Some("+97317000001".to_owned());
        self
    }

    pub fn offering(self, offered: &[LanguageIndex]) -> Self {
        let offered = offered.to_vec();
        Self { offered, ..self }
    }

    pub fn able(self, abilities: Abilities) -> Self {
        Self { abilities, ..self }
    }

    pub fn called_from(self, caller: CallerNumber) -> Self {
        Self { caller, ..self }
    }

    /// With two notices for all callers and one for those of a sector.
    pub fn with_notices(self) -> Self {
        let notices = [None, None, MenuKey::new(1)];
        let notices = (1..).zip(notices).map(|(number, sector)| Notice {
            id: NoticeId::new(number),
            sector,
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            texts: vec![
                ("ar".to_owned(), format!("إعلان {number}.")),
                ("en".to_owned(), format!("Notice {number}.")),
            ],
        });
        let notices = notices.collect();
        Self { notices, ..self }
    }

    pub fn remembering(self, language: LanguageIndex, broke_off: Option<&str>) -> Self {
        let (language, broke_off) = (Some(language), broke_off.map(place));
        let remembered =
            LookupResult::Caller(KnownCaller { language, broke_off, unsubscribed: false });
        Self { remembered, ..self }
    }

    /// True if somebody can be spoken to in a language.
    pub fn has_person(&self, language: LanguageIndex) -> bool {
        let opening = self.hotline.hours.opening("main", Timestamp::UNIX_EPOCH);
        self.hotline.language(language).person.is_some()
            && !matches!(opening, Opening::Closed { .. })
    }

    /// The language that is spoken before one is chosen.
    pub fn first_language(&self) -> LanguageIndex {
        self.offered.first().copied().unwrap_or(ARABIC)
    }

    /// The code of the language that is spoken in a state.
    pub fn language_in(&self, state: &CallState) -> &str {
        let language = state.language.unwrap_or(self.first_language());
        &self.hotline.language(language).code
    }

    /// The context of a turn.
    pub fn context<'a>(&'a self, known: &'a LookupResult) -> TurnContext<'a> {
        TurnContext {
            now: Timestamp::UNIX_EPOCH,
            line: "main",
            offered: &self.offered,
            notices: &self.notices,
            abilities: self.abilities,
            parties: [None; 3],
            caller: self.caller,
            reference: Some(reference()),
            lookup: known,
        }
    }

    /// The answer to a turn.
    pub fn answer(&self, turn: &Turn, known: &LookupResult) -> Answer {
        dialogue::answer(&self.hotline, &self.context(known), turn)
    }
}

/// The reference of a question that a turn brings.
pub fn reference() -> Reference {
    Reference::of(7)
}

/// A question of which one recording is left, under that reference.
pub fn left() -> LeftQuestion {
    LeftQuestion { reference: reference(), turn: 1, recordings: 1 }
}

/// The place that is written so.
pub fn place(text: &str) -> Place {
    Place::parse(text).expect("a place")
}

/// The small hotline of the tests, with one service more, whose documents take several pieces.
fn few_services() -> Vec<SourceFile> {
    let folder = Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/good"));
    let mut files = source::read_folder(&folder).expect("the fixtures are there");
    let fence = FENCE
        .replace("{ar}", &[ARABIC_SENTENCE; 6].join(" "))
        .replace("{en}", &[ENGLISH_SENTENCE; 6].join(" "));
    files.push(SourceFile {
        path: "1-town/1-permits/113-fence.toml".to_owned(),
        bytes: fence.into_bytes().into(),
    });
    files
}

const ARABIC_SENTENCE: &str = "أحضر وثيقة الملكية، ورسمًا للسياج من مكتب هندسي، ونسخة من البطاقة.";
const ENGLISH_SENTENCE: &str =
    "Bring the title deed, a drawing of the fence, and a copy of your card.";

const FENCE: &str = r#"
id = "fence"
code = "113"
confirmed = true
audience = ["citizen"]
audience_basis = "source"
evidence = "page"

[name]
ar = "رخصة سياج"
en = "Fence permit"

[summary]
ar = "هذه الرخصة لبناء سياج."
en = "This permit is for building a fence."

[documents]
ar = "{ar}"
en = "{en}"

[fee]
ar = "الرسم خمسة دنانير."
en = "The fee is five dinars."

[[fact]]
text = "For fences. Title deed, drawing and card; BD 5."
source = "https://example.org/fence"
"#;
