//! The task that carries.

use std::ops::ControlFlow::{self, Break, Continue};
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::ShipperOptions;
use super::kept::KeptMarks;
use crate::store::sqlite::{Outbox, Shipment};
use crate::store::{Appended, StoreError, TurnLog, TurnRecord, append_caught};
use crate::supervised::{catch, count_failure};
use crate::text::with_causes;

pub(super) struct ShipperTask<D, R> {
    pub(super) outbox: Outbox,
    pub(super) destination: D,
    pub(super) options: ShipperOptions,
    pub(super) random: R,
    /// Before the next attempt, should this one fail.
    pub(super) pause: Duration,
    pub(super) kept: KeptMarks,
    /// The file was opened once since the start.
    pub(super) has_begun: bool,
    pub(super) closing: CancellationToken,
}

/// The reason for which nothing arrives at the moment.
#[derive(Debug, thiserror::Error)]
enum ShipError {
    #[error("the database does not take them, and is tried again and again.")]
    Destination(#[source] StoreError),
    #[error(
        "the database has not answered within {} s, and is tried again and again. Check that it is up and can \
         be reached.",
        .0.as_secs()
    )]
    Silence(Duration),
    #[error("the journal's file on this machine does not work, and is tried again and again.")]
    Outbox(#[source] StoreError),
    #[error("the program failed while it carried them, and begins again. Please report this.")]
    Panicked,
}

/// Continue: go on with the next batch. Break: leave the rest for the next start.
type Step = ControlFlow<()>;

impl<D: TurnLog, R: FnMut() -> f64 + Send> ShipperTask<D, R> {
    /// Carries what waits, and what comes, until the shipper is closed. Where the program fails in it, that is said and
    /// counted, and it begins again after a pause.
    pub(super) async fn run(mut self) {
        while catch(pin!(self.carry_all())).await.is_err() {
            count_failure("shipper");
            if self.fails(ShipError::Panicked).await.is_break() {
                return;
            }
        }
    }

    async fn carry_all(&mut self) {
        if !self.has_begun && self.begin().await.is_break() {
            return;
        }
        self.has_begun = true;
        loop {
            self.gather().await;
            let step = if self.outbox.state().waiting > 0 {
                self.carry().await
            } else if self.closing.is_cancelled() {
                return;
            } else {
                self.look().await;
                Continue(())
            };
            if step.is_break() {
                return;
            }
        }
    }

    /// Opens the file, so that it is known how much waits in it, and has what was set aside offered once more.
    async fn begin(&mut self) -> Step {
        loop {
            match self.outbox.retry_refused().await {
                // Where there is no room to move anything, what waits goes first, and makes some.
                Ok(()) | Err(StoreError::DiskFull(_)) => {
                    self.works();
                    if let Ok((_, through)) = self.outbox.shipped().await {
                        self.kept.arrived(through, Instant::now());
                    }
                    return Continue(());
                }
                Err(error) => self.fails(ShipError::Outbox(error)).await?,
            }
        }
    }

    /// Waits until records wait, and a little for more of them; not for ever where none come.
    async fn gather(&mut self) {
        let mut state = self.outbox.watch();
        let batch = u64::from(self.options.batch);
        let gathering = async {
            let some = state.wait_for(|state| state.waiting > 0);
            if !matches!(timeout(self.options.look, some).await, Ok(Ok(_))) {
                return;
            }
            let enough = state.wait_for(|state| state.waiting >= batch);
            timeout(self.options.gather, enough).await.ok();
        };
        self.closing.run_until_cancelled(gathering).await;
    }

    /// Looks whether the store still has what it has confirmed, and lets go of what is not needed for that any more.
    async fn look(&mut self) {
        let looked = async {
            let (journal, through) = self.outbox.shipped().await?;
            let arrived = self.destination.carried(&journal).await?;
            self.outbox.let_go(self.kept.let_go(Instant::now())).await?;
            Ok::<_, StoreError>(arrived.filter(|arrived| *arrived < through))
        };
        match timeout(self.options.patience, looked).await {
            Ok(Ok(None)) => self.works(),
            Ok(Ok(Some(_))) => match self.catch_up().await {
                Ok(()) => self.works(),
                Err(error) => {
                    tracing::debug!(%error, "what a copy of the database lacks is not known yet");
                }
            },
            // Where nothing waits, nobody waits for it.
            Ok(Err(error)) => tracing::debug!(%error, "the database was not looked at"),
            Err(_) => {}
        }
    }

    /// Has the records carried again that the store has confirmed and does not have.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let (journal, through) = self.outbox.shipped().await?;
        let Some(arrived) = self.destination.carried(&journal).await? else {
            return Ok(());
        };
        let now_through = self.outbox.rewind(arrived).await?;
        if arrived != now_through {
            // Where that is not so any more, the next shipment finds out.
            self.destination.note_carried(&journal, arrived, now_through).await?;
        }
        if now_through < through {
            let again = through.abs_diff(now_through);
            self.outbox.change_state(|state| state.again += again);
            tracing::error!(
                records = again,
                "the database lacks records that it had confirmed, as a copy does that has taken its place. What is \
                 kept on this machine of the last hour is carried again"
            );
        }
        if 0 < arrived && arrived < now_through {
            let records = now_through.abs_diff(arrived);
            tracing::error!(
                records,
                "records that the database lacks are not kept on this machine any more"
            );
        }
        Ok(())
    }

    /// Carries what has waited longest and removes it.
    async fn carry(&mut self) -> Step {
        let mut shipment = match self.outbox.oldest(self.options.batch).await {
            Ok(Some(shipment)) => shipment,
            Ok(None) => {
                self.works();
                return Continue(());
            }
            Err(error) => return self.fails(ShipError::Outbox(error)).await,
        };
        self.ship(&mut shipment).await?;
        loop {
            match self.note(shipment.through).await {
                Ok(true) => break,
                // The next shipment begins with what the store lacks.
                Ok(false) => return Continue(()),
                Err(error) => self.fails(ShipError::Destination(error)).await?,
            }
        }
        let now = Instant::now();
        self.kept.arrived(shipment.through, now);
        let let_go = self.kept.let_go(now);
        while let Err(error) = self.outbox.remove(&shipment, let_go).await {
            self.fails(ShipError::Outbox(error)).await?;
        }
        self.works();
        Continue(())
    }

    /// Notes in the store how many records have arrived. Says no where it did not have all those from before.
    async fn note(&mut self, through: i64) -> Result<bool, StoreError> {
        let patience = self.options.patience;
        let note = async {
            let (journal, before) = self.outbox.shipped().await?;
            if self.destination.note_carried(&journal, before, through).await? {
                return Ok(true);
            }
            self.catch_up().await?;
            Ok(false)
        };
        let silence = || Err(StoreError::Unreachable(sqlx::Error::PoolTimedOut));
        timeout(patience, note).await.unwrap_or_else(|_| silence())
    }

    /// Brings a shipment to the store. Where the store refuses it for its data, halves it until only the records at
    /// fault are left alone. While the store fails for any other reason, tries again.
    async fn ship(&mut self, shipment: &mut Shipment) -> Step {
        let all = 0..shipment.records.len();
        let mut parts = vec![all];
        while let Some(part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            match self.append(&shipment.records[part.clone()]).await {
                Ok(appended) => {
                    self.outbox.change_state(|state| {
                        state.shipped += appended.new;
                        state.repeated += appended.repeated;
                    });
                }
                Err(ShipError::Destination(error)) if error.is_refusal() => {
                    let middle = part.start + part.len() / 2;
                    if part.len() > 1 {
                        parts.extend([middle..part.end, part.start..middle]);
                    } else if let Err(error) = set_aside(shipment, middle, &error) {
                        self.fails(ShipError::Outbox(error)).await?;
                        parts.push(part);
                    }
                }
                Err(hindrance) => {
                    self.fails(hindrance).await?;
                    parts.push(part);
                }
            }
        }
        Continue(())
    }

    async fn append(&mut self, records: &[TurnRecord]) -> Result<Appended, ShipError> {
        let patience = self.options.patience;
        match timeout(patience, append_caught(&self.destination, records)).await {
            Ok(result) => result.map_err(ShipError::Destination),
            Err(_) => Err(ShipError::Silence(patience)),
        }
    }

    fn works(&mut self) {
        self.pause = self.options.shortest_pause;
        let mut was_broken = false;
        self.outbox.change_state(|state| was_broken = state.trouble.take().is_some());
        if was_broken {
            tracing::info!("what waits on this machine is on the way to the database again");
        }
    }

    /// Says what is wrong, aloud when it is news, and pauses before the next attempt. A shipper that is being
    /// closed makes none.
    async fn fails(&mut self, hindrance: ShipError) -> Step {
        let why = with_causes(&hindrance);
        let mut is_news = false;
        self.outbox.change_state(|state| {
            state.failures += 1;
            is_news = state.trouble.as_ref() != Some(&why);
            state.trouble = Some(why.clone());
        });
        if is_news {
            tracing::warn!("calls go on, and their records wait on this machine: {why}");
        }
        if self.closing.is_cancelled() {
            return Break(());
        }
        let share = f64::midpoint(1.0, (self.random)().clamp(0.0, 1.0));
        let pause = sleep(self.pause.mul_f64(share));
        self.pause = (self.pause * 2).min(self.options.longest_pause);
        self.closing.run_until_cancelled(pause).await;
        Continue(())
    }
}

/// Keeps out of the store what it will never take, so that it holds up nothing else.
fn set_aside(shipment: &mut Shipment, index: usize, reason: &StoreError) -> Result<(), StoreError> {
    shipment.refuse(index, reason)?;
    // The reason may quote the record, and what happens in calls is in no line of the log.
    tracing::error!(
        "the database refuses a record. It is set aside in the table “refused” of the journal's file, with the \
         reason. Please report this."
    );
    Ok(())
}
