//! Numbers are said as people say them, in both languages.

mod forms;
mod meaning;
mod oracle;

use sila::numerals::{Case, Gender};

const GENDERS: [Gender; 2] = [Gender::Masculine, Gender::Feminine];
const CASES: [Case; 3] = [Case::Nominative, Case::Accusative, Case::Genitive];
