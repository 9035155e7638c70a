//! The data of the edition that is heard, each written once, however often strangers ask for it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::calls::editions::Activation;
use crate::catalogue::EditionNumber;
use crate::web::Site;
use crate::web::pages::Content;

/// The edition of a site, and the change by which it became the one that is heard.
type Heard = (EditionNumber, Option<Activation>);

/// Data that was written from the edition that is heard, in memory until another one is.
#[derive(Default)]
pub struct DataCache(Mutex<CachedData>);

#[derive(Default)]
struct CachedData {
    of: Option<Heard>,
    /// By the path of the file.
    contents: HashMap<String, Content>,
}

impl DataCache {
    /// The data with this path; `write` is called only where it was not written yet.
    pub fn get(&self, site: &Site, path: &str, write: impl FnOnce() -> String) -> Content {
        let heard = (site.edition.edition.number, site.activation);
        if let Some(content) = self.kept(heard).contents.get(path) {
            return content.clone();
        }
        let content = Content::new(write());
        // Another edition may have become the one that is heard meanwhile.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.of == Some(heard) {
            kept.contents.insert(path.to_owned(), content.clone());
        }
        content
    }

    /// The data of this edition, without that of another.
    fn kept(&self, heard: Heard) -> MutexGuard<'_, CachedData> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.of != Some(heard) {
            *kept = CachedData { of: Some(heard), contents: HashMap::new() };
        }
        kept
    }
}
