//! A clerk at a served station without a browser: signs in, opens pages and
//! sends forms as a browser would, hidden fields included.

use dianfei_station::web::address::query_of;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::served::Served;

/// What came back.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// Where it leads; empty where nowhere.
    pub location: String,
    /// The page.
    pub html: String,
}

impl Page {
    /// Whether the page says all of these.
    #[must_use]
    pub fn says(&self, texts: &[&str]) -> bool {
        texts.iter().all(|text| self.html.contains(text))
    }

    /// What a field holds; absent where there is no such field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let named = format!("name=\"{name}\"");
        let (_, rest) = self.html.split_once(&named)?;
        let (tag, _) = rest.split_once('>')?;
        tag.split_once("value=\"").and_then(|(_, value)| value.split('"').next())
    }

    /// The hidden fields of the form that is sent to `action`.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let (_, form) = self
            .html
            .split_once(&format!("action=\"{action}\""))
            .unwrap_or_else(|| panic!("no form is sent to {action}:\n{}", self.html));
        let form = form.split("</form>").next().unwrap_or_default();
        form.split("<input type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|field| {
                let (name, rest) = field.split_once('"')?;
                let (_, value) = rest.split_once("value=\"")?;
                Some((name.to_owned(), value.split('"').next()?.to_owned()))
            })
            .collect()
    }
}

/// A signed-in clerk.
#[derive(Debug)]
pub struct Clerk {
    client: Client,
    base: String,
    cookie: String,
}

impl Clerk {
    /// Signs a person in.
    #[must_use]
    pub fn sign_in(served: &Served, person: &str, password: &str) -> Self {
        // The client wants a provider even for plain HTTP; a second clerk of
        // the same process finds it installed.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        let mut clerk = Self { client, base: served.page(""), cookie: String::new() };
        let fields = [("person_no", person), ("password", password)];
        let response = clerk.request("/sign-in", &fields).send().expect("an answer");
        let session = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok()?.split(';').next())
            .find(|pair| pair.starts_with("dianfei_session="))
            .unwrap_or_else(|| panic!("{person} is not signed in"));
        clerk.cookie = session.to_owned();
        clerk
    }

    /// Opens a page.
    #[must_use]
    pub fn open(&self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.base)).header(COOKIE, &self.cookie);
        page(request.send().expect("an answer"))
    }

    /// Opens `path`, fills in the form that is sent to `action`, and sends it.
    #[must_use]
    pub fn fill(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let hidden = self.open(path).hidden(action);
        self.send(action, &hidden, fields)
    }

    /// Sends a form that no page offered, under the session's own word.
    #[must_use]
    pub fn force(&self, action: &str, fields: &[(&str, &str)]) -> Page {
        let mut hidden = self.open("/regime").hidden("/sign-out");
        hidden.push(("request_id".to_owned(), format!("forced to {action}")));
        self.send(action, &hidden, fields)
    }

    fn send(&self, action: &str, hidden: &[(String, String)], fields: &[(&str, &str)]) -> Page {
        let hidden = hidden.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let all: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
        page(self.request(action, &all).send().expect("an answer"))
    }

    fn request(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.client
            .post(format!("{}{path}", self.base))
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(query_of(fields))
    }
}

fn page(response: Response) -> Page {
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
    let location = location.unwrap_or_default().to_owned();
    Page { status, location, html: response.text().expect("a text") }
}
