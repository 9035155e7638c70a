//! The kind of a file, by its bytes: a sound that is decoded here, one for which another program is needed, or none.

use super::super::Refusal;
use super::mpeg::{self, MpegSound};
use super::ogg::{self, OggCodec};
use super::wave::{self, Wave};

/// A sound that is decoded here.
pub(super) enum Kind {
    Wave(Wave),
    Mpeg(MpegSound),
    Flac,
    Ogg,
}

/// A kind of sound file that is not decoded here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignFormat {
    /// The kind of file, with its article: `an M4A or MP4 file`.
    pub what: &'static str,
    /// The name of ffmpeg's reader for it.
    pub reader: &'static str,
    pub wholeness: Wholeness,
}

/// The check by which a missing end of a file is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wholeness {
    /// Its container is looked through here, so that what ffmpeg complains of does not matter.
    Seen,
    /// The file states its length.
    Stated,
    /// By what ffmpeg complains of alone.
    Unknown,
}

impl ForeignFormat {
    /// The kind of a file that is not decoded here, though others can.
    pub fn of(file: &[u8]) -> Option<Self> {
        match Kind::of(file) {
            Err(Refusal::Foreign(format)) => Some(format),
            _ => None,
        }
    }
}

impl Kind {
    /// Tells the kind of a file, and refuses what is none, or is not whole.
    pub(super) fn of(file: &[u8]) -> Result<Self, Refusal> {
        let start = mpeg::after_tags(file, 0);
        let at = |offset: usize, marker: &[u8]| begins(file, offset, marker);
        if let Some(wave) = wave::read(file) {
            return match wave? {
                wave if wave.holds_mpeg() => mpeg::read(file, wave.data()).map(Self::Mpeg),
                wave => Ok(Self::Wave(wave)),
            };
        }
        if at(start, b"fLaC") {
            return Ok(Self::Flac);
        }
        if at(0, b"OggS") {
            return match ogg::read(file)? {
                OggCodec::Readable => Ok(Self::Ogg),
                OggCodec::Other(what) => Err(Refusal::Foreign(ForeignFormat {
                    what,
                    reader: "ogg",
                    wholeness: Wholeness::Seen,
                })),
            };
        }
        if let Some(format) = foreign(file, start) {
            return Err(Refusal::Foreign(format));
        }
        match mpeg::first_frame(file, start) {
            Some(first) => mpeg::read(file, first..file.len()).map(Self::Mpeg),
            None => Err(Refusal::NotAudio),
        }
    }
}

/// The kind of sound file that begins like this, if it is a well-known one.
fn foreign(file: &[u8], start: usize) -> Option<ForeignFormat> {
    let at = |offset: usize, marker: &[u8]| begins(file, offset, marker);
    let form = |kind: &[u8]| at(0, b"FORM") && at(8, kind);
    let (what, reader, wholeness) = match () {
        () if at(4, b"ftyp3g") => ("a 3GP file", "mov", Wholeness::Stated),
        () if at(4, b"ftypqt") => ("a QuickTime file", "mov", Wholeness::Stated),
        () if at(4, b"ftyp") => ("an M4A or MP4 file", "mov", Wholeness::Stated),
        () if at(4, b"moov") || at(4, b"wide") => ("a QuickTime file", "mov", Wholeness::Stated),
        () if form(b"AIFF") || form(b"AIFC") => ("an AIFF file", "aiff", Wholeness::Stated),
        () if at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") => {
            ("a WMA file", "asf", Wholeness::Stated)
        }
        () if at(0, b"#!AMR") => ("an AMR file", "amr", Wholeness::Unknown),
        () if at(0, b"\x1a\x45\xdf\xa3") => {
            ("a WebM or Matroska file", "matroska", Wholeness::Stated)
        }
        () if at(0, b"caff") => ("a CAF file", "caf", Wholeness::Stated),
        () if at(0, b".snd") => ("an AU file", "au", Wholeness::Stated),
        () if at(0, b"wvpk") => ("a WavPack file", "wv", Wholeness::Stated),
        () if at(0, b"TTA1") => ("a True Audio file", "tta", Wholeness::Stated),
        () if at(0, b"Creative Voice File") => ("a VOC file", "voc", Wholeness::Unknown),
        () if at(0, b"RIFF") && at(8, b"AVI ") => ("an AVI file", "avi", Wholeness::Stated),
        () if at(start, b"\x0b\x77") => ("an AC-3 file", "ac3", Wholeness::Unknown),
        () if is_adts(file, start) => ("an AAC file", "aac", Wholeness::Unknown),
        () => return None,
    };
    Some(ForeignFormat { what, reader, wholeness })
}

/// True if two headers of AAC frames (ADTS) follow each other.
fn is_adts(file: &[u8], start: usize) -> bool {
    let length = |at: usize| match file.get(at..at.checked_add(6)?)? {
        [0xff, second, _, high, middle, low] if second & 0xf6 == 0xf0 => {
            let length = u32::from_be_bytes([0, *high & 3, *middle, *low]) >> 5;
            Some(length as usize).filter(|length| *length >= 7)
        }
        _ => None,
    };
    let next = length(start).map(|length| start + length);
    next.is_some_and(|next| next == file.len() || length(next).is_some())
}

fn begins(file: &[u8], offset: usize, marker: &[u8]) -> bool {
    file.get(offset..).is_some_and(|rest| rest.starts_with(marker))
}
