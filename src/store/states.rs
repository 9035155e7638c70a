//! Lists of words that stand in the store.

/// An enumeration whose members stand in the store as words.
macro_rules! states {
    ($(#[doc = $about:literal])+ pub enum $name:ident {
        $($(#[doc = $doc:literal])+ $state:ident = $word:literal,)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[doc = $doc])+ $state,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$state,)+];

            /// The word for it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$state => $word,)+
                }
            }

            /// What the word stands for, if anything.
            pub fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$state),)+
                    _ => None,
                }
            }
        }
    };
}
pub(super) use states;
