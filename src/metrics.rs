//! Metrics. Names and labels say nothing of a caller.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics::{
    Counter, Histogram, counter, describe_counter, describe_gauge, describe_histogram, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// Bounds of the histogram of a turn's time, in seconds: from well below a turn without I/O to the
/// 15 seconds after which a provider gives up.
const TURN_SECONDS: [f64; 13] =
    [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 15.0];

/// The process's recorder, installed when it is first asked for.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        // The only error is for empty bounds; without bounds, quantiles are exported instead.
        let turns = Matcher::Full("sila_turn_seconds".to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(turns, &TURN_SECONDS)
            .unwrap_or_else(|_| PrometheusBuilder::new())
            .build_recorder();
        let handle = recorder.handle();
        // Another recorder can only be there if a program that embeds us brought its own.
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("metrics go to a recorder that was installed before");
        }
        describe();
        handle
    })
}

/// Brings what was measured into the buckets every few seconds, until it is time to stop: without it,
/// every measurement would be kept until somebody asks for the metrics.
pub async fn keep(stop: CancellationToken) {
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            _ = tick.tick() => recorder().run_upkeep(),
            () = stop.cancelled() => return,
        }
    }
}

/// The kind, name and description of each metric.
const DESCRIPTIONS: &str = "\
counter sila_calls_total Calls that began; a provider that asks again counts again.
counter sila_turns_total Turns that were answered, those that a provider asked for again included.
counter sila_no_input_total Turns in which nothing was heard.
counter sila_no_match_total Turns with a key that meant nothing.
counter sila_states_lost_total Turns whose address was not ours: the call began again.
counter sila_refused_total Requests that were refused, by reason.
counter sila_connections_refused_total Connections that were refused because their peer held its share already.
gauge sila_clock_doubted 1 while this machine's clock is not believed and nothing is removed by age.
gauge sila_connections Connections that are open.
counter sila_panics_total Turns in which the program failed and an apology was spoken.
counter sila_task_failures_total Failures inside the program of tasks that run as long as the server, by task; each is started anew.
counter sila_program_failures_total Failures inside the program, wherever they are; those of turns and tasks are counted on their own as well.
counter sila_log_lines_dropped_total Lines of the log that were not written: it was not read in time, or there was no room.
counter sila_records_lost_total Turns that could not be kept.
counter sila_audio_total Requests for recordings.
histogram sila_turn_seconds Seconds from a turn's request to its answer.
gauge sila_journal_queued Turns that wait to be kept.
counter sila_journal_committed_total Turns on disk.
counter sila_journal_commits_total Commits; turns come in groups.
counter sila_journal_slow_total Turns answered before they were on disk.
gauge sila_journal_waiting Turns on this machine that the database does not have yet.
gauge sila_journal_oldest_seconds Age of the turn that has waited longest for the database; 0 when none waits.
counter sila_shipped_total Turns that the database took.
counter sila_shipped_repeated_total Turns that the database had already when they were carried there.
counter sila_shipped_again_total Turns that the database had confirmed and then lacked, for a copy had taken its place; they were carried again.
counter sila_shipping_failures_total Attempts to carry turns to the database that failed.
gauge sila_journal_refused Turns set aside on this machine because the database does not take them.
gauge sila_disk_free_bytes Bytes that are free on the disk of data_dir.
gauge sila_edition The number of the edition that new calls begin with; 0 before the store was reached.
gauge sila_editions_loaded Editions in memory: the active one, and those of calls that began earlier.
gauge sila_notices_in_force Notices that callers hear at the moment.
counter sila_limits_reached_total Requests of callers that a limit of the day refused, and of the website's readers that one of the hour did, by limit: texts, questions, line-questions, references, opinions, remarks, words, website-questions, website-questions-a-day, website-answers; and failed sign-ins of operators: sign-ins, sign-ins-of-login, sign-ins-of-browser; and those of them that are not in the audit: sign-in-failures.
counter sila_sign_ins_total Attempts of operators to sign in, by outcome: signed-in, wrong, throttled, busy, failed.
counter sila_website_questions_not_taken_total Questions from the website that the store did not take; their readers were told so.
gauge sila_page_reports_waiting Opinions, remarks and unheard words of the website's readers that wait in memory for the database.
counter sila_page_reports_lost_total Opinions, remarks and unheard words of the website's readers that could not be kept.
counter sila_texts_total Text messages by what became of them: sent, failed, unsubscribed, refused, delivered, undelivered.
counter sila_texts_in_doubt_total Attempts to send a text message after which nobody knew whether it went out.
gauge sila_texts_waiting Text messages that are still to be sent.
gauge sila_texts_oldest_seconds Age of the text message that has waited longest; 0 when none waits.
counter sila_recordings_total Recordings of questions by what became of them: kept, failed.
gauge sila_recordings_waiting Recordings of questions that are still to be fetched.
gauge sila_recordings_oldest_seconds Age of the recording that has waited longest to be fetched; 0 when none waits.
counter sila_recordings_deleted_total Recordings that were deleted at the provider.
counter sila_provider_failures_total Times that a line's provider failed and was left alone for a while.";

fn describe() {
    for line in DESCRIPTIONS.lines() {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("counter"), Some(name), Some(text)) => describe_counter!(name, text),
            (Some("gauge"), Some(name), Some(text)) => describe_gauge!(name, text),
            (Some(_), Some(name), Some(text)) => describe_histogram!(name, text),
            _ => {}
        }
    }
}

/// The counters of one line, looked up once.
pub struct LineMetrics {
    pub calls: Counter,
    pub turns: Counter,
    /// Turns in which nothing was heard.
    pub no_input: Counter,
    /// Turns with a key that meant nothing.
    pub no_match: Counter,
    pub states_lost: Counter,
    pub panics: Counter,
    /// Seconds from a turn's request to its answer.
    pub turn_seconds: Histogram,
}

impl LineMetrics {
    /// The counters of the line with this name.
    pub fn of(line: &str) -> Self {
        recorder();
        let line: Arc<str> = line.into();
        Self {
            calls: counter!("sila_calls_total", "line" => Arc::clone(&line)),
            turns: counter!("sila_turns_total", "line" => Arc::clone(&line)),
            no_input: counter!("sila_no_input_total", "line" => Arc::clone(&line)),
            no_match: counter!("sila_no_match_total", "line" => Arc::clone(&line)),
            states_lost: counter!("sila_states_lost_total", "line" => Arc::clone(&line)),
            panics: counter!("sila_panics_total", "line" => Arc::clone(&line)),
            turn_seconds: histogram!("sila_turn_seconds", "line" => line),
        }
    }
}

/// Counts a request that was refused.
pub fn refused(reason: &'static str) {
    counter!("sila_refused_total", "reason" => reason).increment(1);
}
