//! How what is heard changes: editions published, loaded and made heard.
//!
//! [`publish()`] checks a hotline's files, takes the recordings of exactly their texts, and puts both into the
//! store as an edition with a number; [`load()`] brings it back and proves that it is the same. Whoever
//! publishes says what was heard when the files were prepared: if somebody else was faster, both learn of it.

mod library;
mod load;
mod publish;

pub use load::{LoadError, load};
pub use publish::{
    NewlyPublished, Publication, PublishError, Published, Raced, SHIPPED, publish, publish_first,
};
