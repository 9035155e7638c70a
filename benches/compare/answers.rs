//! Whether an answer is right, and where it leads.

use crate::walk::Expected;

/// What the answers of a server are held against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// All are the same document, which some turn of Sila's made.
    Fixed,
    /// All say the same, and lead to the turn whose number comes next.
    Counted,
    /// Each leads to the place that the key leads to in the menus, and speaks the caller's language.
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
        let (address, spoken) = after.split_once('"')?;
        let path = address.strip_prefix(origin)?;
        let (_, turn) = path.split_once("?turn=")?;
        let (_, said) = spoken.split_once("<Say language=\"")?;
        let right = match self {
            Self::Fixed => state(turn)?.starts_with('_'),
            Self::Counted => turn.parse() == Ok(number),
            Self::Walked => {
                let state = state(turn)?;
                let (_, turn) = state.rsplit_once('_')?;
                turn.parse() == Ok(number)
                    && state.starts_with(&expected.state)
                    && said.starts_with(&expected.locale)
            }
        };
        right.then_some(path)
    }
}

/// Sila's state without what differs from edition to edition, and without the signature: language, place, turn.
fn state(turn: &str) -> Option<&str> {
    let (state, _) = turn.strip_prefix("2_")?.split_once('~')?;
    state
        .find('_')
        .map(|end_of_edition| &state[end_of_edition..])
}
