//! Words for people: sentences made of rules and their arguments, one room a language.

pub mod english;
