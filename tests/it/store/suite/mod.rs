//! The behaviour of every backend, written once. A backend runs all of it with [`behaviours`].

pub mod audit;
pub mod callers;
pub mod calls;
pub mod drafts;
pub mod editions;
pub mod fetching;
pub mod inquiries;
pub mod notices;
pub mod operators;
pub mod page_reports;
pub mod personal_data;
pub mod ratings;
pub mod retention;
pub mod texts;
pub mod written;

/// Two callers, as they are kept.
pub const SOMEBODY: &str = "00112233445566778899aabbccddeeff";
pub const SOMEBODY_ELSE: &str = "ffeeddccbbaa99887766554433221100";

/// One test for each behaviour, on a new store made by `$open`, an async function that returns something with
/// a field `store`.
macro_rules! behaviours {
    ($open:path) => {
        $crate::store::suite::behaviours! {
            $open, calls:
            an_event_comes_back_as_it_was_given
            a_retried_turn_is_recorded_once
            the_same_turn_twice_at_once_is_recorded_once
            a_status_is_recorded_once_however_often_it_comes
            a_late_status_does_not_undo_the_end
            a_batch_is_written_whole_or_not_at_all
            a_call_is_told_in_order
            calls_are_listed_newest_first_page_by_page
            calls_to_one_line_are_listed_alone
            an_event_from_before_moves_the_start
            a_call_is_found_by_the_beginning_of_its_id
            a_beginning_is_taken_letter_by_letter
            a_null_character_costs_no_more_than_itself
            events_of_the_same_calls_come_from_many_at_once
            calls_are_counted_by_the_places_that_they_heard
            calls_of_some_time_are_counted_with_the_services_that_they_came_to
            calls_in_progress_are_counted_by_their_latest_edition
        }
        $crate::store::suite::behaviours! {
            $open, editions:
            an_edition_comes_back_as_it_was_published
            a_null_character_in_a_note_costs_no_more_than_itself
            of_two_publishers_at_once_one_is_told_that_the_other_was_first
            an_edition_of_what_is_not_there_is_not_published
            going_back_makes_the_earlier_edition_heard
            a_clock_set_back_does_not_bring_an_earlier_edition_back
            what_was_heard_since_some_time_is_told_with_what_was_heard_then
            a_scheduled_edition_is_heard_from_its_time_on
            a_time_that_comes_for_several_servers_comes_once
            an_edition_taken_off_the_schedule_is_not_heard
            an_edition_that_nobody_can_hear_any_more_is_let_go
            an_edition_that_a_draft_builds_upon_or_that_is_scheduled_is_kept
            bytes_are_kept_while_something_names_them
            what_nothing_names_is_removed_however_much_it_is
            the_same_bytes_come_from_many_at_once
            bytes_are_kept_once_and_missing_ones_are_told
        }
        $crate::store::suite::behaviours! {
            $open, drafts:
            a_draft_is_begun_changed_and_discarded
            drafts_begun_at_once_get_numbers_of_their_own
            a_drafts_number_is_never_given_again
            a_draft_is_discarded_only_as_it_was_looked_at
            a_null_character_in_a_title_costs_no_more_than_itself
            of_two_writers_one_sees_the_conflict
            of_two_writers_at_once_one_sees_the_conflict
            a_draft_that_is_gone_takes_no_changes
            a_lease_is_taken_by_one_of_many
            a_lease_is_kept_by_its_holder_and_passed_on_when_it_is_over
        }
        $crate::store::suite::behaviours! {
            $open, notices:
            a_notice_comes_back_as_it_was_added
            an_ended_notice_stays_in_the_list_and_is_not_spoken
            notices_are_listed_by_when_they_were_over
            each_change_of_the_notices_counts_once_however_many_come_at_once
            a_notice_long_over_is_removed_and_its_number_not_given_again
            a_null_character_in_a_notice_costs_no_more_than_itself
        }
        $crate::store::suite::behaviours! {
            $open, inquiries:
            an_inquiry_comes_with_its_event
            an_inquiry_comes_once_however_often_its_event_does
            inquiries_are_listed_newest_first_and_as_asked
            an_inquiry_is_assigned_answered_and_closed
            what_can_not_be_done_about_an_inquiry_is_said
            of_two_inquiries_with_one_reference_one_is_named
            questions_are_counted_for_whoever_asks
            unknown_references_are_counted_for_whoever_keys_them
            whoever_knows_the_reference_hears_how_far_it_is
            a_reference_that_another_inquiry_has_is_not_free
            what_more_was_said_belongs_to_its_question
            what_more_was_said_may_come_before_its_question
        }
        $crate::store::suite::behaviours! {
            $open, fetching:
            a_recording_is_fetched_kept_and_deleted_at_the_provider
            a_claim_that_is_over_is_anybodys
            what_is_claimed_at_once_is_claimed_by_one_server
            a_recording_that_can_not_be_had_is_given_up
            a_recording_that_is_reported_apart_finds_its_inquiry
            a_recording_is_not_asked_for_before_it_is_reported
            a_recording_whose_turn_leaves_no_inquiry_is_deleted_at_once
            the_recording_of_a_question_is_kept_by_its_turn
            a_recording_that_is_reported_of_a_forgotten_caller_is_deleted
            each_recording_of_a_question_is_fetched_and_deleted_at_the_provider
        }
        $crate::store::suite::behaviours! {
            $open, texts:
            a_text_message_comes_with_its_event_and_is_sent_once
            text_messages_claimed_at_once_are_claimed_by_one_server
            what_is_known_of_a_text_message_is_never_undone
            a_text_message_that_fails_is_tried_again_and_given_up
            a_callers_text_messages_are_counted
            who_wants_no_messages_is_known_until_one_is_taken_again
            a_turn_brings_one_text_message_for_each_service
            what_is_put_off_was_not_tried
            text_messages_are_listed_newest_first_page_by_page
        }
        $crate::store::suite::behaviours! {
            $open, callers:
            a_caller_is_known_by_the_latest_call
            a_language_that_nobody_chose_is_not_remembered
            who_does_not_want_to_be_known_is_not
            words_that_fit_nothing_are_counted_once_an_event
            the_same_words_come_from_many_at_once
            words_that_one_caller_alone_has_said_are_not_kept
        }
        $crate::store::suite::behaviours! {
            $open, personal_data:
            what_a_forgotten_caller_left_is_gone_and_nobody_elses
            what_comes_late_of_a_forgotten_caller_is_not_taken_on
            what_is_known_only_late_to_be_of_a_forgotten_caller_is_removed
            what_is_let_go_does_not_come_back_with_its_event
            what_callers_left_is_kept_for_so_many_days
            calls_are_kept_while_personal_data_remains
            more_than_one_piece_of_what_callers_left_is_removed
            a_recording_that_waits_for_its_inquiry_goes_with_its_caller
            a_call_is_somebodys_while_its_recording_waits_for_an_inquiry
            a_wish_not_to_be_known_is_kept_for_so_many_days
        }
        $crate::store::suite::behaviours! {
            $open, audit:
            an_act_comes_back_as_it_was_recorded
            the_audit_is_listed_newest_first_and_as_asked
            what_is_heard_changes_with_its_act
            what_is_done_about_callers_names_none_of_them
            a_null_character_in_an_act_costs_no_more_than_itself
        }
        $crate::store::suite::behaviours! {
            $open, retention:
            calls_are_removed_with_their_events_when_all_of_them_is_old
            more_calls_than_one_piece_holds_are_removed
            a_call_is_nobodys_after_a_while
            a_forgotten_callers_calls_are_gone_and_nobody_elses
            what_comes_late_of_a_forgotten_caller_is_removed
            a_forgotten_caller_who_calls_again_is_a_new_one
            the_rest_of_a_forgotten_call_is_removed
            a_clock_that_was_set_back_removes_nothing
            a_round_keeps_for_ever_what_it_is_told_to
            a_forgotten_caller_is_not_looked_for_for_ever
        }
        $crate::store::suite::behaviours! {
            $open, page_reports:
            readers_opinions_are_counted_by_service_edition_and_day
            readers_remarks_are_listed_newest_first
            readers_opinions_come_from_many_servers_at_once
            what_readers_said_is_kept_for_so_many_days
            words_searched_for_twice_an_hour_apart_are_kept
            a_search_and_a_call_are_two_who_say_the_same
        }
        $crate::store::suite::behaviours! {
            $open, written:
            a_written_question_comes_once_however_often_it_is_sent
            a_written_question_gets_a_reference_that_no_inquiry_has
            no_more_written_questions_come_than_a_day_takes
            nobody_hears_the_answer_to_a_written_question
            a_written_question_is_let_go_of_by_its_age
            a_null_character_in_a_written_question_costs_no_more_than_itself
        }
        $crate::store::suite::behaviours! {
            $open, operators:
            an_operator_comes_back_as_added
            a_login_is_given_once_however_many_ask_for_it_at_once
            an_invitation_is_accepted_once_however_many_try_at_once
            an_invitation_too_old_or_replaced_is_not_accepted
            a_one_time_code_counts_once_however_many_use_it_at_once
            a_recovery_code_counts_once_however_many_use_it_at_once
            a_session_is_found_by_its_token_until_it_ends
            another_password_ends_every_session
            whoever_ends_leaves_nothing_to_sign_in_with
            one_administrator_stays_however_many_are_ended_at_once
            one_administrator_stays_however_many_are_ended_before_any_has_accepted
            an_administrator_who_has_not_accepted_yet_is_no_other
            sessions_and_browsers_are_kept_for_so_many_days
        }
        $crate::store::suite::behaviours! {
            $open, ratings:
            ratings_are_counted_by_service_and_edition
        }
    };
    ($open:path, $part:ident: $($behaviour:ident)+) => {
        $(#[tokio::test]
        async fn $behaviour() {
            let opened = $open().await;
            $crate::store::suite::$part::$behaviour(&opened.store).await;
        })+
    };
}
pub(super) use behaviours;
