//! A code that a telephone's camera reads.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// A code as a picture: the side in modules, and the path of its dark modules as SVG writes it.
pub struct QrPicture {
    pub side: usize,
    pub path: String,
}

impl QrPicture {
    /// The picture of a text; none where it is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let dark =
            code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
        let mut path = String::new();
        for (at, _) in dark {
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}
