//! MP3 and MP2 files: their frames, and how many of them the file states.
//!
//! The decoder's own reader ends where the first header says, and begins again behind damage without a word. Here the
//! frames are found to the end of the file, and held against what is stated.

use std::ops::Range;

use super::super::Refusal;
use super::bytes::{big_u32_at, u32_at};
use super::decode::{CHANGES, damaged, unsupported};

/// Bytes before the first frame, and after the last one, that may be something else.
const MAX_ELSE: usize = 4096;

/// Kilobits a second by a header's four bits, for MPEG 1 in layers 2 and 3 and for MPEG 2.
const LAYER_2: [u16; 15] = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const LAYER_3: [u16; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG_2: [u16; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// The frames of a file.
pub(super) struct MpegSound {
    pub(super) layer: u8,
    pub(super) rate: u32,
    pub(super) channels: u8,
    /// Samples of a frame, in each channel.
    pub(super) samples: u32,
    pub(super) frames: Vec<Range<usize>>,
    /// Frames that the headers state, where there are more.
    pub(super) stated: Option<usize>,
}

/// The header of a frame.
#[derive(Clone, Copy)]
struct Frame {
    /// MPEG 1; otherwise 2 or 2.5, with lower rates.
    full_rate: bool,
    layer: u8,
    rate: u32,
    channels: u8,
    length: usize,
}

impl Frame {
    /// The frame that begins at this place.
    fn at(file: &[u8], at: usize) -> Option<Self> {
        let header = big_u32_at(file, at)?;
        let bits = |from: u32, count: u32| header >> from & ((1 << count) - 1);
        if bits(21, 11) != 0x7ff {
            return None;
        }
        let (full_rate, divisor) = match bits(19, 2) {
            0 => (false, 4),
            2 => (false, 2),
            3 => (true, 1),
            _ => return None,
        };
        let layer = match bits(17, 2) {
            1 => 3,
            2 => 2,
            _ => return None,
        };
        let rates = match (full_rate, layer) {
            (true, 2) => LAYER_2,
            (true, _) => LAYER_3,
            (false, _) => MPEG_2,
        };
        let bits_a_second = u32::from(*rates.get(bits(12, 4) as usize)?) * 1000;
        let rate = [44_100, 48_000, 32_000].get(bits(10, 2) as usize)? / divisor;
        if bits_a_second == 0 {
            return None;
        }
        let channels = if bits(6, 2) == 3 { 1 } else { 2 };
        let frame = Self { full_rate, layer, rate, channels, length: 0 };
        let length = frame.samples() / 8 * bits_a_second / rate + bits(9, 1);
        Some(Self { length: length as usize, ..frame })
    }

    fn samples(self) -> u32 {
        if self.layer == 3 && !self.full_rate { 576 } else { 1152 }
    }

    /// True if both can be of one stream.
    fn fits(self, other: Self) -> bool {
        (self.full_rate, self.layer, self.rate) == (other.full_rate, other.layer, other.rate)
    }

    /// True if another frame of the same stream follows, or the end of the file.
    fn is_followed(self, file: &[u8], at: usize) -> bool {
        let next = at + self.length;
        next == file.len() || Self::at(file, next).is_some_and(|next| next.fits(self))
    }

    /// The number of frames that the first frame of a file states in place of sound (Xing, Info or VBRI), or 0 where
    /// it does not say; nothing if it is sound.
    fn stated(self, frame: &[u8]) -> Option<usize> {
        if self.layer != 3 {
            return None;
        }
        let side_information = match (self.full_rate, self.channels) {
            (true, 2) => 32,
            (true, _) | (false, 2) => 17,
            (false, _) => 9,
        };
        let tag = 4 + side_information;
        let is =
            |at: usize, name: &[u8]| frame.get(at..).is_some_and(|rest| rest.starts_with(name));
        let count = |at| big_u32_at(frame, at).map(|count| count as usize);
        if is(tag, b"Xing") || is(tag, b"Info") {
            let has_count = big_u32_at(frame, tag + 4).is_some_and(|flags| flags & 1 == 1);
            return Some(count(tag + 8).filter(|_| has_count).unwrap_or(0));
        }
        is(36, b"VBRI").then(|| count(50).unwrap_or(0))
    }
}

/// The place of the first frame, if this is such a file.
pub(super) fn first_frame(file: &[u8], start: usize) -> Option<usize> {
    let end = file.len().min(start.saturating_add(MAX_ELSE));
    (start..end).find(|at| Frame::at(file, *at).is_some_and(|frame| frame.is_followed(file, *at)))
}

/// Finds all frames of a part of a file.
pub(super) fn read(file: &[u8], part: Range<usize>) -> Result<MpegSound, Refusal> {
    let file = file.get(..part.end).unwrap_or(file);
    let first = first_frame(file, part.start);
    let first = first.and_then(|at| Some((at, Frame::at(file, at)?)));
    let (mut at, first) = first.ok_or_else(|| damaged("it holds no frame of sound"))?;
    let (mut frames, mut stated, mut is_cut) = (Vec::new(), None, false);
    while at < file.len() {
        if let Some(frame) = Frame::at(file, at).filter(|frame| frame.fits(first)) {
            let range = at..at + frame.length;
            let Some(bytes) = file.get(range.clone()) else {
                is_cut = true;
                break;
            };
            if frame.channels != first.channels {
                return Err(unsupported(CHANGES));
            }
            match frame.stated(bytes) {
                Some(0) => {}
                Some(count) => stated = Some(count + stated.unwrap_or(0)),
                None => frames.push(range),
            }
            at += frame.length;
        } else if let behind @ 1.. = after_tags(file, at) - at {
            at += behind;
        } else {
            match next_frame(file, at, first)? {
                Some(next) => at = next,
                None => break,
            }
        }
    }
    // One frame more or less: programs differ on whether the stating frame counts.
    let found = frames.len();
    if stated.is_some_and(|stated| stated > found + 1) {
        return Err(damaged("it ends before the length that it states"));
    }
    let is_whole = stated.is_some_and(|stated| stated + 1 >= found);
    if is_cut && !is_whole {
        return Err(damaged("it ends in the middle of its sound"));
    }
    let stated = stated.filter(|_| !is_whole);
    let Frame { layer, rate, channels, .. } = first;
    Ok(MpegSound { layer, rate, channels, samples: first.samples(), frames, stated })
}

/// The next frame behind bytes of another kind; none where the sound ends there. Zeros are passed over.
fn next_frame(file: &[u8], at: usize, first: Frame) -> Result<Option<usize>, Refusal> {
    let goes_on =
        |at: &usize| Frame::at(file, *at).is_some_and(|frame| frame.is_followed(file, *at));
    let next = (at..file.len()).find(goes_on);
    let between = file.get(at..next.unwrap_or(file.len())).unwrap_or_default();
    match next {
        Some(next) if !Frame::at(file, next).is_some_and(|frame| frame.fits(first)) => {
            Err(unsupported(CHANGES))
        }
        Some(next) if between.len() <= MAX_ELSE && between.iter().all(|byte| *byte == 0) => {
            Ok(Some(next))
        }
        Some(_) => Err(damaged("there is something else in the middle of its sound")),
        None if between.len() <= MAX_ELSE => Ok(None),
        None => Err(damaged("there is something else in place of its end")),
    }
}

/// The place behind the tags that begin here: ID3, APE and Lyrics3.
pub(super) fn after_tags(file: &[u8], mut at: usize) -> usize {
    while let Some(length) = tag_length(file.get(at..).unwrap_or_default()) {
        at = at.saturating_add(length).min(file.len());
    }
    at
}

fn tag_length(file: &[u8]) -> Option<usize> {
    match file {
        [b'I', b'D', b'3', _, _, flags, size @ ..] => {
            let size =
                size.get(..4)?.iter().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
            Some(10 + size + if flags & 0x10 != 0 { 10 } else { 0 })
        }
        [b'T', b'A', b'G', ..] => Some(128),
        _ if file.starts_with(b"APETAGEX") => {
            let (size, flags) = (u32_at(file, 12)?, u32_at(file, 20)?);
            // The length counts the footer, but not a header.
            let is_header = flags & 1 << 29 != 0;
            Some(if is_header { 32 + size as usize } else { 32 })
        }
        _ if file.starts_with(b"LYRICSBEGIN") => {
            let end =
                file.windows(9).position(|name| name == b"LYRICS200" || name == b"LYRICSEND")?;
            Some(end + 9)
        }
        _ => None,
    }
}
