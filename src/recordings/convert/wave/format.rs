//! The format chunk of a WAV file.

use super::super::super::Refusal;
use super::super::bytes::{u16_at, u32_at};
use super::super::decode::{damaged, unsupported};
use super::super::kind::{ForeignFormat, Wholeness};
use super::super::{MAX_CHANNELS, MAX_SOURCE_RATE, MIN_SOURCE_RATE};

const PCM: u16 = 1;
const MICROSOFT_ADPCM: u16 = 2;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const IMA_ADPCM: u16 = 0x11;
const MPEG: u16 = 0x50;
const MP3: u16 = 0x55;
const EXTENSIBLE: u16 = 0xfffe;

/// The format of samples.
pub(super) struct Format {
    tag: u16,
    channels: u16,
    pub(super) rate: u32,
    /// Bytes of a frame, or of a compressed block.
    pub(super) block: u16,
    bits: u16,
    /// The bytes after the common fields; only compressed formats need it.
    extension: Vec<u8>,
}

impl Format {
    pub(super) fn read(chunk: &[u8]) -> Result<Self, Refusal> {
        let word = |at| u16_at(chunk, at);
        let common = || {
            let tag = match word(0)? {
                // The format's number stands at the beginning of a longer name.
                EXTENSIBLE => word(24)?,
                tag => tag,
            };
            let (channels, rate, block) = (word(2)?, u32_at(chunk, 4)?, word(12)?);
            let bits = word(14).unwrap_or(8); // the oldest headers end before it
            let length = word(16).map_or(0, usize::from);
            let end = chunk.len().min(18 + length);
            let extension = chunk.get(18..end).unwrap_or_default().to_vec();
            Some(Self { tag, channels, rate, block, bits, extension })
        };
        common().ok_or_else(|| damaged("its description of its sound is cut short"))
    }

    /// Refuses what is not decoded here.
    pub(super) fn check(&self, reader: &'static str) -> Result<(), Refusal> {
        if !(1..=MAX_CHANNELS).contains(&usize::from(self.channels)) {
            return Err(unsupported(&format!("a sound of {} channels", self.channels)));
        }
        if !(MIN_SOURCE_RATE..=MAX_SOURCE_RATE).contains(&self.rate) {
            return Err(unsupported(&format!("a sound of {} samples a second", self.rate)));
        }
        let blocks_hold = |header: u16| {
            self.bits == 4 && self.channels < 3 && self.block > header * self.channels
        };
        let what = match (self.tag, self.sample_bits()) {
            (PCM, 8 | 16 | 24 | 32) | (FLOAT, 32 | 64) | (A_LAW | MU_LAW | MPEG | MP3, _) => {
                return Ok(());
            }
            (MICROSOFT_ADPCM, 8) if blocks_hold(7) && self.extension.len() >= 32 => return Ok(()),
            (IMA_ADPCM, 8) if blocks_hold(4) && self.block.is_multiple_of(4) => return Ok(()),
            (PCM | FLOAT, _) => "a WAV file with samples of an unusual size",
            (MICROSOFT_ADPCM | IMA_ADPCM | 0x20 | 0x0170, _) => "a WAV file of a rare ADPCM kind",
            (0x31 | 0x32, _) => "a WAV file with the GSM sound of mobile phones and voice mail",
            (0x14 | 0x40 | 0x45 | 0x64..=0x65 | 0x28f | 0x4143, _) => {
                "a WAV file with compressed telephone sound (G.721 to G.726)"
            }
            (0x160..=0x163, _) => "a WAV file with Windows Media sound",
            (0xff | 0x1600..=0x1610 | 0x706d | 0xa106, _) => "a WAV file with AAC sound",
            _ => "a WAV file whose sound is compressed in an unusual way",
        };
        Err(foreign(what, reader))
    }

    /// Bits of a sample as it is stored.
    fn sample_bits(&self) -> u16 {
        match self.tag {
            A_LAW | MU_LAW => 8,
            _ => self.bits.checked_next_multiple_of(8).unwrap_or(0),
        }
    }

    /// The plainest `fmt ` chunk for it.
    pub(super) fn plain(&self) -> Vec<u8> {
        let bits = if matches!(self.tag, MICROSOFT_ADPCM | IMA_ADPCM) {
            self.bits
        } else {
            self.sample_bits()
        };
        let block = match self.tag {
            MICROSOFT_ADPCM | IMA_ADPCM => self.block,
            _ => self.channels * (bits / 8),
        };
        let mut chunk = Vec::new();
        chunk.extend(self.tag.to_le_bytes());
        chunk.extend(self.channels.to_le_bytes());
        chunk.extend(self.rate.to_le_bytes());
        chunk.extend(self.rate.saturating_mul(u32::from(block)).to_le_bytes());
        chunk.extend(block.to_le_bytes());
        chunk.extend(bits.to_le_bytes());
        let extension: &[u8] = match self.tag {
            PCM => return chunk,
            MICROSOFT_ADPCM => self.extension.get(..32).unwrap_or_default(),
            IMA_ADPCM => &[0, 0], // the samples of a block, which follow from its length
            _ => &[],
        };
        chunk.extend(u16::try_from(extension.len()).unwrap_or(0).to_le_bytes());
        chunk.extend(extension);
        chunk
    }

    /// True for the numbers of MP3 and MP2.
    pub(super) fn is_mpeg(&self) -> bool {
        matches!(self.tag, MPEG | MP3)
    }
}

/// The refusal of a file that is not decoded here.
pub(super) fn foreign(what: &'static str, reader: &'static str) -> Refusal {
    Refusal::Foreign(ForeignFormat { what, reader, wholeness: Wholeness::Seen })
}
