//! `referrals.toml`: what callers ask for and other bodies do.

use std::collections::BTreeMap;

use super::Context;
use super::also;
use super::files::ParsedFile;
use super::hotline::is_empty;
use super::keys;
use super::mistakes::Mistakes;
use super::phrases::{check_placeholders, placeholders};
use super::table::{TableReader, Text};
use super::texts::{Localised, in_languages, texts};
use crate::catalogue::problem::{Example, FieldProblem, ReferralProblem, Template, TemplatePart};
use crate::catalogue::search::spelled_alike;
use crate::catalogue::spoken::{self, TextKind};
use crate::catalogue::{Code, Placeholder, ReferralId};

pub(super) const FILE: &str = "referrals.toml";

const LIST: &str = "referral";
const WORDS: &str = "words";
const SAYS: &str = "says";
const TELEPHONE: &str = "telephone";
const FIELDS: &[&str] = &["id", WORDS, SAYS, "source", TELEPHONE];

/// The content of a `[[referral]]`; `None` for what is missing or wrong.
pub(super) struct ReferralRead<'r> {
    pub id: Option<Text<'r>>,
    pub words: Vec<Vec<Text<'r>>>,
    pub says: Option<Localised<'r, Text<'r>>>,
    pub source: Option<Text<'r>>,
    pub telephone: Option<Text<'r>>,
}

pub(super) fn read<'r>(file: &'r ParsedFile<'r>, context: Context<'r>) -> Vec<ReferralRead<'r>> {
    let reader = file.reader(&[LIST], context.mistakes);
    let tables = reader.tables(LIST, FIELDS).into_iter();
    let referrals = tables.map(|table| referral(table, context)).collect();
    reader.finish();
    referrals
}

fn referral<'r>(mut table: TableReader<'r>, context: Context<'r>) -> ReferralRead<'r> {
    let id = keys::id(&mut table).filter(|id| is_short(id, context));
    if table.raw(WORDS).is_none() {
        table.missing(WORDS, Example::Words { heading: "referral.words" });
    }
    if table.raw(SAYS).is_none() {
        table.missing(SAYS, context.example("referral.says"));
    }
    let has_number = table.raw(TELEPHONE).is_some();
    let referral = ReferralRead {
        id,
        words: also::lists(&mut table, WORDS, context),
        says: says(&mut table, has_number, context),
        source: table.required_string("source", "https://…").filter(|it| !is_empty(it, &table)),
        telephone: table.string(TELEPHONE).filter(|number| is_telephone(number, context)),
    };
    table.finish();
    referral
}

fn is_short(id: &Text<'_>, context: Context<'_>) -> bool {
    let is_short = ReferralId::parse(&id.value).is_some();
    if !is_short {
        let problem = FieldProblem::BadId { id: id.value.to_string(), max: Some(ReferralId::MAX) };
        context.mistakes.add(id.spot, problem);
    }
    is_short
}

fn is_telephone(number: &Text<'_>, context: Context<'_>) -> bool {
    let is_it = (3..=15).contains(&number.value.len())
        && number.value.bytes().all(|byte| byte.is_ascii_digit());
    if !is_it {
        let problem = ReferralProblem::BadTelephone { number: number.value.to_string() };
        context.mistakes.add(number.spot, problem);
    }
    is_it
}

/// The text that sends callers to the other body, with its telephone number where there is one.
fn says<'r>(
    table: &mut TableReader<'r>,
    has_number: bool,
    context: Context<'r>,
) -> Option<Localised<'r, Text<'r>>> {
    let found = texts(table, SAYS, context)?;
    for (text, language) in in_languages(&found, context) {
        let written = placeholders(&text.value);
        let problems = spoken::problems(&text.value, language, TextKind::Phrase, &written);
        context.mistakes.add_all(text, problems);
        let telephone = has_number.then_some((TemplatePart::Phrase(Placeholder::Telephone), true));
        let parts: Vec<_> = telephone.into_iter().collect();
        check_placeholders(text, &written, &parts, Template::Phrase, context.mistakes);
    }
    Some(found)
}

/// Notes words by which a service is called, or another referral: what a caller says means one thing.
pub(super) fn check(
    referrals: &[ReferralRead<'_>],
    called: &BTreeMap<String, Code>,
    mistakes: &Mistakes,
) {
    let mut first: BTreeMap<String, (usize, &Text<'_>)> = BTreeMap::new();
    for (number, referral) in referrals.iter().enumerate() {
        for text in referral.words.iter().flatten() {
            let folded = spelled_alike(&text.value);
            let words = text.value.to_string();
            if let Some(code) = called.get(&folded) {
                let problem = ReferralProblem::ReferralNamesService { words, code: *code };
                mistakes.add(text.spot, problem);
                continue;
            }
            let (earlier, spelled) = *first.entry(folded).or_insert((number, text));
            if earlier != number {
                let first = spelled.spot.file_line();
                mistakes.add(text.spot, ReferralProblem::RepeatedReferral { words, first });
            }
        }
    }
}
