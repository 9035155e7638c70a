//! ffmpeg, for the sound files that operators bring and that are not decoded here.
//!
//! Its hundreds of readers were not written for strangers' files, and some open other files or the network. So it gets
//! one reader, the one for the kind of file that was recognised; no protocol but a file's, in an empty folder; nothing
//! of the environment; and bounds to its time, memory and output. What callers record never comes here.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::task::spawn_blocking;

use super::Refusal;
use super::convert::{Converted, ForeignFormat, MAX_BYTES, MAX_SECONDS, Wholeness, convert, wave};
use super::program::{complaint, gather};
use crate::store::shown;

/// Memory that it may use. With one thread it needs a tenth.
const MAX_MEMORY: u64 = 1024 * 1024 * 1024;

/// Seconds by which a sound may fall short of the length that its file states: encoders round up to whole frames.
const SLACK_SECONDS: f32 = 0.25;

/// Characters of a complaint that are shown.
const MAX_COMPLAINT: usize = 200;

/// The name of the file that it is given.
const INPUT: &str = "file:sound";

/// An installed ffmpeg, with its ffprobe beside it.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
    search_path: String,
    limit: Duration,
}

/// The outcome of a run of one of the programs.
struct Outcome {
    status: ExitStatus,
    output: Vec<u8>,
    complaint: String,
}

impl Ffmpeg {
    /// The program by its name, searched for in a `PATH`, or by its path; a file for which it takes longer than
    /// `limit` is given up.
    pub fn new(program: impl Into<PathBuf>, search_path: &str, limit: Duration) -> Self {
        Self { program: program.into(), search_path: search_path.to_owned(), limit }
    }

    /// Turns a sound file into the telephone's format, by way of ffmpeg if it is not decoded here.
    ///
    /// Works within a tokio runtime with time and I/O enabled.
    pub async fn convert(&self, file: Vec<u8>) -> Result<Converted, Refusal> {
        let tried = spawn_blocking(|| match ForeignFormat::of(&file) {
            Some(format) => Err((format, file)),
            None => Ok(convert(file)),
        });
        let (format, file) = match tried.await.map_err(|error| inconvertible(&error))? {
            Ok(converted) => return converted,
            Err(foreign) => foreign,
        };
        let wav = self.decode(format, &file).await?;
        let converted = spawn_blocking(|| convert(wav));
        converted.await.map_err(|error| inconvertible(&error))?
    }

    /// The sound of a file, as WAV.
    async fn decode(&self, format: ForeignFormat, file: &[u8]) -> Result<Vec<u8>, Refusal> {
        let folder = tempfile::tempdir().map_err(|error| inconvertible(&error))?;
        let written = tokio::fs::write(folder.path().join("sound"), file).await;
        written.map_err(|error| inconvertible(&error))?;
        let stated = match format.wholeness {
            Wholeness::Stated => self.stated_seconds(format, &folder).await?,
            Wholeness::Seen | Wholeness::Unknown => None,
        };
        let is_seen = format.wholeness == Wholeness::Seen;
        let longest = (MAX_SECONDS + 1).to_string();
        let arguments = [
            &["-nostdin", "-hide_banner", "-v", "error", "-threads", "1"][..],
            if is_seen { &[] } else { &["-xerror"] },
            &["-protocol_whitelist", "file", "-f", format.reader, "-i", INPUT],
            &["-map", "0:a:0", "-map_metadata", "-1", "-bitexact", "-t", &longest],
            &["-c:a", "pcm_s24le", "-f", "wav", "pipe:1"],
        ];
        let outcome = self.run(&self.program, format, &arguments.concat(), &folder).await?;
        let failed = |why: String| Err(Refusal::FfmpegFailed { format, why });
        if outcome.output.len() as u64 > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        match plain(&outcome.complaint) {
            Some(why) if !(is_seen && outcome.status.success()) => return failed(why),
            None if !outcome.status.success() => return failed(outcome.status.to_string()),
            _ => {}
        }
        let longest = Duration::from_secs(u64::from(MAX_SECONDS)).as_secs_f32();
        let stated = stated.map(|stated| stated.min(longest));
        if stated.is_some_and(|stated| wave::seconds(&outcome.output) + SLACK_SECONDS < stated) {
            let what = "it ends before the length that it states".to_owned();
            return Err(Refusal::Damaged { what });
        }
        Ok(outcome.output)
    }

    /// Seconds of sound that a file states, if it does.
    async fn stated_seconds(
        &self,
        format: ForeignFormat,
        folder: &TempDir,
    ) -> Result<Option<f32>, Refusal> {
        let arguments = [
            &["-v", "quiet", "-protocol_whitelist", "file", "-f", format.reader][..],
            &["-select_streams", "a:0", "-show_entries", "stream=duration:format=duration"],
            &["-of", "csv=p=0", INPUT],
        ];
        let program = self.program.with_file_name("ffprobe");
        let outcome = self.run(&program, format, &arguments.concat(), folder).await?;
        let stated = String::from_utf8_lossy(&outcome.output);
        Ok(stated.lines().find_map(|line| line.trim().parse().ok()))
    }

    async fn run(
        &self,
        program: &Path,
        format: ForeignFormat,
        arguments: &[&str],
        folder: &TempDir,
    ) -> Result<Outcome, Refusal> {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("PATH", &self.search_path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Refusal::NeedsFfmpeg { format, why: error.to_string() })?;
        self.bound(&child).map_err(|error| inconvertible(&error))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let work =
            async { tokio::join!(gather(stdout, MAX_BYTES + 1), complaint(stderr), child.wait()) };
        // On time-out the child is dropped, and killed by that.
        let (output, complaint, status) =
            tokio::time::timeout(self.limit, work).await.map_err(|_| {
                let why = format!("it was stopped after {} seconds", self.limit.as_secs());
                Refusal::FfmpegFailed { format, why }
            })?;
        let status = status.map_err(|error| inconvertible(&error))?;
        Ok(Outcome { status, output, complaint })
    }

    /// Bounds what a program may use, and keeps it from writing files.
    fn bound(&self, child: &Child) -> io::Result<()> {
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let limits = [
            (Resource::As, MAX_MEMORY),
            (Resource::Cpu, self.limit.as_secs() + 1),
            (Resource::Fsize, 0),
            (Resource::Core, 0),
        ];
        // Without an id it has ended, and there is nothing to bound.
        let Some(id) = id else { return Ok(()) };
        for (resource, limit) in limits {
            let limit = Rlimit { current: Some(limit), maximum: Some(limit) };
            match prlimit(Some(id), resource, limit) {
                Ok(_) | Err(rustix::io::Errno::SRCH) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// The first line of a complaint that says something, without the name of a part of ffmpeg and its address in memory.
fn plain(complaint: &str) -> Option<String> {
    let line = complaint.lines().map(str::trim).find(|line| !line.is_empty())?;
    let said = match line.split_once("] ") {
        Some((part, said)) if part.starts_with('[') => said,
        _ => line,
    };
    let said = said.trim_start_matches(INPUT).trim_start_matches(':');
    let said: String = shown(said.trim()).chars().take(MAX_COMPLAINT).collect();
    Some(said.trim_end_matches('.').to_owned())
}

fn inconvertible(error: &impl ToString) -> Refusal {
    Refusal::Inconvertible { why: error.to_string() }
}
