//! Ogg files: whether all their pages are there.
//!
//! The decoder's own reader passes over pages that are damaged or missing without a word.

use std::collections::HashMap;

use super::super::Refusal;
use super::bytes::u32_at;
use super::decode::damaged;

/// Bytes of a page before the lengths of its pieces.
const HEADER: usize = 27;

/// Bytes after the last page that other programs may have added, such as tags.
const MAX_TRAILER: usize = 4096;

/// The codec of an Ogg file.
pub(super) enum OggCodec {
    /// Vorbis or FLAC.
    Readable,
    /// The kind of file, with its article.
    Other(&'static str),
}

struct Page<'f> {
    whole: &'f [u8],
    body: &'f [u8],
    first: bool,
    last: bool,
    serial: u32,
    sequence: u32,
}

/// Looks through all pages; refuses a file in which one is damaged or missing.
pub(super) fn read(file: &[u8]) -> Result<OggCodec, Refusal> {
    let mut codec = OggCodec::Other("an Ogg file without Vorbis or FLAC sound");
    // For each stream the number of its last page, and whether the stream ended with it.
    let mut streams: HashMap<u32, (u32, bool)> = HashMap::new();
    let mut at = 0;
    while at < file.len() {
        let Some(page) = page(file, at)? else {
            if file.len() - at > MAX_TRAILER {
                return Err(damaged("there is something else between its pages"));
            }
            break;
        };
        if checksum(page.whole) != u32_at(page.whole, 22) {
            return Err(damaged("the checksum of a page does not fit"));
        }
        if page.first {
            match name(page.body) {
                Some(OggCodec::Readable) => codec = OggCodec::Readable,
                Some(other) if !matches!(codec, OggCodec::Readable) => codec = other,
                _ => {}
            }
        }
        let before = streams.insert(page.serial, (page.sequence, page.last));
        let follows = match before {
            Some((_, true)) | None => page.first,
            Some((sequence, false)) => page.sequence == sequence.wrapping_add(1),
        };
        if !follows {
            return Err(damaged("some of its pages are missing"));
        }
        at += page.whole.len();
    }
    if streams.values().any(|(_, ended)| !ended) {
        return Err(damaged("it ends before its last page"));
    }
    Ok(codec)
}

/// The page at this place; nothing where none begins.
fn page(file: &[u8], at: usize) -> Result<Option<Page<'_>>, Refusal> {
    let file = file.get(at..).unwrap_or_default();
    if !file.starts_with(b"OggS") {
        return Ok(None);
    }
    let whole = || {
        let pieces = usize::from(*file.get(26)?);
        let start = HEADER + pieces;
        let length: usize = file.get(HEADER..start)?.iter().copied().map(usize::from).sum();
        let body = file.get(start..start + length)?;
        let flags = file.get(5)?;
        Some(Page {
            whole: file.get(..start + length)?,
            body,
            first: flags & 2 != 0,
            last: flags & 4 != 0,
            serial: u32_at(file, 14)?,
            sequence: u32_at(file, 18)?,
        })
    };
    whole().map(Some).ok_or_else(|| damaged("it ends in the middle of its sound"))
}

/// The codec of a stream, by the beginning of its first page.
fn name(body: &[u8]) -> Option<OggCodec> {
    Some(match () {
        () if body.starts_with(b"\x01vorbis") || body.starts_with(b"\x7fFLAC") => {
            OggCodec::Readable
        }
        () if body.starts_with(b"OpusHead") => OggCodec::Other("an Ogg file with Opus sound"),
        () if body.starts_with(b"Speex") => OggCodec::Other("an Ogg file with Speex sound"),
        () => return None,
    })
}

/// The checksum of a page (CRC-32 with Ogg's polynomial), its own field counted as zero.
fn checksum(page: &[u8]) -> Option<u32> {
    let of = |sum: u32, bytes: &[u8]| {
        bytes.iter().fold(sum, |sum, byte| {
            let index = (sum >> 24) as u8 ^ byte;
            (sum << 8) ^ TABLE[usize::from(index)]
        })
    };
    let sum = of(0, page.get(..22)?);
    let sum = of(sum, &[0; 4]);
    Some(of(sum, page.get(26..)?))
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index: u32 = 0;
    while index < 256 {
        let mut value = index << 24;
        let mut bit = 0;
        while bit < 8 {
            value = (value << 1) ^ if value >> 31 == 1 { 0x04c1_1db7 } else { 0 };
            bit += 1;
        }
        table[index as usize] = value;
        index += 1;
    }
    table
};
