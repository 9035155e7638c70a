//! What all pages have in common: words, files, headers, the frame.

pub mod assets;
mod dates;
mod frame;
mod markup;
mod reply;
mod ui;

pub use frame::{Alternate, Frame};
pub use markup::Markup;
pub use reply::{Conditions, page};
pub use ui::Ui;
