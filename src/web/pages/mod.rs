//! What all pages have in common: words, files, headers, the frame.

pub mod assets;
mod dates;
mod delivery;
mod frame;
mod linked;
mod markup;
mod reply;
mod strands;
mod ui;

pub use delivery::SiteDelivery;
pub use frame::{Alternate, Frame};
pub use linked::Linked;
pub use markup::Markup;
pub use reply::{Conditions, Content, content, page, policy_in_page, private_page};
pub use strands::{Strand, strands};
pub use ui::Ui;
