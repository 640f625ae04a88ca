//! Sample pages of every shared component, written to `gallery/` in the target
//! folder in both languages, so that they can be looked at and photographed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::to_bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Index, Kwh};
use dianfei_rules::refusal::{Code, Refusal};
use dianfei_station::web::board::{Tile, progress, tiles};
use dianfei_station::web::chart::{Chart, Points, usage};
use dianfei_station::web::list::{Cell, Column, List, Row};
use dianfei_station::web::sign_in::SignInPage;
use dianfei_station::web::{
    Clause, Entered, ErrorPage, Field, Flash, Form, Frame, Html, Lang, ListQuery, NavChapter,
    NavItem, Signing, Viewer, address, bi, figure, qr,
};

fn chapter(
    number: &str,
    title: (&'static str, &'static str),
    items: &[(&str, &'static str, &'static str)],
) -> NavChapter {
    NavChapter {
        number: number.to_owned(),
        title: bi(title.0, title.1),
        items: items
            .iter()
            .map(|(href, zh, en)| NavItem { href: (*href).to_owned(), title: bi(zh, en) })
            .collect(),
    }
}

fn book() -> Arc<[NavChapter]> {
    Arc::from([
        chapter("", ("今日", "Today"), &[("/", "今日", "Today")]),
        chapter("", ("台账", "Accounts"), &[("/account", "用电户", "Accounts")]),
        chapter("1", ("便民服务", "Convenience"), &[("/service", "业务受理", "Service cases")]),
        chapter("2", ("电费回收考核", "Recovery"), &[("/recovery", "回收进度", "Progress")]),
        chapter("3", ("票据管理", "Tickets"), &[("/ticket", "票据本", "Ticket books")]),
        chapter(
            "4.1",
            ("抄表", "Reading"),
            &[
                ("/reading", "今日抄表", "Today's routes"),
                ("/reading/plan", "抄表计划", "Reading plan"),
                ("/reading/miss", "未抄与暂计", "Misses"),
            ],
        ),
        chapter(
            "4.2",
            ("审核", "Audit"),
            &[
                ("/audit", "审核队列", "Audit queue"),
                ("/audit/bill", "电费账单", "Bills"),
                ("/audit/price", "电价档案", "Price archive"),
            ],
        ),
        chapter("4.3", ("收费", "Collection"), &[("/collection", "欠费清单", "Arrears")]),
        chapter("5", ("档案资料", "Archives"), &[("/archive", "档案目录", "Catalogue")]),
        chapter("6", ("服务考核", "Conduct"), &[("/conduct", "考核", "Assessment")]),
        chapter("7", ("来信来访", "Letters"), &[("/letter", "登记簿", "Register")]),
        chapter("", ("规章执行", "Rule book"), &[("/regime", "规章执行", "State of the clauses")]),
        chapter("", ("人员与设备", "People"), &[("/people", "人员", "People")]),
    ])
}

fn frame(lang: Lang, path: &str, query: &str) -> Frame {
    Frame {
        viewer: Viewer {
            person_no: "1007".to_owned(),
            name: "周海燕".to_owned(),
            roles_text: lang.t("审核专责", "auditor").to_owned(),
            csrf: "sample".to_owned(),
            lang,
            station_name: lang.t("柳河供电所", "Liuhe station").to_owned(),
        },
        nav: book(),
        path: path.to_owned(),
        pairs: address::pairs_of(query),
        period: YearMonth::new(2026, 1),
        made_at: 1_769_875_509_000,
        zone: figure::china(),
        flash: None,
    }
}

fn queue() -> List {
    let mut list = List::new("audit-queue", bi("审核队列", "Audit queue"))
        .column(Column::number("account_no", bi("户号", "Account no.")))
        .column(Column::text("name", bi("户名", "Name")))
        .column(Column::text("area", bi("台区", "Area")).with_choices())
        .column(Column::decimal("previous", bi("起度", "Previous")))
        .column(Column::decimal("index", bi("止度", "Current")))
        .column(Column::energy("usage", bi("电量", "Usage")).totalled())
        .column(Column::decimal("change", bi("比上月", "On last month")).unit(bi("%", "%")))
        .column(Column::money("amount", bi("电费", "Charge")).totalled())
        .column(Column::code("finding", bi("复核提示", "Finding")))
        .column(Column::instant("read_at", bi("抄表时间", "Read at")));
    let names = ["王秀英", "李建国", "张桂兰", "刘志强", "陈玉珍", "杨德福", "柳河村委会排灌站"];
    let areas = ["东村1号台区", "东村2号台区", "西坡台区", "河湾台区"];
    let findings = ["surge", "zero_usage", "drop", "below_previous", "inaccessible"];
    for number in 0..180_i64 {
        let at = |len: usize| usize::try_from(number).expect("small") * 7 % len;
        let used = (number * 37) % 420;
        let previous = 1000 + number * 13;
        list.push(
            Row::new([
                Cell::link(format!("33000{:05}", 10_001 + number), "/account/3300010001"),
                Cell::from(names[at(names.len())]),
                Cell::from(areas[at(areas.len())]),
                Cell::from(Index::whole(previous)),
                Cell::from(Index::whole(previous + used)).changed(number % 11 == 3),
                Cell::from(Kwh::whole(used)),
                Cell::from(Index::whole((number * 29) % 160 - 60)),
                Cell::from(Fen::new(used * 5583 / 100 - i64::from(number % 31 == 5) * 9000)),
                if number % 3 == 0 {
                    Cell::code(Code::new(findings[at(5)]))
                } else {
                    Cell::absent()
                },
                Cell::instant(1_769_800_000_000 + number * 97_000),
            ])
            .breach(number % 23 == 6),
        );
    }
    list
}

fn clause() -> Clause {
    Clause {
        no: "4.2.4".to_owned(),
        title: bi("电量波动 20 % 必查", "Fluctuation over 20 % is examined"),
        text: "对用电规律分析，客户电量波动超过上月或上年同期20%应重点统计和分析，查不出原因的填异常单。"
            .to_owned(),
    }
}

fn list_page(lang: Lang) -> String {
    let mut frame = frame(lang, "/audit", "sort=-usage");
    frame.flash = Some(Flash::done(lang.t(
        "已登记：户号 3300010004 电量突增原因“灌溉”。",
        "Recorded: cause of the surge of account 3300010004, \"irrigation\".",
    )));
    let list = queue().render(&frame, &ListQuery::parse("/audit", "sort=-usage"));
    frame.page(&bi("审核队列", "Audit queue"), list).clause(clause()).html()
}

fn empty_page(lang: Lang) -> String {
    let frame = frame(lang, "/reading/plan", "");
    let list = List::new("plan", bi("抄表计划", "Reading plan"))
        .column(Column::text("route", bi("抄表段", "Route")))
        .empty(bi(
            "本月还没有抄表计划。请先在“抄表段”里给每段定例日和抄表员。",
            "There is no reading plan for this month. Give each route a read day and a reader first.",
        ));
    let body = list.render(&frame, &ListQuery::parse("/reading/plan", ""));
    frame.page(&bi("抄表计划", "Reading plan"), body).html()
}

fn deposit_form() -> Form {
    let banks = [("icbc", bi("工商银行柳河分理处", "ICBC Liuhe")), ("abc", bi("农业银行", "ABC"))];
    Form::new("/collection/bank-deposit", bi("登记进账", "Record the bank deposit"))
        .field(Field::money("amount", bi("进账金额", "Amount deposited")).required().first())
        .field(Field::date("on", bi("进账日期", "Deposited on")).required())
        .field(Field::text("slip_no", bi("进账单号", "Deposit slip no.")).required())
        .field(Field::choice("bank", bi("开户行", "Bank"), banks).required())
        .field(
            Field::number("index", bi("止度", "Index"))
                .unit(bi("千瓦时", "kWh"))
                .note(bi("表上的数字，不乘倍率。", "As the register shows it, before the multiplier.")),
        )
        .field(Field::month("period", bi("电费年月", "Billing period")))
        .signing(Signing::clause(
            "4.3.7",
            bi(
                "登记后，现金 1,286.40 元由您名下转入电费专户，进账单号随凭证留存。",
                "Records that 1,286.40 yuan moves from your custody to the station account under this slip.",
            ),
        ))
        .cancel("/collection")
}

fn form_page(lang: Lang) -> String {
    let frame = frame(lang, "/collection", "");
    let mut entered =
        Entered::parse("amount=12.345&on=2026-01-31&slip_no=&bank=abc&index=182&period=2026-01");
    let _amount = entered.money("amount");
    let _slip = entered.text("slip_no");
    let form = deposit_form().filled(&entered).render(lang, &frame.viewer.csrf);
    frame.page(&bi("登记进账", "Bank deposit"), form).clause(clause()).html()
}

fn board_page(lang: Lang) -> String {
    let frame = frame(lang, "/", "");
    let board = tiles(
        lang,
        &[
            Tile::new(bi("今日抄表", "Routes out today"), "3 / 8")
                .unit(bi("段", "routes"))
                .share(412, 1200)
                .note(bi("已抄 412 户，余 788 户", "412 read, 788 left"))
                .to("/reading"),
            Tile::new(bi("待审核", "To be audited"), "57")
                .unit(bi("户", "accounts"))
                .note(bi("其中 20 % 以上波动 18 户", "18 over 20 %"))
                .to("/audit"),
            Tile::new(bi("上传与确认", "Sent = acknowledged"), "1,204 = 1,204")
                .note(bi("最近 15:58", "last 15:58")),
            Tile::new(bi("手持现金", "Cash in hands"), "12,846.50")
                .unit(bi("元", "yuan"))
                .note(bi("最久 26 小时：孙立军", "oldest 26 hours: Sun Lijun"))
                .breach(true)
                .to("/recovery"),
            Tile::new(bi("本月回收", "Collected this month"), "86.4")
                .unit(bi("%", "%"))
                .share(864, 1000)
                .note(bi("离 28 日还有 3 天", "3 days to the 28th")),
        ],
    );
    let last = YearMonth::new(2026, 1).expect("a month");
    let history = usage(lang, last, |month| {
        let bump = if month.month() == 7 || month.month() == 8 { 160 } else { 0 };
        let year = i64::from(month.year() - 2024) * 14;
        (month != last.minus(16))
            .then(|| Kwh::whole(140 + bump + year + i64::from(month.month() * 37 % 50)))
    });
    let days = (1..=28_i64)
        .map(|day| NaiveDate::from_ymd_opt(2026, 1, u32::try_from(day).expect("small")));
    let labels = days.map(|day| day.expect("a day").format("%d").to_string());
    let curve =
        Chart::new(bi("到 28 日的回收进度", "Collected up to the 28th"), bi("%", "%"), labels)
            .points(Points::new(
                bi("上月", "Last month"),
                (1..=28_i64).map(|day| Some(day * day * 100 / 784)),
            ))
            .points(Points::new(
                bi("本月", "This month"),
                (1..=28_i64).map(|day| (day < 26).then_some(day * 100 / 29)),
            ))
            .lines(lang);
    let run = progress(lang, &bi("计费：第 3 段", "Billing run: route 3"), 412, 1200);
    let body = Html::joined([board, run, history, curve]);
    frame.page(&bi("今日", "Today"), body).html()
}

fn qr_page(lang: Lang) -> String {
    let frame = frame(lang, "/people", "");
    let code = qr::svg(b"dianfei:enrol?station=LH01&token=8f2c1c8e").expect("fits");
    let mut sheet = queue();
    sheet.rows.truncate(4);
    let body = Html::joined([code, sheet.render_plain(&frame)]);
    frame.page(&bi("登记手机", "Enrol a phone"), body).html()
}

fn refusal() -> ErrorPage {
    let refusal =
        Refusal::by_clause("below_previous", "4.1.2").with("previous", 182).with("index", 97);
    ErrorPage::refused(&refusal)
        .at(bi("审核队列 · 户号 3300010004", "Audit queue, account 3300010004"))
}

async fn sent(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 22).await.expect("a page");
    (status, String::from_utf8(bytes.to_vec()).expect("text"))
}

fn keep(folder: &Path, name: &str, html: &str) {
    let local = html
        .replace("\"/assets/", "\"assets/")
        .replace(".css?v=", ".css#")
        .replace(".js?v=", ".js#");
    fs::write(folder.join(name), local).expect("the target folder takes a file");
}

#[tokio::test]
async fn every_shared_component_makes_a_page_in_both_languages() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    let assets = root.join("assets");
    fs::create_dir_all(&assets).expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../station/assets");
    for entry in fs::read_dir(source).expect("the station's assets").flatten() {
        fs::copy(entry.path(), assets.join(entry.file_name())).expect("a copy");
    }
    for lang in [Lang::Zh, Lang::En] {
        let (status, trouble) =
            sent(refusal().in_frame(frame(lang, "/audit", "")).back("/audit").into_response())
                .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let sign_in = SignInPage {
            lang,
            station_name: lang.t("柳河供电所", "Liuhe station").to_owned(),
            person_no: "1007".to_owned(),
            refused: Some("sign_in_wrong"),
            ..SignInPage::default()
        };
        let (_, sign_in) = sent(sign_in.into_response()).await;
        for (name, html) in [
            ("list", list_page(lang)),
            ("empty", empty_page(lang)),
            ("form", form_page(lang)),
            ("board", board_page(lang)),
            ("qr", qr_page(lang)),
            ("error", trouble),
            ("sign-in", sign_in),
        ] {
            assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{name}");
            assert!(!html.contains(" style=") && !html.contains("http://localhost"), "{name}");
            keep(&root, &format!("{name}-{}.html", lang.code()), &html);
        }
    }
    let (_, both) = sent(refusal().into_response()).await;
    assert!(both.contains("lang=\"zh-CN\"") && both.contains("lang=\"en\""));
    keep(&root, "error-bare.html", &both);
}
