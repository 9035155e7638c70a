//! Phrases that a provider's recogniser is told to listen for.

/// The most that a recogniser can be told to listen for.
#[derive(Debug, Clone, Copy)]
pub struct HintLimits {
    /// Number of phrases.
    pub phrases: usize,
    /// Characters of a phrase; a longer one is left out.
    pub characters: usize,
    /// Bytes of the whole, with two between phrases.
    pub bytes: usize,
}

impl HintLimits {
    /// The phrases that fit. The first that does not ends them: thousands are not looked through at each turn.
    pub fn fitting(self, phrases: &[String]) -> impl Iterator<Item = &str> {
        let mut bytes = 0;
        let phrases = phrases.iter().map(String::as_str);
        let short = phrases.map_while(move |phrase| {
            let between = if bytes == 0 { 0 } else { 2 };
            let fits = bytes + between + phrase.len() <= self.bytes;
            let is_short = phrase.chars().count() <= self.characters;
            if fits && is_short {
                bytes += between + phrase.len();
            }
            fits.then_some(is_short.then_some(phrase))
        });
        short.flatten().take(self.phrases)
    }
}

#[cfg(test)]
mod tests {
    use super::HintLimits;

    #[test]
    fn hints_keep_within_their_limits() {
        let phrases = ["one", "two", "thirteen", "four"].map(str::to_owned);
        let fitting = |phrases_, characters, bytes| {
            let limits = HintLimits { phrases: phrases_, characters, bytes };
            limits.fitting(&phrases).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(fitting(9, 9, 99), "one, two, thirteen, four");
        assert_eq!(fitting(9, 7, 99), "one, two, four");
        assert_eq!(fitting(2, 9, 99), "one, two");
        assert_eq!(fitting(9, 9, 18), "one, two, thirteen");
        assert_eq!(fitting(9, 9, 17), "one, two");
        assert_eq!(fitting(9, 9, 0), "");
        assert_eq!(fitting(0, 9, 99), "");
    }
}
