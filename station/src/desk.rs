//! A signed-in person's desk: what each page and each posted form gets. Page
//! functions are plain and synchronous; here they are put on a blocking thread.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{
    DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, RawPathParams, Request, State,
};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};
use chrono::FixedOffset;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::regime;
use dianfei_wire::FactId;

use crate::account::station;
use crate::app::App;
use crate::chapters;
use crate::people::role::{self, Command};
use crate::people::session;
use crate::spine::{self, Actor, Draft, Moment, SpineError};
use crate::store::{Reader, StoreError, Tx};
use crate::web;
use crate::web::address::{address_of, cookie};
use crate::web::{
    BODY_LIMIT, Bi, Entered, ErrorPage, Flash, Frame, Lang, ListQuery, NavChapter, NavItem, Viewer,
    bi, see_other,
};

pub mod sign_in;

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "dianfei_session";

pub use crate::web::form::REQUEST_FIELD;

/// What a page function answers.
pub type Answer = Result<Response, ErrorPage>;

/// A signed-in person's request.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The station.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    /// The frame of the page.
    pub frame: Frame,
    /// The address's sort, filter and page.
    pub query: ListQuery,
    params: BTreeMap<String, String>,
    token: String,
}

impl Desk {
    /// The language of the page.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.frame.lang()
    }

    /// A part of the path by its name, such as `account` of `/account/{account}`.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// A fresh identity for a form, so that sending it twice does it once.
    #[must_use]
    pub fn request_id(&self) -> String {
        self.app.ids.token()
    }

    /// Reads the store.
    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Reader<'_>) -> Result<T, SpineError>,
    ) -> Result<T, ErrorPage> {
        self.app.store.read(job).map_err(|error| self.error(&error))
    }

    /// Carries out a command under the request id of the posted form.
    pub fn decide(
        &self,
        command: Command,
        entered: &Entered,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, ErrorPage> {
        spine::decide(&self.app, &self.actor, command, self.request_of(entered)?, decision)
            .map_err(|error| self.error(&error))
    }

    /// The request id of a posted form. Without one it is refused: two forms
    /// without an id would pass for one form sent twice.
    pub fn request_of<'a>(&self, entered: &'a Entered) -> Result<&'a str, ErrorPage> {
        entered
            .text_of(REQUEST_FIELD)
            .filter(|id| !id.is_empty())
            .ok_or_else(|| self.framed(ErrorPage::of_code("request_unreadable")))
    }

    /// Refuses a page whose form none of the person's roles may send.
    pub fn permit(&self, command: Command) -> Result<(), ErrorPage> {
        role::permit(&self.actor.roles, command).map_err(|refusal| self.error(&refusal.into()))
    }

    /// An error in words, in this page's frame.
    #[must_use]
    pub fn error(&self, error: &SpineError) -> ErrorPage {
        self.framed(match error {
            SpineError::Refused(refusal) => ErrorPage::refused(refusal),
            SpineError::Store(error) => unstored(error),
        })
    }

    /// An error page in this page's frame.
    #[must_use]
    pub fn framed(&self, page: ErrorPage) -> ErrorPage {
        page.in_frame(self.frame.clone()).in_lang(self.lang())
    }

    /// What does not exist.
    #[must_use]
    pub fn unknown(&self) -> ErrorPage {
        self.framed(ErrorPage::of_code("page_unknown"))
    }
}

/// A clause of the rule book for a page's head, its text one click away.
#[must_use]
pub fn clause(no: &str) -> Option<web::Clause> {
    regime::clause(no).map(|clause| web::Clause {
        no: clause.no.clone(),
        title: bi(&clause.title, &clause.title_en),
        text: clause.text.clone(),
    })
}

/// A page that a signed-in person looks at.
pub fn get(page: fn(&Desk) -> Answer) -> MethodRouter<App> {
    routing::get(move |State(app): State<App>, request: Request| async move {
        let (mut parts, _body) = request.into_parts();
        let params = params(&mut parts, &app).await;
        blocking(move || {
            let desk = match desk(app, &parts, params) {
                Ok(desk) => desk,
                Err(response) => return *response,
            };
            page(&desk).unwrap_or_else(IntoResponse::into_response)
        })
        .await
    })
}

/// A form that a signed-in person posts; only with the session's own word.
pub fn post(step: fn(&Desk, &mut Entered) -> Answer) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, request: Request| async move {
        let (mut parts, body) = request.into_parts();
        let params = params(&mut parts, &app).await;
        let body = axum::body::to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
        blocking(move || posted(app, &parts, params, &body, step)).await
    })
}

/// A file that came with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFile {
    /// Its name, as the browser calls it.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A form with a file, posted as `multipart/form-data`. The file is absent
/// where none was chosen. At most [`BODY_LIMIT`] bytes are taken.
pub fn post_file(step: fn(&Desk, &mut Entered, Option<&SentFile>) -> Answer) -> MethodRouter<App> {
    routing::post(move |State(app): State<App>, request: Request| async move {
        let (mut parts, body) = request.into_parts();
        let params = params(&mut parts, &app).await;
        let request = Request::from_parts(parts.clone(), body);
        let (entered, file) = match multipart(request, &app).await {
            Ok(sent) => sent,
            Err(response) => return response,
        };
        blocking(move || {
            checked(app, &parts, params, entered, |desk, entered| {
                step(desk, entered, file.as_ref())
            })
        })
        .await
    })
    .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// The fields of a form and its file, the last where it sends several.
async fn multipart(request: Request, app: &App) -> Result<(Entered, Option<SentFile>), Response> {
    let unreadable = |error: MultipartError| error.into_response();
    let mut sent =
        Multipart::from_request(request, app).await.map_err(IntoResponse::into_response)?;
    let mut pairs = Vec::new();
    let mut file = None;
    while let Some(field) = sent.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => pairs.push((name, field.text().await.map_err(unreadable)?)),
            Some(file_name) => {
                let bytes = field.bytes().await.map_err(unreadable)?;
                // A browser sends a nameless, empty file where none was chosen.
                if !file_name.is_empty() {
                    file = Some(SentFile { name: file_name, bytes });
                }
            }
        }
    }
    Ok((Entered::of(pairs), file))
}

fn posted(
    app: App,
    parts: &Parts,
    params: BTreeMap<String, String>,
    body: &Bytes,
    step: fn(&Desk, &mut Entered) -> Answer,
) -> Response {
    let entered = Entered::parse(&String::from_utf8_lossy(body));
    checked(app, parts, params, entered, step)
}

/// Carries a posted form out, if it is the session's own.
fn checked(
    app: App,
    parts: &Parts,
    params: BTreeMap<String, String>,
    mut entered: Entered,
    step: impl FnOnce(&Desk, &mut Entered) -> Answer,
) -> Response {
    let desk = match desk(app, parts, params) {
        Ok(desk) => desk,
        Err(response) => return *response,
    };
    if entered.text_of("csrf") != Some(desk.frame.viewer.csrf.as_str()) {
        return desk.framed(ErrorPage::of_code("form_forged")).into_response();
    }
    step(&desk, &mut entered).unwrap_or_else(IntoResponse::into_response)
}

/// What a person reads of a store that failed; what the disk said goes to the log.
fn unstored(error: &StoreError) -> ErrorPage {
    let code = if matches!(error, StoreError::Full { .. }) {
        "disk_full"
    } else if matches!(error, StoreError::Disk { .. }) {
        "disk_failed"
    } else {
        return ErrorPage::fault(error);
    };
    tracing::error!(%error, "the store's disk");
    ErrorPage::of_code(code)
}

/// Runs a page off the network's threads.
pub async fn blocking(job: impl FnOnce() -> Response + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(job).await {
        Ok(response) => response,
        Err(error) => ErrorPage::fault(&error).into_response(),
    }
}

async fn params(parts: &mut Parts, app: &App) -> BTreeMap<String, String> {
    RawPathParams::from_request_parts(parts, app)
        .await
        .map(|raw| raw.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
        .unwrap_or_default()
}

/// The desk of the session that the request names, or where to sign in.
fn desk(app: App, parts: &Parts, params: BTreeMap<String, String>) -> Result<Desk, Box<Response>> {
    let query = ListQuery::parse(parts.uri.path(), parts.uri.query().unwrap_or_default());
    let token = cookie(&parts.headers, SESSION_COOKIE).unwrap_or_default();
    let session = session::current(&app, &token)
        .map_err(|error| Box::new(unstored(&error).into_response()))?;
    let Some(session) = session else {
        let here = address_of(parts.uri.path(), query.pairs());
        return Err(Box::new(see_other(&address_of("/sign-in", &[("next", here)]))));
    };
    let lang = Lang::of_request(&parts.uri, &parts.headers);
    let station_name = app
        .store
        .read(|store| station::name(store, &app.station))
        .map_err(|error| Box::new(unstored(&error).into_response()))?;
    let now_ms = app.clock.now_ms();
    let frame = Frame {
        viewer: Viewer {
            person_no: session.actor.person.to_string(),
            name: session.name,
            roles_text: role::titles(lang, &session.actor.roles),
            csrf: session.csrf,
            lang,
            station_name,
        },
        nav: navigation(),
        path: parts.uri.path().to_owned(),
        pairs: query.pairs().to_vec(),
        period: Some(YearMonth::of(app.business_date(now_ms))),
        made_at: now_ms,
        zone: FixedOffset::east_opt(app.zone_minutes * 60)
            .unwrap_or(FixedOffset::east_opt(0).expect("UTC is a zone")),
        flash: Flash::of_request(&parts.headers),
    };
    Ok(Desk { app, actor: session.actor, frame, query, params, token })
}

/// The rule book as navigation, between today's board and what of it is kept.
fn navigation() -> Arc<[NavChapter]> {
    let alone = |title: Bi, href: &str| NavChapter {
        number: String::new(),
        items: vec![NavItem { href: href.to_owned(), title: title.clone() }],
        title,
    };
    let chapters =
        chapters::ALL.iter().filter(|chapter| !chapter.pages.is_empty()).map(|chapter| {
            let items = chapter.pages.iter().map(|page| NavItem {
                href: page.href.to_owned(),
                title: bi(page.title.0, page.title.1),
            });
            NavChapter {
                number: chapter.no.to_owned(),
                title: bi(chapter.title.0, chapter.title.1),
                items: items.collect(),
            }
        });
    [alone(bi("今日", "Today"), "/")]
        .into_iter()
        .chain(chapters)
        .chain([alone(bi("规章执行", "Rule book"), "/regime")])
        .collect()
}
