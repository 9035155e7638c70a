//! One turn of a call, free of HTTP and of bytes.
//!
//! A transport carries a call: a provider's webhook, the terminal, a test, later SIP and the browser. It reads what the
//! caller did into a [`CallTurn`](crate::dialects::CallTurn) and gives it to [`Calls::take_turn`], together with the
//! token that the turn before gave. It gets back a [`TurnResult`]: the answer, the edition that the answer's prompts
//! are from, and the token of the next turn. By then the turn's events are on disk.
//!
//! The transport takes the turn and renders the answer inside [`guard`]. Where the program fails in it, the caller hears
//! an apology, and the call goes on at [`apology_token`].

mod disk;
pub mod editions;
mod guard;
mod kept_words;
mod limits;
mod lookup;
pub mod notices;
mod question;
mod record;
mod token;
mod turn;
mod written;

use std::sync::Arc;

use crate::clock::Clock;
use crate::dialogue::Abilities;
use crate::jobs::TextLimits;
use crate::keys::{CallerKey, FormTokens, Seal};
use crate::log_pace::LogPace;
use crate::metrics::LineMetrics;
use crate::store::{Journal, LazyDatabase, RetentionOptions};

use editions::LiveEditions;
pub use guard::guard;
pub use kept_words::{unheard_words, without_numbers};
pub use limits::QuestionLimits;
pub use notices::LiveNotices;
pub use token::apology_token;
pub use turn::TurnResult;
pub use written::{AnswerSecret, QuestionReceipt, SentQuestion, WrittenQuestionRefusal};

/// Answers the turns of all calls of this node.
pub struct Calls {
    /// The editions that calls are answered with.
    pub editions: Arc<LiveEditions>,
    /// The notices that callers hear.
    pub notices: Arc<LiveNotices>,
    /// The store, for look-ups in the middle of a turn.
    pub database: Arc<LazyDatabase>,
    /// The journal of events.
    pub journal: Journal,
    /// The pace at which losses are logged.
    pub log_pace: LogPace,
    pub clock: Clock,
    /// Seals the states of calls.
    pub seal: Seal,
    /// Hashes callers' numbers.
    pub caller_key: CallerKey,
    /// Makes the tokens of the website's forms.
    pub form_tokens: FormTokens,
    /// Retention periods: a caller whose last call is older is not remembered.
    pub retention: RetentionOptions,
    pub text_limits: TextLimits,
    pub question_limits: QuestionLimits,
}

/// A line, as far as it matters for its calls.
pub struct CallLine {
    /// The name in configuration and addresses.
    pub name: String,
    pub abilities: Abilities,
    /// The address of a recording may come later than the turn that ended it, in a report of its own.
    pub recordings_later: bool,
    /// Counters of the line.
    pub metrics: LineMetrics,
}
