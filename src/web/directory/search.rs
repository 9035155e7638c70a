//! `/ar/search?q=…`: services by what people say, as on the telephone.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::HeaderMap;

use super::PageAddress;
use super::card::{Card, cards, name_in};
use super::context::PageContext;
use super::visit::Visit;
use crate::calls::unheard_words;
use crate::catalogue::{Code, LanguageIndex, Match, Referral};
use crate::store::{PageReport, PageReportContent};
use crate::web::pages::Frame;

/// The longest question, in characters; what is longer is cut.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'h> {
    frame: Frame,
    results: Results<'h>,
}

/// What was found; also by itself, for whoever is still typing.
#[derive(Template)]
#[template(path = "results.html")]
pub(super) struct Results<'h> {
    frame: Frame,
    asked: String,
    /// The other body's service that was asked for.
    referred: Option<Referred<'h>>,
    found: Vec<Card<'h>>,
    /// True if the first of them is what was meant, beyond doubt.
    is_clear: bool,
    /// True if the words fit no service.
    is_unheard: bool,
}

impl<'h> Results<'h> {
    /// The results where no service fits these words.
    pub(super) fn nothing(context: &'h PageContext, asked: String) -> Self {
        let frame = context.bare_frame(context.ui.t("search").to_owned());
        Self { frame, asked, referred: None, found: Vec::new(), is_clear: false, is_unheard: true }
    }

    /// The results where another body's service is asked for.
    pub(super) fn referring(context: &'h PageContext, referral: &'h Referral) -> Self {
        let referred = Some(Referred::of(referral, context.language));
        // The page shows the words only where nothing fits.
        Self { referred, ..Self::nothing(context, " ".to_owned()) }
    }

    /// The one that was meant, where that is clear.
    fn meant(&self) -> Option<&Card<'h>> {
        self.found.first().filter(|_| self.is_clear)
    }

    /// The other services that were found.
    fn others(&self) -> &[Card<'h>] {
        self.found.get(usize::from(self.is_clear)..).unwrap_or_default()
    }
}

/// A referral as the page shows it.
struct Referred<'h> {
    text: &'h str,
    telephone: Option<&'h str>,
}

impl<'h> Referred<'h> {
    fn of(referral: &'h Referral, language: LanguageIndex) -> Self {
        let text = name_in(&referral.written, language);
        Self { text, telephone: referral.telephone.as_deref() }
    }
}

pub async fn page(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let asked = asked(query.as_deref());
    if let Some(to) = PageAddress::numbered(&western(&asked), visit.hotline()) {
        return Redirect::to(&visit.path(to)).into_response();
    }
    let mut frame =
        visit.frame(PageAddress::Search, visit.ui.t("search").to_owned(), String::new());
    if !asked.is_empty() {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("q", &asked).finish();
        for other in &mut frame.alternates {
            other.path = format!("{}?{query}", other.path);
        }
    }
    let results = find(&visit, asked);
    // A page elsewhere must not fill the list with its own words.
    if results.is_unheard && headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site") {
        note_unheard(&visit, &results.asked);
    }
    visit.reply(&SearchPage { frame, results })
}

/// The page for searches in the browser.
pub(super) fn written(context: &PageContext) -> impl Template {
    let title = context.ui.t("search").to_owned();
    let frame = context.frame(PageAddress::Search, title, String::new());
    SearchPage { frame, results: Results::nothing(context, String::new()) }
}

/// The list alone. It is asked for while somebody still types, so that nothing is noted of it.
pub async fn results(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let results = find(&visit, asked(query.as_deref()));
    visit.reply(&results)
}

/// What was asked for.
fn asked(query: Option<&str>) -> String {
    let mut fields = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let asked = fields.find_map(|(name, value)| (name == "q").then_some(value));
    asked.unwrap_or_default().trim().chars().take(LONGEST).collect()
}

fn find(context: &PageContext, asked: String) -> Results<'_> {
    let hotline = context.hotline();
    let matched = hotline.search().matched(&asked, context.language, None);
    let is_unheard = !asked.is_empty() && matches!(matched, Match::Nothing);
    let referred = match matched {
        Match::Referral(referral) => hotline.referrals.get(referral),
        _ => None,
    };
    let referred = referred.map(|referral| Referred::of(referral, context.language));
    let (codes, is_clear): (Vec<Code>, bool) = match matched {
        _ if asked.is_empty() => (Vec::new(), false),
        Match::Clear(code) => (others(context, &asked, code), true),
        Match::Candidates(codes) => (codes, false),
        Match::Referral(_) => (Vec::new(), false),
        // On a screen many can be offered, where a caller would be asked to say more.
        Match::Person | Match::Nothing => (ranked(context, &asked), false),
    };
    let card = |code: &Code| {
        let mut all = cards(hotline, context.language);
        all.find(|card| card.service.code == *code && card.service.moved.is_none())
    };
    let found = codes.iter().filter_map(card).collect();
    Results { referred, found, is_clear, is_unheard, ..Results::nothing(context, asked) }
}

/// Takes note of words that fit no service, within the limit; a search waits for nothing.
fn note_unheard(visit: &Visit, asked: &str) {
    let calls = &visit.app.calls;
    let at = (calls.clock)();
    let words = unheard_words(visit.hotline(), &calls.caller_key, asked);
    let words = words.filter(|_| visit.app.page_limits.words.admits(visit.peer, at));
    if let Some((said, mark)) = words {
        let language = visit.ui.code().to_owned();
        let content = PageReportContent::Unheard { language, said, mark };
        // Where there is no room it is counted as lost.
        visit.app.page_reports.push(PageReport { at, content });
    }
}

/// The service that is meant, and what else fits.
fn others(context: &PageContext, asked: &str, meant: Code) -> Vec<Code> {
    let others = ranked(context, asked).into_iter().filter(|code| *code != meant);
    std::iter::once(meant).chain(others.take(4)).collect()
}

fn ranked(context: &PageContext, asked: &str) -> Vec<Code> {
    let ranked = context.hotline().search().ranked(asked, context.language);
    ranked.into_iter().map(|found| found.code).collect()
}

/// Arabic-Indic digits as European ones.
fn western(text: &str) -> String {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10).unwrap_or(c),
        '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10).unwrap_or(c),
        _ => c,
    };
    text.chars().map(digit).collect()
}
