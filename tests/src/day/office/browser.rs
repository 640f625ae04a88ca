//! The pages in a real browser: what is filled in is typed and chosen, what is
//! sent is pressed, and each page can be kept as a picture.

use std::collections::{BTreeMap, BTreeSet};

use thirtyfour::prelude::*;
use tokio::runtime::{Builder, Runtime};

use super::super::Stopped;
use super::Office;
use crate::browser::Browser;
use crate::page::Page;

/// The pages in a window of 1366×768.
#[derive(Debug)]
pub struct BrowserOffice {
    base: String,
    runtime: Runtime,
    browser: Option<Browser>,
    seated: String,
    here: Page,
    album: BTreeSet<String>,
}

/// What the pictures of a page are called: its path, each number in it `one`.
fn picture_name(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| if part.bytes().any(|byte| byte.is_ascii_digit()) { "one" } else { part });
    let name = parts.collect::<Vec<_>>().join("-");
    if name.is_empty() { "board".to_owned() } else { name }
}

impl From<WebDriverError> for Stopped {
    fn from(error: WebDriverError) -> Self {
        Self::at("the browser", error)
    }
}

impl BrowserOffice {
    /// Opens a window on `base`.
    pub fn at(base: impl Into<String>) -> Result<Self, Stopped> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| Stopped::at("the browser's runtime", error))?;
        let browser = Some(runtime.block_on(Browser::open()));
        let (base, seated, here) = (base.into(), String::new(), Page::default());
        Ok(Self { base, runtime, browser, seated, here, album: BTreeSet::new() })
    }

    fn run<T>(&self, job: impl AsyncFnOnce(&Browser) -> WebDriverResult<T>) -> Result<T, Stopped> {
        let browser = self.browser.as_ref().ok_or_else(|| Stopped("no window".to_owned()))?;
        Ok(self.runtime.block_on(job(browser))?)
    }

    fn look(&mut self) -> Result<Page, Stopped> {
        let (url, html) = self.run(async |browser| {
            Ok((browser.window.current_url().await?, browser.window.source().await?))
        })?;
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        self.here = Page { path: format!("{}{query}", url.path()), html, ..Page::default() };
        Ok(self.here.clone())
    }

    /// Keeps pictures of a page in both languages, `target/pages/day/NAME-zh.png`, at
    /// the first time that such a page is open; the window stays in Chinese.
    fn keep(&mut self, path: &str) -> Result<(), Stopped> {
        let name = picture_name(path);
        if !self.album.insert(name.clone()) {
            return Ok(());
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        for lang in ["en", "zh"] {
            let url = format!("{}{path}{mark}lang={lang}", self.base);
            self.run(async |browser| {
                browser.window.goto(url).await?;
                browser.picture(&format!("day/{name}-{lang}")).await
            })?;
        }
        Ok(())
    }

    /// Forgets which pages were seen: from here on, pictures are of what the day
    /// has left behind.
    pub fn new_album(&mut self) {
        self.album.clear();
    }

    /// The names of the pages of which pictures were kept.
    #[must_use]
    pub const fn album(&self) -> &BTreeSet<String> {
        &self.album
    }
}

impl Drop for BrowserOffice {
    fn drop(&mut self) {
        if let Some(browser) = self.browser.take() {
            self.runtime.block_on(browser.close());
        }
    }
}

/// Fills one field as a person would; dates and months, whose typing depends on
/// the browser's language, by their value.
async fn enter(
    window: &WebDriver,
    form: &WebElement,
    name: &str,
    value: &str,
) -> WebDriverResult<()> {
    let field = form.find(By::Css(format!("[name='{name}']"))).await?;
    if field.tag_name().await? == "select" {
        let option = field.find(By::Css(format!("option[value='{value}']"))).await?;
        return option.click().await;
    }
    match field.attr("type").await?.as_deref() {
        Some("hidden") => Ok(()),
        Some("checkbox") => field.click().await,
        Some("date" | "month") => {
            let set = "arguments[0].value = arguments[1]";
            let arguments = vec![field.to_json()?, value.into()];
            window.execute(set, arguments).await.map(|_nothing| ())
        }
        _ => {
            field.clear().await?;
            field.send_keys(value).await
        }
    }
}

/// Signs in on the open page.
fn sign_in(office: &mut BrowserOffice, person: &str, password: &str) -> Result<(), Stopped> {
    let fields = [("person_no", person), ("password", password)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let page = office.fill("/sign-in", &fields)?;
    if page.path.starts_with("/sign-in") {
        return Err(Stopped::at("/sign-in", page.text("main").unwrap_or_default()));
    }
    Ok(())
}

impl Office for BrowserOffice {
    fn sit(&mut self, person: &str, password: &str) -> Result<(), Stopped> {
        if self.seated == person {
            return Ok(());
        }
        self.open("/sign-in")?;
        self.run(async |browser| browser.window.delete_all_cookies().await)?;
        self.open("/sign-in")?;
        sign_in(self, person, password)?;
        person.clone_into(&mut self.seated);
        Ok(())
    }

    fn open(&mut self, path: &str) -> Result<Page, Stopped> {
        self.keep(path)?;
        let url = format!("{}{path}", self.base);
        self.run(async |browser| browser.window.goto(url).await)?;
        self.look()
    }

    fn here(&self) -> &Page {
        &self.here
    }

    fn fill(&mut self, form: &str, fields: &BTreeMap<String, String>) -> Result<Page, Stopped> {
        let found = self
            .here
            .form(form)
            .ok_or_else(|| Stopped::at(&self.here.path, format!("has no form {form}")))?;
        self.run(async |browser| {
            let css = format!("main form[method='post'][action='{}']", found.action);
            let form = browser.window.find(By::Css(css)).await?;
            for (name, value) in fields {
                enter(&browser.window, &form, name, value).await?;
            }
            let button = form.find(By::Css("button")).await?;
            button.scroll_into_view().await?;
            button.click().await?;
            button.wait_until().stale().await
        })?;
        let page = self.look()?;
        let name = picture_name(&page.path);
        if page.refusal().is_some() {
            self.run(async |browser| browser.picture(&format!("day/{name}-refused-zh")).await)?;
        } else if page.path == found.action {
            // The answer to a form cannot be opened again in the other language.
            self.run(async |browser| browser.picture(&format!("day/{name}-zh")).await)?;
        } else if !self.album.contains(&name) {
            return self.open(&page.path);
        }
        Ok(page)
    }
}
