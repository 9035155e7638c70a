//! The log, on the error stream, for people or for machines.
//!
//! A thread of its own writes the lines, so that nobody waits for whoever reads them. Where the reader is slow or gone,
//! or the disk behind the stream is full, lines are dropped and counted, and everything else goes on.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use metrics::{Counter, counter};
use sila::config::Config;
use sila::metrics::recorder;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

/// Lines that wait to be written; some megabytes.
const MOST_LINES: usize = 16_384;
/// The time that a program that ends waits for its last lines to be written.
const LAST_LINES: Duration = Duration::from_secs(1);
/// Between two lines that say that others were dropped.
const DROPS_SAID: Duration = Duration::from_mins(1);

/// Starts the log, in colour or not. A panic is logged with its place, never with its words, which may quote a caller, and
/// counted.
pub fn start(config: &Config, colour: bool) -> anyhow::Result<LogEnd> {
    // The database driver tells of every notice; whoever wants them names it later in the list.
    let levels: Targets =
        format!("sqlx=warn,{}", config.log_level).parse().context("log_level can't be used")?;
    let log = Log::to(io::stderr())?;
    let queue = log.clone();
    let lines = fmt::layer()
        .with_ansi(colour)
        .with_writer(move || queue.clone())
        // The library would say on the error stream that it can't write there, and panic.
        .log_internal_errors(false);
    let lines = if config.log_json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_target(false).boxed()
    };
    registry().with(lines.with_filter(levels)).init();
    panic::set_hook(Box::new(panic_hook(counter!("sila_program_failures_total"))));
    Ok(LogEnd(log))
}

/// Counts and logs a panic. The counter is looked up before, for it may be the look-up that fails.
fn panic_hook(failures: Counter) -> impl Fn(&PanicHookInfo<'_>) + Send + Sync {
    move |panicked| {
        failures.increment(1);
        let place = panicked.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program failed in one place; please report this");
    }
}

/// Waits, when it is dropped, until everything is written; a second at most, for nobody may be reading.
pub struct LogEnd(Log);

impl Drop for LogEnd {
    fn drop(&mut self) {
        let (written, all) = sync_channel(1);
        // Where the queue is full, its reader is too slow anyway.
        if self.0.queue.try_send(Queued::Flush(written)).is_ok() {
            all.recv_timeout(LAST_LINES).ok();
        }
    }
}

/// The queue of lines that wait to be written.
#[derive(Clone)]
struct Log {
    queue: SyncSender<Queued>,
    dropped: Dropped,
}

enum Queued {
    Line(Vec<u8>),
    /// Answered once everything before it is written.
    Flush(SyncSender<()>),
}

/// Counts the lines that were dropped.
#[derive(Clone)]
struct Dropped {
    all: Counter,
    /// Dropped lines of which no line says so yet.
    unsaid: Arc<AtomicU64>,
}

impl Log {
    /// Starts the thread that writes to a stream.
    fn to(stream: impl io::Write + Send + 'static) -> io::Result<Self> {
        recorder();
        let all = counter!("sila_log_lines_dropped_total");
        let dropped = Dropped { all, unsaid: Arc::default() };
        let (queue, lines) = sync_channel(MOST_LINES);
        let writer = dropped.clone();
        let thread = thread::Builder::new().name("log".to_owned());
        thread.spawn(move || write(stream, &lines, &writer))?;
        Ok(Self { queue, dropped })
    }
}

impl io::Write for Log {
    /// Queues a line, or drops it where there is no room. The subscriber writes a line at a time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.queue.try_send(Queued::Line(line.to_vec())).is_err() {
            self.dropped.count();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Dropped {
    fn count(&self) {
        self.all.increment(1);
        self.unsaid.fetch_add(1, Ordering::Relaxed);
    }
}

/// Writes lines as they come, and says from time to time how many were dropped.
fn write(mut stream: impl io::Write, queue: &Receiver<Queued>, dropped: &Dropped) {
    let mut said: Option<Instant> = None;
    for queued in queue {
        match queued {
            Queued::Flush(written) => {
                written.try_send(()).ok();
            }
            Queued::Line(line) if stream.write_all(&line).is_err() => dropped.count(),
            Queued::Line(_) if said.is_none_or(|said| said.elapsed() >= DROPS_SAID) => {
                let count = dropped.unsaid.swap(0, Ordering::Relaxed);
                if count > 0 {
                    said = Some(Instant::now());
                    tracing::warn!(
                        count,
                        "lines of the log were dropped: it was not read in time, or there was no room"
                    );
                }
            }
            Queued::Line(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that takes nothing at first.
    #[derive(Default)]
    struct Filling {
        refuses: usize,
        taken: Vec<u8>,
    }

    impl io::Write for &mut Filling {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if let Some(left) = self.refuses.checked_sub(1) {
                self.refuses = left;
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.taken.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_can_be_written_again_says_once_how_many_lines_it_lost() {
        let (queue, lines) = sync_channel(9);
        for number in 0..9 {
            queue.send(Queued::Line(vec![b'0' + number])).unwrap();
        }
        drop(queue);
        let dropped = Dropped { all: Counter::noop(), unsaid: Arc::default() };
        let mut stream = Filling { refuses: 3, ..Filling::default() };
        let (queue, said) = sync_channel(9);
        let log = Log { queue, dropped: dropped.clone() };
        let subscriber = fmt().with_ansi(false).with_writer(move || log.clone()).finish();
        tracing::subscriber::with_default(subscriber, || write(&mut stream, &lines, &dropped));
        assert_eq!(stream.taken, b"345678");
        let said: Vec<_> = said.try_iter().collect();
        let [Queued::Line(said)] = &said[..] else { panic!("{} lines", said.len()) };
        let said = String::from_utf8_lossy(said);
        assert!(said.contains("count=3"), "{said}");
    }

    #[test]
    fn a_panic_is_counted_wherever_it_is() {
        let counted = Arc::new(AtomicU64::new(0));
        let before = panic::take_hook();
        panic::set_hook(Box::new(panic_hook(Counter::from_arc(Arc::clone(&counted)))));
        let failed = thread::spawn(|| panic!("as asked")).join();
        panic::set_hook(before);
        assert!(failed.is_err());
        assert_ne!(counted.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_line_for_which_there_is_no_room_is_dropped_and_nobody_waits() {
        let (queue, lines) = sync_channel(1);
        let dropped = Dropped { all: Counter::noop(), unsaid: Arc::default() };
        let mut log = Log { queue, dropped: dropped.clone() };
        for line in [b"1", b"2", b"3"] {
            assert_eq!(io::Write::write(&mut log, line).unwrap(), 1);
        }
        assert_eq!(dropped.unsaid.load(Ordering::Relaxed), 2);
        assert_eq!(lines.iter().take(1).count(), 1);
    }
}
