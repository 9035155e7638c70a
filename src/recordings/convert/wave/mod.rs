//! WAV files and their kin: RIFF, RF64 and Wave64.
//!
//! Their headers are written before the length of the sound is known, and by programs beyond count. So only the
//! format and the place of the sound are believed, and the decoder gets a plain header that says just these.

mod format;

use std::ops::Range;

use format::{Format, foreign};

use super::super::Refusal;
use super::bytes::{u32_at, u64_at};
use super::decode::{damaged, several};

/// From here on a stated length is a placeholder: a program that writes a WAV file to a pipe cannot
/// know the length when it writes the header, and states 2 or 4 GiB (the exact value differs).
const PLACEHOLDER: u64 = 0x7fff_0000;

/// A chunk after the sound that is longer is none, but sound that happens to look like one.
const LONGEST_CHUNK: u64 = 1 << 24;

/// The names of ffmpeg's readers.
const WAV_READER: &str = "wav";
const WAVE64_READER: &str = "w64";

/// The sound of a WAV file: its place in the file and its format.
pub(super) struct Wave {
    format: Format,
    data: Range<usize>,
    /// Bytes of sound that the header states, where there are more.
    stated: Option<usize>,
}

/// The container format, which gives chunks their headers.
#[derive(Clone, Copy, PartialEq)]
enum Family {
    Riff,
    /// RIFF with lengths beyond 4 GiB in a chunk of their own.
    Rf64,
    /// Sony's: chunks are named by 16 bytes, of which the first four are RIFF's.
    Wave64,
}

/// A chunk of a file, as far as the file goes.
struct Chunk {
    id: [u8; 4],
    body: usize,
    length: u64,
}

/// Reads a file of this family; any other gives nothing.
pub(super) fn read(file: &[u8]) -> Option<Result<Wave, Refusal>> {
    if file.starts_with(b"RIFX") && file.get(8..12) == Some(b"WAVE") {
        return Some(Err(foreign("a WAV file with its bytes in reverse (RIFX)", WAV_READER)));
    }
    Family::of(file).map(|family| family.read(file))
}

/// The length of a file of this family; any other has none.
#[expect(clippy::cast_precision_loss, reason = "seconds, of which a hundredth is enough")]
pub fn seconds(file: &[u8]) -> f32 {
    let Some(Ok(Wave { format, data, .. })) = read(file) else { return 0.0 };
    (data.len() / usize::from(format.block.max(1))) as f32 / format.rate as f32
}

impl Family {
    fn of(file: &[u8]) -> Option<Self> {
        let is_wave =
            |at: usize| file.get(at..at + 4).is_some_and(|form| form.eq_ignore_ascii_case(b"WAVE"));
        match file.get(..4)? {
            b"RIFF" if is_wave(8) => Some(Self::Riff),
            b"RF64" | b"BW64" if is_wave(8) => Some(Self::Rf64),
            b"riff" if is_wave(24) => Some(Self::Wave64),
            _ => None,
        }
    }

    fn read(self, file: &[u8]) -> Result<Wave, Refusal> {
        let (mut format, mut long) = (None, None);
        let mut at = if self == Self::Wave64 { 40 } else { 12 };
        while let Some(chunk) = self.chunk(file, at) {
            let body = file.get(chunk.range(file)).unwrap_or_default();
            match &chunk.id {
                b"ds64" => long = u64_at(body, 8),
                b"fmt " => format = Some(Format::read(body)?),
                b"data" => {
                    let format = format
                        .ok_or_else(|| damaged("it does not say how its sound is written"))?;
                    let length = if chunk.length == u64::from(u32::MAX) {
                        long.unwrap_or(chunk.length)
                    } else {
                        chunk.length
                    };
                    return self.sound(file, format, &Chunk { length, ..chunk });
                }
                _ => {}
            }
            at = self.next(&chunk);
        }
        Err(if format.is_some() { Refusal::Empty } else { damaged("it ends in its header") })
    }

    /// The chunk at this place, if one can begin there.
    fn chunk(self, file: &[u8], at: usize) -> Option<Chunk> {
        let id = file.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let (body, length) = match self {
            Self::Riff | Self::Rf64 => (at + 8, u64::from(u32_at(file, at + 4)?)),
            // The length counts the chunk's own header.
            Self::Wave64 => (at + 24, u64_at(file, at + 16)?.saturating_sub(24)),
        };
        Some(Chunk { id, body, length })
    }

    /// The place behind a chunk, each of which begins at an even place, or at one that eight divides.
    fn next(self, chunk: &Chunk) -> usize {
        let align = if self == Self::Wave64 { 8 } else { 2 };
        let length = usize::try_from(chunk.length).unwrap_or(usize::MAX);
        chunk.body.saturating_add(length).checked_next_multiple_of(align).unwrap_or(usize::MAX)
    }

    /// Takes the sound as long as it is, not as long as it is said to be.
    fn sound(self, file: &[u8], format: Format, data: &Chunk) -> Result<Wave, Refusal> {
        let here = (file.len() - data.body) as u64;
        let whole = data.body..file.len();
        let (range, stated) = if data.length >= PLACEHOLDER && data.length > here {
            (whole, None)
        } else if data.length > here {
            return Err(damaged("it ends before the length that it states"));
        } else if self.only_chunks_follow(file, self.next(data))? {
            (data.range(file), None)
        } else {
            let stated = usize::try_from(data.length).ok().filter(|length| *length > 0);
            (whole, stated)
        };
        format.check(if self == Self::Wave64 { WAVE64_READER } else { WAV_READER })?;
        Ok(Wave { format, data: range, stated })
    }

    /// True if what follows the sound is chunks to the end, and not more sound.
    fn only_chunks_follow(self, file: &[u8], mut at: usize) -> Result<bool, Refusal> {
        while let Some(chunk) = self.chunk(file, at) {
            if [*b"RIFF", *b"RF64", *b"riff", *b"data"].contains(&chunk.id) {
                return Err(several());
            }
            let named = chunk.id.iter().all(|byte| matches!(byte, b' '..=b'~'));
            if !named || chunk.length > LONGEST_CHUNK {
                return Ok(false);
            }
            at = self.next(&chunk);
        }
        Ok(true)
    }
}

impl Chunk {
    fn range(&self, file: &[u8]) -> Range<usize> {
        let length = usize::try_from(self.length).unwrap_or(usize::MAX);
        self.body.min(file.len())..self.body.saturating_add(length).min(file.len())
    }
}

impl Wave {
    pub(super) fn data(&self) -> Range<usize> {
        self.data.clone()
    }

    /// True if an MP3 lies in it.
    pub(super) fn holds_mpeg(&self) -> bool {
        self.format.is_mpeg()
    }

    /// Seconds that the header states, where there are more.
    #[expect(clippy::cast_precision_loss, reason = "seconds to be shown")]
    pub(super) fn stated_seconds(&self) -> Option<f32> {
        let frames = self.stated? / usize::from(self.format.block.max(1));
        Some(frames as f32 / self.format.rate as f32)
    }

    /// The same sound under a plain header.
    pub(super) fn plain(&self, mut file: Vec<u8>) -> Vec<u8> {
        let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
        let format = self.format.plain();
        let mut header = b"RIFF".to_vec();
        header.extend(length(20 + format.len() + self.data.len()));
        header.extend(b"WAVEfmt ");
        header.extend(length(format.len()));
        header.extend(format);
        header.extend(b"data");
        header.extend(length(self.data.len()));
        file.truncate(self.data.end);
        file.splice(..self.data.start, header);
        file
    }
}
