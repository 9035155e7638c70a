//! Phrases that a provider's recogniser is told to listen for.

/// The most that a recogniser can be told to listen for.
#[derive(Debug, Clone, Copy)]
pub struct HintLimits {
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
            let is_short =
                phrase.len() <= self.characters || phrase.chars().count() <= self.characters;
            if fits && is_short {
                bytes += between + phrase.len();
            }
            fits.then_some(is_short.then_some(phrase))
        });
        short.flatten().take(self.phrases)
    }
}
