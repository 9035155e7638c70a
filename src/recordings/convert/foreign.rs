//! Naming the kinds of files that are not read here, so that a refusal can say what came.

use super::super::Refusal;

/// The refusal for a file in which no readable sound was found.
pub(super) fn refusal(start: &[u8]) -> Refusal {
    match kind(start) {
        Some(what) => Refusal::UnsupportedFormat { what: what.into() },
        None => Refusal::NotAudio,
    }
}

/// The kind of sound file that begins like this, if it is a well-known one.
fn kind(start: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, marker: &[u8]| {
        start.get(offset..).is_some_and(|rest| rest.starts_with(marker))
    };
    Some(match () {
        () if at(4, b"ftyp") => "an M4A or MP4 file",
        () if at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")) => "an AIFF file",
        () if at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") => "a WMA file",
        () if at(0, b"#!AMR") => "an AMR file",
        () if at(0, b"\x1a\x45\xdf\xa3") => "a WebM or Matroska file",
        () if at(0, b"caff") => "a CAF file",
        () if at(0, b"OggS") => "an Ogg file without Vorbis or FLAC sound (Opus, perhaps)",
        () if at(0, b"RIFF") && at(8, b"WAVE") => "a WAV file of a rare or broken kind",
        () if at(0, b"fLaC") => "a FLAC file of a rare or broken kind",
        () => return None,
    })
}
