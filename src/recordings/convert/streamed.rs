//! WAV files that were written to a pipe.

use std::ops::Range;

/// From here on a stated length is a placeholder: a program that writes a WAV file to a pipe cannot
/// know the length when it writes the header, and states 2 or 4 GiB (the exact value differs).
const PLACEHOLDER: u32 = 0x7fff_0000;

/// States the true length in a WAV file that was written to a pipe, so that its last samples are
/// read too. Leaves every other file as it is.
pub fn state_length(file: &mut [u8]) {
    if !(file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WAVE")) {
        return;
    }
    let mut at = 12;
    while let Some(length) = word(file, at + 4) {
        if file.get(at..at + 4) == Some(b"data") {
            let here = u32::try_from(file.len() - at - 8).unwrap_or(u32::MAX);
            if length >= PLACEHOLDER {
                put(file, at + 4..at + 8, here);
                put(file, 4..8, u32::try_from(file.len() - 8).unwrap_or(u32::MAX));
            }
            return;
        }
        // Chunks are padded to an even length.
        at = at
            .saturating_add(8)
            .saturating_add(length as usize)
            .saturating_add(length as usize & 1);
        if at > file.len() {
            return;
        }
    }
}

fn word(file: &[u8], at: usize) -> Option<u32> {
    let bytes = file.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn put(file: &mut [u8], at: Range<usize>, value: u32) {
    if let Some(place) = file.get_mut(at) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}
