//! The programs that make the files.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use sila::recordings::{Converted, Refusal, convert};
use tempfile::TempDir;

use crate::recordings::ffmpeg;
use crate::recordings::sounds::wav;
use crate::skipped::skip;

/// Seconds of the sound that most files hold.
pub const SECONDS: f32 = 1.5;

/// A folder in which programs make sound files.
pub struct Studio(TempDir);

impl Studio {
    /// A studio, if its programs are installed.
    pub fn open() -> Option<Self> {
        for (program, asks) in
            [("ffmpeg", "-version"), ("ffprobe", "-version"), ("sox", "--version")]
        {
            let found = Command::new(program).arg(asks).stdout(Stdio::null()).status();
            if found.is_err() {
                skip(&format!("sound files of every kind: {program} isn't installed here"));
                return None;
            }
        }
        let studio = Self(tempfile::tempdir().unwrap());
        let sound = format!(
            "-R -n -r 44100 -b 16 -c 2 sound.wav synth {SECONDS} sine 440 sine 450 gain -6"
        );
        studio.run("sox", &sound);
        Some(studio)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, program: &str, arguments: &str) {
        let done = Command::new(program)
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{program} {arguments}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// The sound, written by ffmpeg with these options.
    pub fn ffmpeg(&self, options: &str, name: &str) -> Vec<u8> {
        self.run("ffmpeg", &format!("-v error -y -i sound.wav {options} {name}"));
        fs::read(self.path(name)).unwrap()
    }

    /// The same, written to a pipe, so that nothing in it can be mended afterwards.
    pub fn ffmpeg_piped(&self, options: &str) -> Vec<u8> {
        let arguments = format!("-v error -i sound.wav {options} pipe:1");
        let done = Command::new("ffmpeg")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(done.status.success(), "{options}: {}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    /// The sound, written by sox with these options.
    pub fn sox(&self, options: &str, name: &str) -> Vec<u8> {
        self.run("sox", &format!("-R sound.wav {options} {name}"));
        fs::read(self.path(name)).unwrap()
    }

    /// Seconds that are left of a file where ffmpeg reads it and silence is cut off.
    pub fn seconds_by_ffmpeg(&self, file: &[u8]) -> f32 {
        fs::write(self.path("asked"), file).unwrap();
        let done = Command::new("ffmpeg")
            .args("-v quiet -i asked -map 0:a:0 -ac 1 -ar 8000 -f s16le pipe:1".split(' '))
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let samples = done.stdout.chunks_exact(2);
        let samples = samples.map(|two| f32::from(i16::from_le_bytes([two[0], two[1]])) / 32_768.0);
        convert(wav(&samples.collect::<Vec<_>>(), 8000, 1)).map_or(0.0, |sound| sound.seconds)
    }
}

/// What comes of a file where ffmpeg is installed.
pub fn convert_with_ffmpeg(file: &[u8]) -> Result<Converted, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(ffmpeg().convert(file.to_vec()))
}
