//! What all pages have in common: words, files, headers, the frame.

pub mod assets;
mod dates;
mod frame;
mod linked;
mod markup;
mod reply;
mod ui;

pub use frame::{Alternate, Frame};
pub use linked::Linked;
pub use markup::Markup;
pub use reply::{Conditions, content, page};
pub use ui::Ui;
