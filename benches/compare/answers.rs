//! Checks an answer, and finds the address of the next turn in it.

use crate::walk::Expected;

/// The check that a server's answers are held against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// All are the same document, which some turn of Sila's made.
    Fixed,
    /// All say the same, and lead to the turn whose number comes next.
    Counted,
    /// Each says what the menus say at the place that the key leads to, in the caller's language.
    Walked,
}

impl Answers {
    /// Path and query of the next turn, which is the one of this number, if the answer is what is expected.
    pub fn next<'d>(
        self,
        document: &'d str,
        origin: &str,
        expected: &Expected,
        number: usize,
    ) -> Option<&'d str> {
        let (_, after) = document.split_once(" action=\"")?;
        let (address, _) = after.split_once('"')?;
        let path = address.strip_prefix(origin)?;
        let (_, turn) = path.split_once("?turn=")?;
        let right = match self {
            Self::Fixed => true,
            Self::Counted => turn.parse() == Ok(number),
            Self::Walked => expected.is_said_in(document),
        };
        right.then_some(path)
    }
}
