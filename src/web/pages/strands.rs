//! The picture on the first page: a strand a sector, a pearl a service.

use std::fmt::Write as _;

use crate::catalogue::{Code, Hotline};

/// The width and the height of the picture.
const WIDTH: f32 = 1152.0;
const HEIGHT: f32 = 150.0;
/// The space between two pearls.
const STEP: f32 = 17.0;

/// A strand: its line, and the pearls on it.
pub struct Strand {
    /// The points of the line, as SVG writes them.
    pub line: String,
    pub pearls: Vec<Pearl>,
}

pub struct Pearl {
    pub x: f32,
    pub y: f32,
    /// True for the one that is pointed out.
    pub is_lit: bool,
}

/// The strands of a hotline, one below the other, from the side at which Arabic begins; the groups on them stand apart.
pub fn strands(hotline: &Hotline, lit: Option<Code>) -> Vec<Strand> {
    let sectors = hotline.sectors.iter().enumerate();
    let drawn = sectors.map(|(number, sector)| {
        let services: usize = sector.groups.iter().map(|group| group.services.len()).sum();
        let gaps = sector.groups.len().saturating_sub(1).max(1);
        let left = WIDTH - 28.0 - STEP * to_f32(services);
        let gap = (left / to_f32(gaps)).max(STEP);
        let mut x = WIDTH - 14.0;
        let mut pearls = Vec::new();
        for group in &sector.groups {
            for service in &group.services {
                let y = height(number, x);
                pearls.push(Pearl { x, y, is_lit: Some(service.code) == lit });
                x -= STEP;
            }
            x -= gap;
        }
        Strand { line: line(number), pearls }
    });
    drawn.collect()
}

fn line(number: usize) -> String {
    let mut line = String::new();
    for step in 0..=73_u8 {
        let x = f32::from(step).mul_add(16.0, -8.0);
        let _ = write!(line, "{x},{:.1} ", height(number, x));
    }
    line
}

/// A strand hangs in slow waves.
fn height(number: usize, x: f32) -> f32 {
    let number = to_f32(number);
    let middle = (HEIGHT / 3.6).mul_add(number, 34.0);
    (x / 175.0 + number * 0.8).sin().mul_add(13.0, middle)
}

fn to_f32(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
