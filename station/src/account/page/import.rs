//! Sheets at the desk: a file is chosen, looked through, and taken in whole or
//! not at all.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dianfei_wire::PartHash;

use crate::account::import::kind::{self, Kind};
use crate::account::import::offered::{self, Offered};
use crate::account::import::taken_in::{self, SheetTaken};
use crate::account::import::{self, ImportError, Looked, command_for};
use crate::desk::{Answer, Desk, REQUEST_FIELD, SentFile};
use crate::people::person::{self, Person};
use crate::people::role;
use crate::sheet::{self, Place, Rejected, SheetError};
use crate::spine::SpineError;
use crate::web::form::Control;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Lang, bi, see_other};

/// How many rows are shown before a sheet is taken in.
const ROWS_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "account/import.html")]
struct ImportBody {
    lang: Lang,
    kinds: Vec<KindView>,
    form: Html,
    who: String,
    columns_title: String,
    columns: Html,
    template_href: String,
    taken: Html,
}

struct KindView {
    href: String,
    title: &'static str,
    taken: usize,
    here: bool,
}

#[derive(Template)]
#[template(path = "account/offered.html")]
struct OfferedBody {
    lang: Lang,
    sentence: String,
    wrong: bool,
    ignored: String,
    list: Html,
    form: Html,
    back: String,
}

fn address(kind: &Kind) -> String {
    format!("/account/import?kind={}", kind.code)
}

const fn title_of(kind: &Kind) -> Bi {
    bi(kind.title.0, kind.title.1)
}

fn may(desk: &Desk, kind: &Kind) -> bool {
    role::may(&desk.actor.roles, command_for(kind.sheet))
}

/// The kind that the address names; else the first that the person may take in
/// and nobody has taken in yet: the next step of setting up.
fn chosen(desk: &Desk, taken: &[SheetTaken]) -> &'static Kind {
    let is_new = |kind: &&Kind| taken.iter().all(|known| known.sheet != kind.code);
    let mine = || kind::ALL.iter().filter(|kind| may(desk, kind));
    desk.query
        .get("kind")
        .and_then(kind::of_code)
        .or_else(|| mine().find(is_new))
        .or_else(|| mine().next())
        .unwrap_or(&kind::ALL[0])
}

/// The form, the columns of the chosen kind, and what was taken in before.
pub fn page(desk: &Desk) -> Answer {
    shown(desk, &Entered::default(), StatusCode::OK)
}

fn shown(desk: &Desk, entered: &Entered, status: StatusCode) -> Answer {
    let station = desk.app.station.as_str();
    let (taken, people) =
        desk.read(|store| Ok((taken_in::all(store, station)?, person::all(store, station)?)))?;
    let earlier = taken_list(&taken, &people);
    if desk.query.wants_workbook() {
        return Ok(earlier.download(&desk.frame, &desk.query));
    }
    let lang = desk.lang();
    let kind = chosen(desk, &taken);
    let kinds = kind::ALL.iter().map(|known| KindView {
        href: address(known),
        title: lang.t(known.title.0, known.title.1),
        taken: taken.iter().filter(|sheet| sheet.sheet == known.code).count(),
        here: known.code == kind.code,
    });
    let form = if may(desk, kind) {
        form(desk, kind).filled(entered).render(lang, &desk.frame.viewer.csrf)
    } else {
        Html::default()
    };
    let title = title_of(kind);
    let body = ImportBody {
        lang,
        kinds: kinds.collect(),
        form,
        who: who(lang, kind),
        columns_title: match lang {
            Lang::Zh => format!("“{}”表的列", title.zh),
            Lang::En => format!("Columns of the sheet: {}", title.en),
        },
        columns: column_list(kind).render_plain(&desk.frame),
        template_href: format!("/account/import/template/{}", kind.code),
        taken: earlier.render(&desk.frame, &desk.query),
    };
    Ok(desk.frame.page(&bi("导入表格", "Take sheets in"), Html::of(&body)).with_status(status))
}

fn who(lang: Lang, kind: &Kind) -> String {
    let titles = role::titles(lang, command_for(kind.sheet).roles());
    match lang {
        Lang::Zh => format!("“{}”表由{titles}导入。", kind.title.0),
        Lang::En => {
            format!("The sheet of {} is taken in by: {titles}.", kind.title.1.to_lowercase())
        }
    }
}

fn form(desk: &Desk, kind: &Kind) -> Form {
    let file = Bi::composed(
        format!("“{}”表文件", kind.title.0),
        format!("File with the sheet: {}", kind.title.1),
    );
    let note = bi(
        "xlsx，或 UTF-8、GBK 编码的 csv、txt；先逐行检查，确认后才导入。",
        "xlsx, or csv or txt in UTF-8 or GBK; each row is checked first, nothing is taken in before you confirm.",
    );
    Form::new(address(kind), bi("检查表格", "Check the sheet"))
        .field(Field::new("file", file, Control::File).note(note).required().first())
        .hidden(REQUEST_FIELD, desk.request_id())
}

fn column_list(kind: &Kind) -> List {
    let rows = kind.columns.iter().map(|column| {
        let needed =
            if column.required { bi("必填", "required") } else { bi("可不填", "optional") };
        Row::new([
            Cell::from(column.chinese),
            Cell::from(column.english),
            Cell::from(needed),
            Cell::from(column.also.join("、")),
        ])
    });
    List::new("columns", title_of(kind))
        .column(Column::text("chinese", bi("列名", "Header in Chinese")))
        .column(Column::text("english", bi("英文列名", "Header in English")))
        .column(Column::text("needed", bi("是否必填", "Needed")))
        .column(Column::text("also", bi("也可写作", "Also known as")))
        .rows(rows)
}

fn taken_list(taken: &[SheetTaken], people: &[Person]) -> List {
    let by = |number: &str| {
        let known = people.iter().find(|person| person.person.as_str() == number);
        known.map_or_else(|| number.to_owned(), |person| format!("{number} {}", person.name))
    };
    let rows = taken.iter().map(|sheet| {
        let title = kind::of_code(&sheet.sheet).map_or_else(Bi::default, title_of);
        Row::new([
            Cell::instant(sheet.taken_ms),
            Cell::from(title),
            Cell::from(sheet.file_name.clone()),
            Cell::from(sheet.rows),
            Cell::from(by(&sheet.person)),
            Cell::from(sheet.file.chars().take(16).collect::<String>()),
        ])
    });
    List::new("sheets", bi("已导入的表", "Sheets taken in"))
        .column(Column::instant("at", bi("时间", "When")))
        .column(Column::text("kind", bi("种类", "Kind")).with_choices())
        .column(Column::text("file", bi("文件", "File")))
        .column(Column::integer("rows", bi("行数", "Rows")))
        .column(Column::text("person", bi("经办人", "By")).with_choices())
        .column(Column::number("hash", bi("文件校验", "File hash")))
        .empty(bi(
            "还没有导入过表格。按上面的顺序，从“人员”开始。",
            "No sheet was taken in yet. Go by the order above and begin with people.",
        ))
        .rows(rows)
}

/// A file was chosen: it is kept for the look before it is taken in.
pub fn offer(desk: &Desk, entered: &mut Entered, file: Option<&SentFile>) -> Answer {
    let kind = desk.query.get("kind").and_then(kind::of_code).ok_or_else(|| desk.unknown())?;
    desk.permit(command_for(kind.sheet))?;
    let Some(file) = file else {
        entered.wrong("file", bi("请选择文件。", "Choose a file."));
        return shown(desk, entered, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let kept = Offered { kind, file_name: file.name.clone(), bytes: file.bytes.to_vec() };
    offered::keep(&desk.app, &desk.actor.person, &kept)
        .map_err(|error| desk.error(&error.into()))?;
    Ok(see_other("/account/import/offered"))
}

fn find(desk: &Desk) -> Result<Option<Offered>, ErrorPage> {
    offered::find(&desk.app, &desk.actor.person).map_err(|error| desk.error(&error.into()))
}

/// What was found in the offered file: its errors, or its first rows and the
/// button that takes it in.
pub fn offered(desk: &Desk) -> Answer {
    let Some(found) = find(desk)? else { return Ok(see_other("/account/import")) };
    match import::look(&desk.app, found.file()) {
        Ok(looked) => good(desk, &found, &looked),
        Err(ImportError::Rejected(rejected)) => Ok(bad(desk, &found, &rejected)),
        Err(ImportError::Spine(SpineError::Refused(refusal))) => {
            let page =
                ErrorPage::refused(&refusal).at(title_of(found.kind)).back(address(found.kind));
            Err(desk.framed(page))
        }
        Err(ImportError::Spine(error)) => Err(desk.error(&error)),
    }
}

fn good(desk: &Desk, found: &Offered, looked: &Looked) -> Answer {
    let lang = desk.lang();
    let kind = found.kind;
    let rows = sheet::first_rows(&found.bytes, kind.columns, ROWS_SHOWN).unwrap_or_default();
    let mut list = List::new("first-rows", title_of(kind));
    for column in kind.columns {
        list = list.column(Column::text(column.english, bi(column.chinese, column.english)));
    }
    let list = list.rows(rows.into_iter().map(|cells| Row::new(cells.into_iter().map(Cell::from))));
    let (file, count, first) = (&found.file_name, looked.rows, list.rows.len());
    let body = OfferedBody {
        lang,
        sentence: match lang {
            Lang::Zh => {
                format!("文件 {file}：{count} 行，没有错误。核对下面的前 {first} 行，再导入。")
            }
            Lang::En => format!(
                "File {file}: {count} rows without an error. Check the first {first} below, then take the sheet in."
            ),
        },
        wrong: false,
        ignored: looked.ignored.join(lang.t("、", ", ")),
        list: list.render_plain(&desk.frame),
        form: Form::new("/account/import/offered", bi("导入", "Take in"))
            .hidden("file", PartHash::of(&found.bytes).to_string())
            .hidden(REQUEST_FIELD, desk.request_id())
            .cancel(address(kind))
            .render(lang, &desk.frame.viewer.csrf),
        back: address(kind),
    };
    let title = Bi::composed(
        format!("核对“{}”表", kind.title.0),
        format!("Check the sheet: {}", kind.title.1),
    );
    Ok(desk.frame.page(&title, Html::of(&body)).into_response())
}

fn bad(desk: &Desk, found: &Offered, rejected: &Rejected) -> Response {
    let lang = desk.lang();
    let list = error_list(&rejected.errors);
    if desk.query.wants_workbook() {
        return list.download(&desk.frame, &desk.query);
    }
    let (kind, file, count) = (found.kind, &found.file_name, rejected.count());
    let further = match (rejected.further, lang) {
        (0, _) => String::new(),
        (more, Lang::Zh) => format!("只列出前 {} 处，另有 {more} 处未列。", rejected.errors.len()),
        (more, Lang::En) => {
            format!(" The first {} are listed, {more} more are not.", rejected.errors.len())
        }
    };
    let body = OfferedBody {
        lang,
        sentence: match lang {
            Lang::Zh => format!("文件 {file} 有 {count} 处错误，一行也没有导入。{further}"),
            Lang::En => format!("Errors in file {file}: {count}. No row was taken in.{further}"),
        },
        wrong: true,
        ignored: String::new(),
        list: list.render(&desk.frame, &desk.query),
        form: Html::default(),
        back: address(kind),
    };
    let title = Bi::composed(
        format!("“{}”表有错误", kind.title.0),
        format!("Errors in the sheet: {}", kind.title.1),
    );
    desk.frame.page(&title, Html::of(&body)).with_status(StatusCode::UNPROCESSABLE_ENTITY)
}

fn error_list(errors: &[SheetError]) -> List {
    let rows = errors.iter().map(|error| {
        let (row, column) = match error.place {
            Place::File => (Cell::absent(), Cell::from(bi("整个文件", "the file"))),
            Place::Row { row } => (Cell::from(row), Cell::absent()),
            Place::Cell { row, column } => (Cell::from(row), Cell::from(bi(column.0, column.1))),
        };
        let ((what, what_en), (todo, todo_en)) = (error.fault.what(), error.fault.remedy());
        let (what, todo) = (Bi::composed(what, what_en), Bi::composed(todo, todo_en));
        Row::new([row, column, Cell::from(what), Cell::from(todo)])
    });
    List::new("sheet-errors", bi("表格错误", "Errors of the sheet"))
        .column(Column::integer("row", bi("行", "Row")))
        .column(Column::text("column", bi("列", "Column")).with_choices())
        .column(Column::text("what", bi("问题", "What is wrong")))
        .column(Column::text("todo", bi("怎么改", "What to do")))
        .rows(rows)
}

/// Takes the offered file in, the one that was shown.
pub fn take_in(desk: &Desk, entered: &mut Entered) -> Answer {
    let hash = entered.optional("file").unwrap_or_default();
    let request_id = desk.request_of(entered)?;
    let found = find(desk)?.filter(|found| PartHash::of(&found.bytes).to_string() == hash);
    let Some(found) = found else { return taken_already(desk, &hash) };
    match import::import_sheet(&desk.app, &desk.actor, found.file(), request_id) {
        Ok(outcome) => {
            offered::forget(&desk.app, &desk.actor.person)
                .map_err(|error| desk.error(&error.into()))?;
            Ok(done(desk, found.kind, &found.file_name, outcome.rows))
        }
        // What the station holds has changed since the look: it is shown anew.
        Err(ImportError::Rejected(_)) => Ok(see_other("/account/import/offered")),
        Err(ImportError::Spine(error)) => Err(desk.error(&error)),
    }
}

/// The button was pressed twice, or another file was chosen meanwhile.
fn taken_already(desk: &Desk, hash: &str) -> Answer {
    let station = desk.app.station.as_str();
    let taken = desk.read(|store| Ok(taken_in::all(store, station)?))?;
    let found = taken.iter().find(|sheet| sheet.file == hash);
    match found.and_then(|sheet| Some((sheet, kind::of_code(&sheet.sheet)?))) {
        Some((sheet, kind)) => {
            let rows = usize::try_from(sheet.rows).unwrap_or_default();
            Ok(done(desk, kind, &sheet.file_name, rows))
        }
        None => Err(desk.framed(ErrorPage::of_code("sheet_not_offered").back("/account/import"))),
    }
}

fn done(desk: &Desk, kind: &Kind, file: &str, rows: usize) -> Response {
    let text = match desk.lang() {
        Lang::Zh => format!("已导入“{}”表：文件 {file}，共 {rows} 行。", kind.title.0),
        Lang::En => format!(
            "The sheet of {} was taken in: file {file}, {rows} rows.",
            kind.title.1.to_lowercase()
        ),
    };
    Flash::done(text).redirect("/account/import")
}
