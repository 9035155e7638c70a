//! Whole calls over HTTP, from files of labelled steps in `tests/calls`.

mod direct;
mod documents;
mod lost;
mod notices;
pub mod operations;
pub mod play;
mod retries;
mod script;
mod setup;
mod transcript;
mod turns;

use std::collections::BTreeSet;

use play::Way;
use script::Script;
use sila::catalogue::{self, Phrase, source};

macro_rules! calls {
    ($($name:ident,)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                goes_as_written(stringify!($name)).await;
            }
        )+

        /// Every call that is played.
        const PLAYED: &[&str] = &[$(stringify!($name),)+];
    };
}

calls! {
    a_mailbox_answers,
    a_person_calls,
    a_person_is_called_from_an_application,
    a_person_is_called_in_arabic,
    a_person_sends_their_calls_on,
    a_question_cannot_be_kept,
    a_question_cannot_be_kept_in_arabic,
    a_question_is_closed,
    a_question_is_closed_in_arabic,
    a_reference_with_a_mistake,
    a_reference_with_a_mistake_in_arabic,
    a_switchboard_answers,
    a_text_cannot_be_kept,
    a_text_cannot_be_kept_in_arabic,
    a_text_is_rejected,
    a_text_is_rejected_in_arabic,
    a_text_to_who_wants_none,
    a_text_to_who_wants_none_in_arabic,
    a_transfer_fails,
    a_transfer_is_answered,
    a_transfer_is_busy,
    a_transfer_is_cancelled,
    a_transfer_is_cancelled_in_english,
    a_transfer_is_not_answered,
    add_nothing_to_a_question,
    add_nothing_to_a_question_in_arabic,
    add_to_a_question,
    add_to_a_question_and_hang_up,
    add_to_a_question_and_hang_up_in_arabic,
    add_to_a_question_in_arabic,
    again_and_home,
    again_and_home_in_arabic,
    an_addition_cannot_be_kept,
    an_addition_cannot_be_kept_in_arabic,
    an_answer_for_another_telephone,
    an_answer_for_another_telephone_in_arabic,
    an_answer_in_the_other_language,
    an_answer_in_the_other_language_in_english,
    another_address_key,
    back_up_to_the_other_language,
    changed_menus,
    changed_menus_in_arabic,
    code_dialled,
    code_of_nothing,
    dial_a_code,
    dial_a_code_in_arabic,
    dial_in_one_burst,
    dial_in_one_burst_in_arabic,
    dial_unknown_codes,
    dial_unknown_codes_in_arabic,
    english_first,
    first_request_by_get,
    forgotten_in_arabic,
    go_on_accepted_in_arabic,
    go_on_declined,
    go_on_where_it_broke_off,
    go_on_where_it_broke_off_in_arabic,
    guidance_in_pieces,
    guidance_in_pieces_in_arabic,
    hours_in_other_words,
    kept_edition,
    keys_at_once,
    keys_in_a_burst,
    leave_a_question,
    leave_a_question_and_hang_up,
    leave_a_question_and_hang_up_in_arabic,
    leave_a_question_in_arabic,
    leave_no_question,
    leave_no_question_in_arabic,
    lost_address,
    lost_address_on_a_line_with_one_language,
    moved_service,
    moved_service_in_arabic,
    nobody_and_a_way_on,
    nobody_and_a_way_on_in_arabic,
    nobody_and_silence,
    notices,
    notices_in_arabic,
    one_language,
    pause_and_go_on,
    pause_and_go_on_in_arabic,
    person_at_the_gate,
    person_busy,
    person_busy_in_arabic,
    person_cannot_be_reached,
    person_declines,
    person_declines_in_arabic,
    person_does_not_answer_in_arabic,
    person_in_hours,
    person_in_hours_about_a_service_in_arabic,
    person_in_hours_from_the_menu,
    person_in_hours_in_arabic,
    person_out_of_hours,
    person_out_of_hours_in_arabic,
    questions_enough,
    questions_enough_in_arabic,
    questions_of_the_line_enough,
    questions_of_the_line_enough_in_arabic,
    references_enough,
    references_enough_in_arabic,
    references_of_withheld_numbers_enough,
    remembered,
    remembered_in_arabic,
    restart_unnoticed,
    say_a_person,
    say_a_person_in_arabic,
    say_a_service,
    say_a_service_in_arabic,
    say_more_about_a_question,
    say_more_about_a_question_in_arabic,
    say_nothing_that_fits,
    say_nothing_that_fits_in_arabic,
    say_the_digits_of_a_question,
    say_the_keys,
    say_the_keys_in_arabic,
    say_the_other_language,
    say_unsurely,
    say_unsurely_in_arabic,
    say_what_another_body_does,
    say_what_another_body_does_in_arabic,
    say_what_fits_four,
    say_what_fits_four_in_arabic,
    say_yes_or_no,
    say_yes_or_no_in_arabic,
    shipped_menus_in_arabic,
    shipped_menus_in_english,
    silence_and_wrong_keys_together,
    silence_at_the_gate,
    silence_by_falling_through,
    silence_thrice_with_a_person,
    silence_thrice_with_a_person_in_english,
    silence_thrice_with_nobody,
    silence_thrice_with_nobody_in_arabic,
    silence_without_digits,
    straight_to_a_section,
    straight_to_a_section_in_arabic,
    text_me,
    text_me_in_arabic,
    text_to_a_landline,
    text_to_a_landline_in_arabic,
    text_to_a_withheld_number,
    text_to_a_withheld_number_in_english,
    texts_enough,
    texts_enough_in_arabic,
    texts_wait_for_the_provider,
    texts_wait_for_the_provider_in_arabic,
    the_recording_is_not_there_yet,
    the_recording_is_not_there_yet_in_arabic,
    the_store_cannot_tell,
    the_store_cannot_tell_in_arabic,
    useful_or_not,
    useful_yes_and_no,
    useful_yes_and_no_in_arabic,
    where_to_check,
    where_to_check_in_arabic,
    wrong_keys,
    wrong_keys_at_the_gate,
    wrong_keys_in_arabic,
}

/// Plays a script; the telephone finds no fault, and what was heard and written down is the snapshot
/// beside the script. The same is heard without HTTP and without documents.
async fn goes_as_written(name: &str) {
    let script = Script::read(name);
    let told = Box::pin(play::play(&script, Way::Provider)).await;
    let directly = Box::pin(play::play(&script, Way::Direct)).await;
    // What is written down tells the way that a call came on.
    let heard = |told: &str| told.split("\nwritten down\n").next().map(str::to_owned);
    assert_eq!(heard(&directly), heard(&told), "the same without HTTP");
    insta::with_settings!({
        snapshot_path => "../../calls",
        prepend_module_to_snapshot => false,
        omit_expression => true,
        description => &script.proves,
    }, {
        insta::assert_snapshot!(name, told);
    });
}

#[test]
fn every_file_is_played() {
    let files: BTreeSet<_> = script::folder()
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension() == Some("call"))
        .map(|path| path.file_stem().unwrap().to_owned())
        .collect();
    let played: BTreeSet<_> = PLAYED.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(files, played);
}

/// Phrases that no call played here can have, with the reason.
const NEVER_HEARD: &[(Phrase, &str)] = &[
    (Phrase::Fallback, "the provider says it from a file of its own, where no server answers"),
    (Phrase::Choice1, AFTER_A_RECORDING),
    (Phrase::Choice2, AFTER_A_RECORDING),
    (Phrase::Choice3, AFTER_A_RECORDING),
    (Phrase::Choice4, AFTER_A_RECORDING),
];

const AFTER_A_RECORDING: &str = "it follows the recording of a name, and nothing is recorded here";

#[test]
fn every_phrase_is_heard_in_every_language() {
    let files = source::read_folder(&setup::small_menus()).unwrap();
    let (hotline, _) = catalogue::load(&files).unwrap();
    let heard: BTreeSet<String> = PLAYED.iter().flat_map(|name| heard_in(name)).collect();
    let mut wrong = Vec::new();
    for phrase in Phrase::ALL {
        let reason = NEVER_HEARD.iter().find(|(never, _)| *never == phrase);
        for index in hotline.language_indices() {
            let language = hotline.language(index);
            let prompt = hotline.prompt(hotline.phrase(phrase), index);
            let is_heard = heard.contains(&format!("{}  {}", language.locale, prompt.text));
            let (name, code) = (phrase.name(), &language.code);
            match reason {
                None if !is_heard => wrong.push(format!("no call says `{name}` in {code}")),
                Some((_, why)) if is_heard => {
                    wrong.push(format!("a call says `{name}` in {code}, though {why}"));
                }
                _ => {}
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The texts that are said in a call, each with its language, as the snapshot beside the script has them.
fn heard_in(name: &str) -> Vec<String> {
    let file = script::folder().join(format!("{name}.snap"));
    // Where it was never played, its own test says so.
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let said = text.lines().filter_map(|line| line.strip_prefix("      "));
    said.map(|said| said.strip_prefix("to the person:  ").unwrap_or(said))
        .map(str::to_owned)
        .collect()
}
