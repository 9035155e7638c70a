//! The frame of every page of the console: the bar, the navigation, the language.

use jiff::Zoned;

use super::routes::{ConsoleRoute, ROOT};
use super::visitor::{OperatorVisit, Visitor};
use crate::catalogue::EditionNumber;
use crate::web::pages::{Ui, assets};

/// The frame of a page of the console.
pub struct ConsoleFrame {
    pub ui: Ui,
    /// The path in front of ours, if a proxy has one: `/sila`.
    base: String,
    pub title: String,
    pub edition: EditionNumber,
    /// The time at which the edition became the one that is heard.
    pub since: Option<Zoned>,
    /// The name of the operator who has signed in.
    pub operator: Option<String>,
    /// The pages that the operator may open.
    pub pages: Vec<NavigationLink>,
    /// This page's address, for whoever chooses another language.
    pub address: String,
}

/// A page in the navigation.
pub struct NavigationLink {
    pub href: String,
    pub name: &'static str,
    pub is_here: bool,
    /// Stands apart from the one before.
    pub is_apart: bool,
}

impl ConsoleFrame {
    /// For a page that is shown to anybody.
    pub fn of_nobody(visitor: &Visitor, title: String) -> Self {
        let site = visitor.site();
        Self {
            ui: visitor.ui,
            base: visitor.app.public_url.path().to_owned(),
            title,
            edition: site.edition.edition.number,
            since: site.since().map(|since| visitor.here(since)),
            operator: None,
            pages: Vec::new(),
            address: visitor.address.clone(),
        }
    }

    /// For a page that an operator has asked for.
    pub fn of(visit: &OperatorVisit, title: String) -> Self {
        let path = visit.address.split('?').next().unwrap_or_default();
        let here = path.strip_prefix(ROOT).unwrap_or_default();
        let links = ConsoleRoute::ALL.into_iter().filter_map(|route| {
            let (name, is_apart) = route.navigation()?;
            let path = route.name();
            let below = here.strip_prefix(path).filter(|_| !path.is_empty());
            Some(NavigationLink {
                href: visit.link(path),
                name: visit.ui.t(name),
                is_here: here == path || below.is_some_and(|rest| rest.starts_with('/')),
                is_apart,
            })
            .filter(|_| visit.session.may_anywhere(route.permission()))
        });
        Self {
            operator: Some(visit.session.operator.name.clone()),
            pages: links.collect(),
            ..Self::of_nobody(visit, title)
        }
    }

    /// The path of one of our own files.
    pub fn asset(&self, name: &str) -> String {
        format!("{}/assets/{}", self.base, assets::file(name))
    }

    /// A path of the console; `page` begins with `/`, or is empty for the first page.
    pub fn link(&self, page: &str) -> String {
        format!("{}{ROOT}{page}", self.base)
    }

    /// The languages of the console but this page's.
    pub fn others(&self) -> impl Iterator<Item = Ui> {
        let own = self.ui.code();
        Ui::all().filter(move |ui| ui.code() != own)
    }
}
