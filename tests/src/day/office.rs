//! The staff at the station's pages: over HTTP as a browser speaks it, or in a
//! real browser.

pub mod browser;

use std::collections::BTreeMap;

use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use super::Stopped;
use super::page::Page;

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
#[derive(Debug)]
pub struct HttpOffice {
    base: String,
    client: Client,
    seats: BTreeMap<String, BTreeMap<String, String>>,
    seated: String,
    here: Page,
}

impl HttpOffice {
    /// A seat at `base`, such as `http://127.0.0.1:8080`.
    pub fn at(base: impl Into<String>) -> Result<Self, Stopped> {
        // The client wants a provider even for plain HTTP; a second seat of the
        // same process finds it installed.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).no_proxy().build();
        Ok(Self {
            base: base.into(),
            client: client.map_err(|error| Stopped::at("HTTP", error))?,
            seats: BTreeMap::new(),
            seated: String::new(),
            here: Page::default(),
        })
    }

    fn cookies(&self) -> String {
        let held = self.seats.get(&self.seated).into_iter().flatten();
        held.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&mut self, response: &Response) {
        let seat = self.seats.entry(self.seated.clone()).or_default();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                seat.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Sends a form, or asks for a page without one, and follows where it leads.
    fn go(&mut self, path: &str, form: Option<String>) -> Result<Page, Stopped> {
        let (mut path, mut form) = (path.to_owned(), form);
        for _ in 0..MOST_REDIRECTS {
            let url = format!("{}{path}", self.base);
            let request = match form.take() {
                None => self.client.get(url),
                Some(body) => self
                    .client
                    .post(url)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(body),
            };
            let request = request.header(COOKIE, self.cookies()).header(ACCEPT_LANGUAGE, "zh-CN");
            let response = request.send().map_err(|error| Stopped::at(&path, error))?;
            self.keep_cookies(&response);
            let onward = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            if let Some(onward) = onward {
                path = onward.to_owned();
                continue;
            }
            let html = response.text().map_err(|error| Stopped::at(&path, error))?;
            self.here = Page { path, html };
            return Ok(self.here.clone());
        }
        Err(Stopped::at(&path, "redirected in a circle"))
    }
}

impl Office for HttpOffice {
    fn sit(&mut self, person: &str, password: &str) -> Result<(), Stopped> {
        if self.seated == person {
            return Ok(());
        }
        person.clone_into(&mut self.seated);
        if self.seats.contains_key(person) {
            return Ok(());
        }
        self.open("/sign-in")?;
        sign_in(self, person, password)
    }

    fn open(&mut self, path: &str) -> Result<Page, Stopped> {
        self.go(path, None)
    }

    fn here(&self) -> &Page {
        &self.here
    }

    fn fill(&mut self, form: &str, fields: &BTreeMap<String, String>) -> Result<Page, Stopped> {
        let mut found = self
            .here
            .form(form)
            .ok_or_else(|| Stopped::at(&self.here.path, format!("has no form {form}")))?;
        for (name, value) in fields {
            if found.ticks.contains(name) {
                found.fields.push((name.clone(), value.clone()));
                continue;
            }
            let field = found.fields.iter_mut().find(|(known, _)| known == name);
            let field = field.ok_or_else(|| Stopped::at(form, format!("has no field {name}")))?;
            value.clone_into(&mut field.1);
        }
        let pairs = found.fields.iter();
        let body: String =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.go(&found.action, Some(body))
    }
}

/// Signs in on the open page.
fn sign_in(office: &mut impl Office, person: &str, password: &str) -> Result<(), Stopped> {
    let fields = [("person_no", person), ("password", password)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let page = office.fill("/sign-in", &fields)?;
    if page.path.starts_with("/sign-in") {
        return Err(Stopped::at("/sign-in", page.text("main").unwrap_or_default()));
    }
    Ok(())
}
