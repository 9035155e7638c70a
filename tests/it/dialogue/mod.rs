//! Every reachable state of a call is visited on lines of every kind, with everything that can come there, and
//! what must hold for all holds.

mod basics;
mod coming;
mod dialling;
mod failures;
mod guidance;
mod inquiries;
pub mod line;
mod menus;
mod opening;
mod person;
mod reached;
mod single;
mod written;

use sila::catalogue::{Edition, source};
use sila::dialogue::{Abilities, CallerNumber};

use line::{ABLE, ARABIC, ENGLISH, Line, PLAIN};
use reached::{At, Reached, explore};

/// Properties that hold in every state.
const PROPERTIES: &[fn(&At<'_, '_>)] = &[
    basics::every_answer_is_whole,
    basics::languages_never_mix_in_one_breath,
    menus::the_same_keys_lead_the_same_way_everywhere,
    menus::from_everywhere_a_key_leads_to_the_main_menu,
    menus::what_is_offered_can_be_chosen_and_nothing_else,
    menus::help_tells_the_truth,
    menus::words_lead_where_their_keys_do,
    menus::what_other_bodies_do_is_referred_to_them,
    failures::failures_are_capped,
    failures::no_call_takes_more_turns_than_are_allowed,
    failures::silence_and_wrong_keys_are_told_apart,
    guidance::guidance_names_its_code,
    guidance::nobody_is_left_with_nothing_to_act_on,
    guidance::what_is_not_confirmed_is_told_with_a_caution_once_a_visit,
    guidance::usefulness_is_asked_once_and_after_guidance,
    guidance::usefulness_is_asked_on_the_way_out,
    guidance::text_messages_are_promised_as_they_are_sent,
    guidance::text_messages_are_refused_in_fitting_words,
    guidance::text_messages_are_offered_to_who_gets_them,
    guidance::a_pause_goes_on_where_it_was,
    inquiries::questions_are_received_as_they_are_kept,
    inquiries::more_may_be_said_about_a_question,
    inquiries::questions_are_about_where_the_caller_was,
    inquiries::only_lines_that_record_ask_for_questions,
    inquiries::a_question_is_offered_in_place_of_a_person,
    inquiries::the_status_is_told_as_it_is,
    opening::notices_are_heard_once,
    opening::notices_are_heard_before_what_they_are_for,
    opening::nobody_is_forgotten_who_was_not_remembered,
    person::zero_reaches_a_person_or_says_that_it_cannot,
    person::after_nobody_was_there_star_leads_back,
    person::a_failed_transfer_leads_back_unless_the_caller_had_given_up,
];

/// Visits every state of a line, and proves what holds in all.
#[expect(clippy::print_stdout, reason = "how much was proven, for whoever asks with --nocapture")]
fn prove(line: &Line) -> Reached {
    let content = source::content_hash(&source::shipped());
    let edition = Edition::freeze(line.hotline.clone(), &content, |_| None);
    let reached = explore(line, |at| {
        for holds in PROPERTIES {
            holds(at);
        }
        basics::every_state_comes_back_as_it_went(at, &edition);
    });
    let most = failures::nobody_goes_round_without_getting_further(&reached);
    println!("{} states, {} answers, at most {most} in vain", reached.states, reached.steps);
    assert!(most <= 27, "a silent or lost caller is kept for {most} turns");
    reached
}

/// Asserts that these events happened somewhere; without them a proof proves nothing.
fn happened(reached: &Reached, events: &[&str]) {
    let kinds: Vec<&str> = reached.happened.values().map(String::as_str).collect();
    for event in events {
        assert!(kinds.contains(event), "{event}: {kinds:?}");
    }
}

#[test]
fn menus_of_the_whole_hotline() {
    let reached = prove(&Line::whole().strict());
    happened(&reached, &["ServiceHeard", "Paused", "Rated", "TransferStarted", "UnknownCode"]);
    assert!(reached.states > 10_000, "{}", reached.states);
}

#[test]
fn menus_of_a_few_services_with_all_failures_that_are_allowed() {
    let reached = prove(&Line::small());
    happened(&reached, &["ServiceHeard", "Paused", "Rated", "TransferStarted", "UnknownCode"]);
    let reached = prove(&Line::small().offering(&[ENGLISH]).with_people(false));
    happened(&reached, &["NoPerson"]);
}

#[test]
fn menus_in_every_order_of_languages_with_and_without_people() {
    let orders: [&[_]; 5] = [&[ARABIC, ENGLISH], &[ENGLISH, ARABIC], &[ARABIC], &[ENGLISH], &[]];
    for order in orders {
        for people in [true, false] {
            prove(&Line::small().strict().offering(order).with_people(people));
        }
    }
}

#[test]
fn a_line_on_which_a_person_speaks_one_language_alone() {
    // What a line can do besides changes in one language what it changes in the other.
    let records = Abilities { records: true, ..PLAIN };
    for (language, abilities) in
        [(ARABIC, PLAIN), (ENGLISH, PLAIN), (ENGLISH, records), (ARABIC, ABLE)]
    {
        let line = Line::small().strict().with_a_person_in(language);
        let reached = prove(&line.able(abilities));
        happened(&reached, &["NoPerson", "TransferStarted"]);
    }
}

#[test]
fn a_line_at_an_hour_at_which_nobody_is_there() {
    for abilities in [PLAIN, ABLE] {
        let reached = prove(&Line::closed().strict().able(abilities));
        happened(&reached, &["NoPerson", "ServiceHeard"]);
    }
}

#[test]
fn notices() {
    for (order, people) in [(&[ARABIC, ENGLISH][..], true), (&[ENGLISH], false)] {
        let line = Line::small().strict().offering(order).with_people(people);
        let reached = prove(&line.with_notices());
        happened(&reached, &["NoticesHeard"]);
    }
}

#[test]
fn a_line_that_can_do_everything() {
    let reached = prove(&Line::small().able(ABLE).strict());
    happened(&reached, EVERYTHING);
}

#[test]
fn a_line_that_can_do_everything_with_all_failures_that_are_allowed() {
    let reached = prove(&Line::small().able(ABLE).offering(&[ARABIC]));
    happened(&reached, EVERYTHING);
}

#[test]
fn a_line_that_can_do_everything_where_nobody_is_there() {
    let line = Line::small().able(ABLE).with_people(false).strict();
    prove(&line.clone().offering(&[ENGLISH]).called_from(CallerNumber::Landline));
    let reached = prove(&line.offering(&[]).called_from(CallerNumber::Withheld));
    happened(&reached, &["TextRefused", "InquiryLeft", "NoPerson", "SpeechUnmatched"]);
}

#[test]
fn callers_who_are_remembered() {
    let line = Line::small().strict();
    let reached = prove(&line.clone().remembering(ENGLISH, None).with_notices());
    happened(&reached, &["LanguageForgotten", "NoticesHeard"]);
    let records = Abilities { records: true, ..PLAIN };
    let reached = prove(&line.able(records).remembering(ARABIC, Some("113")));
    happened(&reached, &["LanguageForgotten", "InquiryLeft"]);
}

/// Events that can happen in a call to a line that can do everything, once it has begun.
const EVERYTHING: &[&str] = &[
    "PlaceEntered",
    "ServiceHeard",
    "SpeechUnmatched",
    "Referred",
    "UnknownCode",
    "UnknownReference",
    "NoInput",
    "NoMatch",
    "Paused",
    "Rated",
    "TextAsked",
    "TextRefused",
    "InquiryLeft",
    "InquiryContinued",
    "InquiryLost",
    "InquiryRefused",
    "InquiryAsked",
    "TransferStarted",
    "TransferEnded",
    "CallEnded",
];
