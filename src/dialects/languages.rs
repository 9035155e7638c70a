//! The languages and voices of a provider.

/// The languages and voices of a provider, spelled as it spells them.
#[derive(Debug, Clone, Copy)]
pub struct Languages {
    /// Languages of its voices.
    pub spoken: &'static [&'static str],
    /// Languages of its speech recogniser.
    pub heard: &'static [&'static str],
    /// Its voices, one a line.
    pub voices: &'static str,
}

impl Languages {
    /// Says if the provider has a voice of this name.
    pub fn has_voice(&self, name: &str) -> bool {
        self.voices.lines().any(|voice| voice == name)
    }
}
