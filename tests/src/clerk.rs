//! A clerk at a served station without a browser: signs in, opens pages and
//! sends forms as a browser would, hidden fields included.

use std::collections::BTreeMap;
use std::sync::Mutex;

use dianfei_station::web::address::query_of;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::day::Stopped;
use crate::page::Page;
use crate::served::Served;

/// A signed-in clerk.
#[derive(Debug)]
pub struct Clerk {
    client: Client,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Clerk {
    /// Signs a person in at `base`, such as `http://127.0.0.1:8080`.
    pub fn at(base: &str, person: &str, password: &str) -> Result<Self, Stopped> {
        // The client wants a provider even for plain HTTP; a second clerk of
        // the same process finds it installed.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).no_proxy().build();
        let client = client.map_err(|error| Stopped::at("HTTP", error))?;
        let clerk = Self { client, base: base.to_owned(), cookies: Mutex::default() };
        let fields = [("person_no", person), ("password", password)];
        let form = clerk.ask("/sign-in", None)?.form("/sign-in");
        let form = form.ok_or_else(|| Stopped::at("/sign-in", "has no form"))?;
        let page = clerk.ask("/sign-in", Some(&form.filled(fields)?))?;
        if page.location.is_empty() {
            return Err(Stopped::at(person, page.text("main").unwrap_or_default()));
        }
        Ok(clerk)
    }

    /// Signs a person in at a served station of a test.
    #[must_use]
    pub fn sign_in(served: &Served, person: &str, password: &str) -> Self {
        Self::at(&served.page(""), person, password).unwrap_or_else(|stopped| panic!("{stopped}"))
    }

    /// One request: a page, or what a form comes to. Redirects are not followed.
    pub fn ask(&self, path: &str, form: Option<&[(String, String)]>) -> Result<Page, Stopped> {
        let url = format!("{}{path}", self.base);
        let request = match form {
            None => self.client.get(url),
            Some(fields) => self
                .client
                .post(url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(query_of(fields)),
        };
        let request = request.header(COOKIE, self.cookies()).header(ACCEPT_LANGUAGE, "zh-CN");
        let response = request.send().map_err(|error| Stopped::at(path, error))?;
        self.keep_cookies(&response);
        let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        let location = location.unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let html = response.text().map_err(|error| Stopped::at(path, error))?;
        Ok(Page { path: path.to_owned(), status, location, html })
    }

    /// Opens a page.
    #[must_use]
    pub fn open(&self, path: &str) -> Page {
        self.ask(path, None).unwrap_or_else(|stopped| panic!("{stopped}"))
    }

    /// Opens `path`, fills in the form that is sent to `action`, and sends it.
    #[must_use]
    pub fn fill(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.open(path);
        let form = page.form(action);
        let form = form.unwrap_or_else(|| panic!("no form is sent to {action}:\n{}", page.html));
        let sent =
            form.filled(fields.iter().copied()).unwrap_or_else(|stopped| panic!("{stopped}"));
        self.ask(action, Some(&sent)).unwrap_or_else(|stopped| panic!("{stopped}"))
    }

    /// Sends a form that no page offered, under the session's own word.
    #[must_use]
    pub fn force(&self, action: &str, fields: &[(&str, &str)]) -> Page {
        let form = self.open("/regime").form("/sign-out").expect("who is in can go out");
        let mut sent = form.fields;
        sent.push(("request_id".to_owned(), format!("forced to {action}")));
        let fields = fields.iter();
        sent.extend(fields.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        self.ask(action, Some(&sent)).unwrap_or_else(|stopped| panic!("{stopped}"))
    }

    fn cookies(&self) -> String {
        let held = self.cookies.lock().expect("no other thread failed with them");
        held.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, response: &Response) {
        let mut held = self.cookies.lock().expect("no other thread failed with them");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                held.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
