//! The staff at the station's pages: over HTTP as a browser speaks it, or in a
//! real browser.

pub mod browser;

use std::collections::BTreeMap;

use super::Stopped;
use crate::clerk::Clerk;
use crate::page::Page;

pub use browser::BrowserOffice;

/// A seat at the pages.
pub trait Office {
    /// A person sits down and signs in, unless signed in already.
    fn sit(&mut self, person: &str, password: &str) -> Result<(), Stopped>;
    /// Opens a page.
    fn open(&mut self, path: &str) -> Result<Page, Stopped>;
    /// The page that is open.
    fn here(&self) -> &Page;
    /// Fills in the form of the open page that is sent where `form` says, and
    /// sends it. What is named must be there.
    fn fill(&mut self, form: &str, fields: &BTreeMap<String, String>) -> Result<Page, Stopped>;
}

/// Follows redirects so often before it is a circle.
const MOST_REDIRECTS: usize = 5;

/// The pages over HTTP.
#[derive(Debug, Default)]
pub struct HttpOffice {
    base: String,
    seats: BTreeMap<String, Clerk>,
    seated: String,
    here: Page,
}

impl HttpOffice {
    /// Seats at `base`, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn at(base: impl Into<String>) -> Self {
        Self { base: base.into(), ..Self::default() }
    }

    /// Sends a form, or asks for a page without one, and follows where it leads.
    fn go(&mut self, path: &str, form: Option<&[(String, String)]>) -> Result<Page, Stopped> {
        let clerk = self.seats.get(&self.seated);
        let clerk = clerk.ok_or_else(|| Stopped::at(path, "nobody has signed in"))?;
        let mut page = clerk.ask(path, form)?;
        for _ in 0..MOST_REDIRECTS {
            if page.location.is_empty() {
                self.here = page.clone();
                return Ok(page);
            }
            page = clerk.ask(&page.location, None)?;
        }
        Err(Stopped::at(path, "redirected in a circle"))
    }
}

impl Office for HttpOffice {
    fn sit(&mut self, person: &str, password: &str) -> Result<(), Stopped> {
        if !self.seats.contains_key(person) {
            let clerk = Clerk::at(&self.base, person, password)?;
            self.seats.insert(person.to_owned(), clerk);
        }
        person.clone_into(&mut self.seated);
        Ok(())
    }

    fn open(&mut self, path: &str) -> Result<Page, Stopped> {
        self.go(path, None)
    }

    fn here(&self) -> &Page {
        &self.here
    }

    fn fill(&mut self, form: &str, fields: &BTreeMap<String, String>) -> Result<Page, Stopped> {
        let found = self.here.form(form);
        let found =
            found.ok_or_else(|| Stopped::at(&self.here.path, format!("has no form {form}")))?;
        let action = found.action.clone();
        let sent =
            found.filled(fields.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        self.go(&action, Some(&sent))
    }
}
