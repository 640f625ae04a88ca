//! The page that takes sheets in, in a real browser: a good sheet, and each
//! kind of bad one with its row, its column and what to do.

use std::path::{Path, PathBuf};

use dianfei_station::people::password;
use dianfei_tests::browser::Browser;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use tempfile::TempDir;
use thirtyfour::prelude::*;

const PASSWORD: &str = "青石-所长-2026";
const AREAS: &str = "台区编号,台区名称,村,变压器容量\nT01,上青石台区,上青石,200\n";
const ROUTES: &str = "抄表段编号,抄表段名称,例日\nR01,上青石一段,20\n";
const TARIFFS: &str = "电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,时段,单价,来源\n\
                       ZJ-RES,居民,居民,2021-10-15,无,1,总,0.538,浙发改价格〔2021〕377号\n";
const HEADER: &str =
    "户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码,人口,多人口批准日期\n";

struct Desk {
    browser: Browser,
    served: Served,
    station: TestStation,
    folder: TempDir,
}

impl Desk {
    async fn open() -> WebDriverResult<Self> {
        let station = TestStation::in_memory();
        let head = station.register("1000", "方正", &[Role::StationHead, Role::Auditor]);
        password::set(&station.app, &head, PASSWORD).expect("a password");
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(station.app.clone(), identity);
        let browser = Browser::open().await;
        browser.sign_in(&served.page(""), "1000", PASSWORD).await?;
        let folder = TempDir::new().expect("a folder");
        Ok(Self { browser, served, station, folder })
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path
    }

    /// Chooses a file for a kind of sheet and sends it to be checked.
    async fn choose(&self, kind: &str, path: &Path) -> WebDriverResult<()> {
        let page = format!("/account/import?kind={kind}&lang=zh");
        self.browser.window.goto(self.served.page(&page)).await?;
        let field = self.browser.window.find(By::Name("file")).await?;
        field.send_keys(path.to_str().expect("a path")).await?;
        self.browser.press("form.sheet button.main").await
    }

    /// Asks the station from within the page, as a script or a forger would.
    async fn fetch(&self, script: &str) -> WebDriverResult<String> {
        let answer = self.browser.window.execute(script, Vec::new()).await?;
        answer.convert()
    }

    async fn take_in(&self, kind: &str, text: &str) -> WebDriverResult<()> {
        let path = self.file(&format!("{kind}.csv"), text.as_bytes());
        self.choose(kind, &path).await?;
        self.browser.press("form.sheet button.main").await
    }

    /// Sends a bad sheet of accounts; the page must say each of `said`.
    async fn bad(&self, name: &str, bytes: &[u8], said: &[&str]) -> WebDriverResult<()> {
        let path = self.file(&format!("{name}.csv"), bytes);
        self.choose("accounts", &path).await?;
        let text = self.browser.window.find(By::Tag("main")).await?.text().await?;
        for one in said.iter().chain(&["一行也没有导入"]) {
            assert!(text.contains(one), "{name}: {one} is missing in\n{text}");
        }
        self.browser.picture(&format!("import-{name}-zh")).await?;
        assert_eq!(self.accounts(), 0, "{name}: nothing of a bad sheet is kept");
        Ok(())
    }

    fn accounts(&self) -> i64 {
        let rows = self.station.app.store.read(|store| {
            store.query_one("select count(*) as rows from account", &[])?.int("rows")
        });
        rows.expect("the store answers")
    }
}

fn account(number: &str, seq: &str, approved_on: &str) -> String {
    format!("{number},王桂英,上青石村1号,T01,R01,{seq},居民,ZJ-RES,5,{approved_on}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_sheet_is_looked_through_and_taken_in() -> WebDriverResult<()> {
    let desk = Desk::open().await?;
    let window = &desk.browser.window;
    window.goto(desk.served.page("/account/import?lang=zh")).await?;
    desk.browser.picture("import-empty-zh").await?;
    desk.browser.press("form.sheet button.main").await?;
    assert!(window.source().await?.contains("请选择文件。"), "{}", window.source().await?);

    let path = desk.file("台区.csv", AREAS.as_bytes());
    desk.choose("areas", &path).await?;
    assert!(window.source().await?.contains("1 行，没有错误"), "{}", window.source().await?);
    desk.browser.picture("import-look-zh").await?;
    desk.browser.press("form.sheet button.main").await?;
    let text = window.find(By::Tag("main")).await?.text().await?;
    assert!(text.contains("已导入“台区”表：文件 台区.csv，共 1 行。"), "{text}");
    let template = desk.fetch(&type_of("/account/import/template/areas")).await?;
    assert!(template.contains("spreadsheetml"), "{template}");
    desk.take_in("routes", ROUTES).await?;
    desk.take_in("tariffs", TARIFFS).await?;
    desk.take_in("accounts", &format!("{HEADER}{}", account("3300010001", "1", ""))).await?;
    assert_eq!(desk.accounts(), 1);
    desk.browser.picture("import-taken-zh").await?;
    window.goto(desk.served.page("/account/import?kind=accounts&lang=en")).await?;
    let source = window.source().await?;
    assert!(source.contains("Sheets taken in") && source.contains("1000 方正"), "{source}");
    desk.browser.picture("import-taken-en").await?;
    desk.browser.close().await;
    Ok(())
}

/// The script that answers the type of what an address sends.
fn type_of(path: &str) -> String {
    format!("return fetch('{path}').then(answer => answer.headers.get('content-type'))")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_twice_takes_in_once_and_a_forged_form_nothing() -> WebDriverResult<()> {
    let desk = Desk::open().await?;
    let path = desk.file("areas.csv", AREAS.as_bytes());
    desk.choose("areas", &path).await?;
    let twice =
        "const form = new URLSearchParams(new FormData(document.querySelector('form.sheet')));
        const press = () => fetch('/account/import/offered', { method: 'POST', body: form })
            .then(answer => answer.text());
        return press().then(press)";
    let nameless = twice.replace("const press", "form.delete('request_id'); const press");
    let text = desk.fetch(&nameless).await?;
    assert!(text.contains("request_unreadable"), "{text}");
    let text = desk.fetch(twice).await?;
    assert!(text.contains("已导入“台区”表：文件 areas.csv，共 1 行。"), "{text}");
    let areas = desk.station.app.store.read(|store| {
        store.query_one("select count(*) as rows from sheet_taken", &[])?.int("rows")
    });
    assert_eq!(areas.expect("the store answers"), 1);

    let send = |bytes: usize| {
        format!(
            "const form = new FormData();
             form.append('file', new Blob([new Uint8Array({bytes})]), 'areas.csv');
             return fetch('/account/import?kind=areas', {{ method: 'POST', body: form }})
                .then(answer => answer.text().then(text => answer.status + ' ' + text))"
        )
    };
    let forged = desk.fetch(&send(10)).await?;
    assert!(forged.starts_with("403") && forged.contains("form_forged"), "{forged}");
    let large = desk.fetch(&send(17 * 1024 * 1024)).await?;
    assert!(large.starts_with("413") && large.contains("body_too_large"), "{large}");
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_sheet_says_where_what_and_what_to_do() -> WebDriverResult<()> {
    let desk = Desk::open().await?;
    let window = &desk.browser.window;
    desk.take_in("areas", AREAS).await?;
    desk.take_in("routes", ROUTES).await?;
    desk.take_in("tariffs", TARIFFS).await?;
    let good = account("3300010001", "1", "");

    let column = format!("{}{good}", HEADER.replace("电价代码", "价码"));
    desk.bad("column", column.as_bytes(), &["电价代码", "缺少此列", "请按模板补上此列的表头。"])
        .await?;
    let letters = format!("{HEADER}{good}{}", account("3300010002", "十二", ""));
    let said = ["3", "抄表顺序号", "“十二”不是数字", "请只填数字，不带单位、字母和千分位。"];
    desk.bad("letters", letters.as_bytes(), &said).await?;
    let twice = format!("{HEADER}{good}{good}");
    desk.bad("twice", twice.as_bytes(), &["户号", "“3300010001”与第 2 行重复", "请只保留一行"])
        .await?;
    let date = format!("{HEADER}{}", account("3300010001", "1", "2026-02-30"));
    let said = ["多人口批准日期", "“2026-02-30”不是日历上的日期", "请写成 2026-11-05 的样子。"];
    desk.bad("date", date.as_bytes(), &said).await?;
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    desk.bad("encoding", &utf16, &["整个文件", "文字编码无法识别", "请另存为 .xlsx"]).await?;
    let area = format!("{HEADER}{}", good.replace("T01", "T09"));
    desk.bad("area", area.as_bytes(), &["台区编号", "本所没有台区“T09”", "先导入“台区”表"]).await?;
    let workbook = desk.fetch(&type_of("/account/import/offered?format=xlsx")).await?;
    assert!(workbook.contains("spreadsheetml"), "{workbook}");
    window.goto(desk.served.page("/account/import/offered?lang=en")).await?;
    let text = window.find(By::Tag("main")).await?.text().await?;
    assert!(text.contains("the station has no transformer area \"T09\""), "{text}");
    desk.browser.picture("import-area-en").await?;
    desk.browser.close().await;
    Ok(())
}
