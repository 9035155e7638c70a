//! Enums whose variants have names.

/// Writes an enum, the list of its variants, and their names in files, events and states, from one list.
macro_rules! named_enum {
    ($(#[$about:meta])* pub enum $Enum:ident { $($(#[$note:meta])* $Variant:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Enum {
            $($(#[$note])* #[doc = concat!("`", $name, "`")] $Variant,)+
        }

        impl $Enum {
            /// Every variant, in this order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$Variant),+];

            /// The name in files, events and states.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Variant => $name,)+ }
            }

            /// The variant of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }

        impl AsRef<str> for $Enum {
            fn as_ref(&self) -> &str {
                self.name()
            }
        }
    };
}
