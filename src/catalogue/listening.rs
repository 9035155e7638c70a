//! The words that are listened for beside the names of services: `listening.toml`.

named_enum! {
    /// A list of words in `listening.toml`.
    pub enum WordList {
        /// Greetings, questions and particles: they say nothing about which service is meant.
        Ignored = "ignored",
        /// Things that many services are, such as a licence: they say little on their own.
        Generic = "generic",
        /// Things of everyday life, such as a car: with nothing else said, no service is meant.
        Common = "common",
        /// The business of other bodies; a service that is not named by such a word is hardly meant.
        Elsewhere = "elsewhere",
        /// The people who answer the telephone, and where they sit.
        Person = "person",
        /// Words beside those of [`WordList::Person`] in what callers say who want a person.
        PersonContext = "person-context",
        /// Words that stand around a number.
        NumberContext = "number-context",
    }
}

named_enum! {
    /// Something that callers say in answer to a menu or a question, in place of a key.
    pub enum AnswerWord {
        Yes = "yes",
        /// No, or none of what was offered.
        No = "no",
        Back = "back",
        Again = "again",
        MainMenu = "main-menu",
        /// How the keys are used.
        Help = "help",
        Star = "star",
        Hash = "hash",
        /// The language in whose table the words stand.
        Language = "language",
        Next = "next",
        Previous = "previous",
        Pause = "pause",
        /// The guidance as a text message.
        Text = "text",
        /// To leave a question.
        Question = "question",
        /// To say more about the question that was just left.
        More = "more",
        /// To hear the answer to a question.
        Reply = "reply",
        /// To dial a service's code.
        Dial = "dial",
        /// Not to be remembered.
        Forget = "forget",
        Who = "who",
        Documents = "documents",
        Fee = "fee",
        Duration = "duration",
        Steps = "steps",
        Channels = "channels",
    }
}

/// A phrase that callers say for an [`AnswerWord`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPhrase {
    pub word: AnswerWord,
    /// Code of the language in whose table it stands.
    pub language: String,
    pub phrase: String,
}

/// The words that are listened for, of all languages together: callers mix them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listening {
    /// The words of each list, in the order of [`WordList::ALL`].
    lists: [Vec<String>; WordList::ALL.len()],
    /// Words that mean the same, or that a recogniser writes for each other; each line of the file is one group.
    pub same: Vec<Vec<String>>,
    /// Number words beside those of [`numerals`](crate::numerals) and of the phrases, with their values.
    pub numbers: Vec<(u16, String)>,
    /// Words that sound like a digit, and are one only among digits.
    pub digit_homophones: Vec<(u16, String)>,
    /// Words for a choice by its place, such as "second", with the key.
    pub ordinals: Vec<(u16, String)>,
    /// The phrases that answer a menu in place of a key.
    pub answers: Vec<AnswerPhrase>,
}

impl Listening {
    pub fn words(&self, list: WordList) -> &[String] {
        &self.lists[list as usize]
    }

    /// Adds the words of a text, with blanks between them, to a list.
    pub fn add(&mut self, list: WordList, text: &str) {
        let words = text.split_whitespace().map(str::to_owned);
        self.lists[list as usize].extend(words);
    }
}
