//! Questions that readers write on the website: taken at once or not at all, with a secret that opens the answer.

use std::fmt;
use std::time::{Duration, Instant};

use metrics::counter;
use tokio::time::timeout;

use super::Calls;
use super::limits::since;
use crate::catalogue::{Code, EditionNumber};
use crate::dialogue::Reference;
use crate::keys::{CallerKey, FormTokens};
use crate::store::{NewQuestion, Opened, StoreError, WrittenQuestion};
use crate::text::with_causes;

/// The time that a reader waits for the store: a little longer than a file waits for another program.
const PATIENCE: Duration = Duration::from_secs(6);

/// The references that are drawn; the secret is drawn after them.
const DRAWN: u32 = 4;

/// The secret that opens the answer to a written question: twelve digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AnswerSecret(u64);

impl AnswerSecret {
    pub const DIGITS: usize = 12;

    /// The secret that stands for a number, of which only what fits is used.
    fn of(number: u64) -> Self {
        Self(number % 1_000_000_000_000)
    }

    /// Reads the twelve digits.
    pub fn parse(digits: &str) -> Option<Self> {
        let is_whole = digits.len() == Self::DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        is_whole.then(|| digits.parse().ok().map(Self))?
    }

    fn hash(self, key: &CallerKey) -> String {
        key.hash(&self.hashed())
    }

    fn is_of(self, question: &WrittenQuestion, key: &CallerKey) -> bool {
        key.is_hash_of(&question.secret, &self.hashed())
    }

    fn hashed(self) -> String {
        format!("secret: {self}")
    }
}

impl fmt::Display for AnswerSecret {
    /// In groups of four.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second, third) =
            (self.0 / 100_000_000, self.0 / 10_000 % 10_000, self.0 % 10_000);
        write!(f, "{first:04} {second:04} {third:04}")
    }
}

/// A question as it was sent.
pub struct SentQuestion<'a> {
    /// The content of the form's token.
    pub form: &'a str,
    pub service: Code,
    /// The edition that the reader read.
    pub edition: EditionNumber,
    pub language: &'a str,
    pub text: &'a str,
}

/// The two numbers of a question that is in the store, for its reader.
pub struct QuestionReceipt {
    pub reference: String,
    pub secret: AnswerSecret,
}

/// A reason for which a written question was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenQuestionRefusal {
    /// The questions of a day have all been asked.
    Spent,
    /// The store did not say that it has it.
    NotKept,
}

impl Calls {
    /// The token of a new form.
    pub fn form_token(&self) -> String {
        self.form_tokens.make(&self.seal)
    }

    /// The content of a form's token, if it is one of ours.
    pub fn form_of<'t>(&self, token: &'t str) -> Option<&'t str> {
        FormTokens::open(&self.seal, token)
    }

    /// Takes a question: it is in the store when this returns a receipt. The same text, sent again with the same form, gets
    /// the same receipt.
    pub async fn take_question(
        &self,
        sent: SentQuestion<'_>,
    ) -> Result<QuestionReceipt, WrittenQuestionRefusal> {
        let SentQuestion { form, service, edition, language, text } = sent;
        let identity = format!("{form}\n{service}\n{text}");
        let draw = |number| self.seal.number_of_form(&identity, number);
        let secret = AnswerSecret::of(draw(DRAWN));
        let question = NewQuestion {
            key: format!("website/{}", self.caller_key.hash(&identity)),
            drawn: (0..DRAWN).map(|number| Reference::of(draw(number)).to_string()).collect(),
            secret: secret.hash(&self.caller_key),
            text: text.to_owned(),
            language: language.to_owned(),
            service,
            edition,
            at: (self.clock)(),
        };
        let (since, most) = (since(question.at), self.question_limits.line_a_day.into());
        let take = async {
            let store = self.database.get().await?;
            let taken = store.take_question(&question, since, most).await;
            self.looked_after(&store, taken).await
        };
        match self.patiently(take).await {
            Some(Some(reference)) => Ok(QuestionReceipt { reference, secret }),
            Some(None) => {
                counter!("sila_limits_reached_total", "limit" => "website-questions-a-day")
                    .increment(1);
                if let Some(count) = self.log_pace.pass("website-questions", Instant::now()) {
                    tracing::error!(
                        count,
                        "the website has taken all the questions of a day that line_questions_a_day allows"
                    );
                }
                Err(WrittenQuestionRefusal::Spent)
            }
            None => {
                counter!("sila_website_questions_not_taken_total").increment(1);
                Err(WrittenQuestionRefusal::NotKept)
            }
        }
    }

    /// The written question that these two numbers open, if there is one; none at all where the store can't tell.
    pub async fn written_question(
        &self,
        reference: Reference,
        secret: AnswerSecret,
    ) -> Option<Option<WrittenQuestion>> {
        let reference = reference.to_string();
        let find = async {
            let store = self.database.get().await?;
            let found = store.written_questions(&reference).await;
            self.looked_after(&store, found).await
        };
        let found = self.patiently(find).await?;
        Some(found.into_iter().find(|one| secret.is_of(one, &self.caller_key)))
    }

    /// The store's answer; where it failed, that is noted for the next who opens it.
    async fn looked_after<T>(
        &self,
        store: &Opened,
        answer: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Err(error) = &answer {
            self.database.failed(store, error).await;
        }
        answer
    }

    /// Waits for the store as long as a reader does; none where it fails or takes too long, which is logged.
    async fn patiently<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let error = match timeout(PATIENCE, work).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => with_causes(&error),
            Err(_) => "it took too long".to_owned(),
        };
        if let Some(count) = self.log_pace.pass("website-store", Instant::now()) {
            tracing::warn!(count, error, "the store did not serve a reader of the website");
        }
        None
    }
}
