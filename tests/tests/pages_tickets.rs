//! The forms of chapters 2 and 3 over HTTP, and their main path in a browser:
//! books, losses, voids, counts, and the age of cash.

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::TicketNo;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::collection::command;
use dianfei_station::recovery::held::{Held, Place};
use dianfei_tests::browser::Browser;
use dianfei_tests::page::Page;
use dianfei_tests::scene::yuan;
use dianfei_wire::fact::people::Role;
use thirtyfour::prelude::*;

use self::scene::{
    CASHIER, COLLECTOR, CUSTODIAN, DAY_MS, HEAD, PASSWORD, Scene, cash, number, today,
};

#[path = "pages_tickets/scene.rs"]
mod scene;

fn assert_again(page: &Page, why: &str) {
    assert_eq!(page.status, 422, "{}", page.html);
    assert!(page.html.contains(why), "{why} is missing:\n{}", page.html);
}

#[test]
fn clause_3_2_the_custodian_receives_a_book_and_a_wrong_number_keeps_what_was_typed() {
    let scene = Scene::new();
    let custodian = scene.clerk(CUSTODIAN);
    let fill = |fields: &[(&str, &str)]| custodian.fill("/ticket/book", "/ticket/book", fields);
    let wrong = fill(&[("series", "A"), ("first", "二十一"), ("last", "00000030")]);
    assert_again(&wrong, "只填数字");
    assert_eq!(
        (wrong.field("first").as_deref(), wrong.field("last").as_deref()),
        (Some("二十一"), Some("00000030"))
    );
    let turned = fill(&[("series", "A"), ("first", "30"), ("last", "21")]);
    assert_again(&turned, "起止号码不对");
    assert_eq!(turned.field("first").as_deref(), Some("30"));
    assert_again(&fill(&[("series", "A"), ("first", "20"), ("last", "29")]), "已经入库");
    let done = fill(&[("series", "A"), ("first", "00000021"), ("last", "30")]);
    assert_eq!((done.status, done.location.as_str()), (303, "/ticket"));
    assert_eq!(scene.state(30), TicketState::InStock);
    let custody = custodian.open("/ticket");
    assert!(custody.says(&["徐丽华", "每个票号都有着落", "00000030"]), "{}", custody.html);
    scene.assert_sound();
}

#[test]
fn clause_3_2_a_loss_is_reported_in_writing_and_stands_in_the_life_of_its_number() {
    let scene = Scene::new();
    let collector = scene.clerk(COLLECTOR);
    let fill = |fields: &[(&str, &str)]| collector.fill("/ticket/lost", "/ticket/lost", fields);
    let silent = fill(&[("series", "A"), ("no", "3"), ("report", " ")]);
    assert_again(&silent, "此栏必填");
    assert_eq!(silent.field("no").as_deref(), Some("3"));
    let unknown = fill(&[("series", "A"), ("no", "99"), ("report", "雨中落水")]);
    assert_again(&unknown, "不在应在的人手里");
    assert!(unknown.says(&["雨中落水"]), "the report is kept");
    let done = fill(&[("series", "A"), ("no", "3"), ("report", "雨中落水，三联全湿")]);
    assert_eq!(done.status, 303);
    assert_eq!(scene.state(3), TicketState::Lost);
    let life = collector.open("/ticket/number/A/3");
    let told = ["领入票据本 00000001 至 00000020", "交给 1007 王芳", "接收交接", "雨中落水"];
    assert!(life.says(&told), "{}", life.html);
    let order: Vec<_> = told.iter().map(|text| life.html.find(text)).collect();
    assert!(order.is_sorted(), "in the order in which it happened");
    let found = collector.fill("/ticket", "/ticket/find", &[("series", "A"), ("no", "00000003")]);
    assert_eq!(found.location, "/ticket/number/A/00000003");
    let unheard = collector.fill("/ticket", "/ticket/find", &[("series", "B"), ("no", "3")]);
    assert_again(&unheard, "本所没有领入此号");
    assert_eq!(collector.open("/ticket/number/B/3").status, 404);
    scene.assert_sound();
}

#[test]
fn clause_3_4_the_cashier_confirms_a_void_after_seeing_all_three_copies() {
    Scene::on_both().into_iter().for_each(confirms_a_void);
}

fn confirms_a_void(mut scene: Scene) {
    scene.collect(1, 5_000);
    scene.claim_void(1, "户名写错");
    let cashier = scene.clerk(CASHIER);
    let list = cashier.open("/ticket/voids");
    let told = ["A 00000001", "户名写错", "1007 王芳", "2026-11-20", "50.00"];
    assert!(list.says(&told), "{}", list.html);
    assert!(cashier.open("/ticket").says(&["作废待验"]));
    let page = "/ticket/voids/A/1";
    let action = "/ticket/voids/A/00000001";
    let two = [("stub", "on"), ("accounting_copy", "on")];
    let unseen = cashier.fill(page, action, &two);
    assert_again(&unseen, "未见到此联");
    assert!(unseen.html.contains("name=\"stub\" checked"), "what was ticked stays ticked");
    assert_eq!(scene.state(1), TicketState::VoidClaimed);
    assert_eq!(scene.balance(&cash(COLLECTOR)), 5_000, "nothing moves yet");
    let three = [("stub", "on"), ("customer_copy", "on"), ("accounting_copy", "on")];
    assert_eq!(cashier.fill(page, action, &three).location, "/ticket/voids");
    assert_eq!(scene.state(1), TicketState::Void);
    assert_eq!(scene.balance(&cash(COLLECTOR)), 0, "the money went back");
    assert!(cashier.open("/ticket/voids").says(&["没有待验的作废声明"]));
    assert!(cashier.open("/ticket/number/A/1").says(&["户名写错", "三联验讫"]));
    scene.assert_sound();
}

#[test]
fn clause_3_4_nobody_confirms_the_void_that_he_claimed() {
    let mut scene = Scene::new();
    scene.collect(1, 5_000);
    scene.claim_void(1, "写错");
    scene.station.register(COLLECTOR, "王芳", &[Role::Collector, Role::Cashier]);
    let page = "/ticket/voids/A/1";
    let own = scene.clerk(COLLECTOR);
    assert!(!own.open(page).says(&["name=\"stub\""]), "no form for his own claim");
    let three = [("stub", "on"), ("customer_copy", "on"), ("accounting_copy", "on")];
    assert_again(&own.force(page, &three), "声明作废的人不能自己验讫");
    assert_eq!(scene.state(1), TicketState::VoidClaimed);
    assert_eq!(scene.balance(&cash(COLLECTOR)), 5_000, "he still answers for the money");
}

#[test]
fn clause_3_1_what_needs_an_explanation_stands_first() {
    let mut scene = Scene::new();
    scene.collect(1, 5_000);
    scene.claim_void(1, "写错");
    scene.collect(2, 3_000);
    scene.collect(2, 4_000);
    assert_eq!(scene.state(2), TicketState::Contested);
    let page = scene.clerk(HEAD).open("/ticket");
    let contested = page.html.find("有争议").expect("the contested number is named");
    let claimed = page.html.find("作废待验</td>").expect("the claimed void is named");
    assert!(contested < claimed, "{}", page.html);
    let life = scene.clerk(HEAD).open("/ticket/number/A/2");
    assert!(life.says(&["30.00 元", "40.00 元", "待核："]), "{}", life.html);
    scene.assert_sound();
}

#[test]
fn clause_2_3_a_cashier_counts_hand_ins_and_own_takings_together() {
    let mut scene = Scene::new();
    scene.collect(1, 5_000);
    scene.hand_over(COLLECTOR, CASHIER, yuan(50));
    let handed_in = LedgerAccount::CashierCash(number(CASHIER));
    assert_eq!(scene.balance(&handed_in), 5_000);
    let cashier = scene.clerk(CASHIER);
    let fill = |fields: &[(&str, &str)]| cashier.fill("/recovery/count", "/recovery/count", fields);
    let typed = fill(&[("pieces_1000", "四张"), ("pieces_100", "9")]);
    assert_again(&typed, "请填张数");
    let wrong = fill(&[("pieces_1000", "4"), ("pieces_100", "9")]);
    assert_again(&wrong, "实点合计 49.00 元，应有 50.00 元：短款 1.00 元。");
    assert_eq!(
        (wrong.field("pieces_1000").as_deref(), wrong.field("pieces_100").as_deref()),
        (Some("4"), Some("9"))
    );
    let given = [("pieces_1000", "4"), ("pieces_100", "9"), ("cause", "找错零钱")];
    assert_eq!(fill(&given).location, "/recovery/cash");
    assert_eq!(scene.balance(&handed_in), 4_900, "his cash follows the count");
    assert_eq!(scene.balance(&cash(CASHIER)), 0, "and nothing falls below zero");
    assert_eq!(scene.balance(&LedgerAccount::OverShort), 100);
    assert_eq!(fill(&[("pieces_1000", "4"), ("pieces_100", "9")]).status, 303, "it agrees now");
    assert_eq!(acknowledge(&scene), "已批阅");
    scene.assert_sound();
}

/// The head reads the one report and answers it.
fn acknowledge(scene: &Scene) -> &'static str {
    let head = scene.clerk(HEAD);
    let cash = head.open("/recovery/cash");
    assert!(cash.says(&["找错零钱", "待所长批阅"]), "{}", cash.html);
    let (_, rest) = cash.html.split_once("/recovery/report/").expect("a report is linked");
    let page = format!("/recovery/report/{}", rest.split('"').next().unwrap_or_default());
    assert!(!scene.clerk(CASHIER).open(&page).says(&["name=\"remark\""]), "not his to answer");
    assert_again(&head.fill(&page, &page, &[("remark", " ")]), "批阅意见未填");
    assert_eq!(head.fill(&page, &page, &[("remark", "已批阅")]).location, "/recovery/cash");
    assert!(head.open(&page).says(&["已批阅", "1000 方正"]));
    assert!(!head.open("/recovery/cash").says(&["待所长批阅"]));
    "已批阅"
}

#[test]
fn clause_2_2_cash_is_listed_by_its_age_and_no_offer_turns_the_clock_back() {
    Scene::on_both().into_iter().for_each(lists_by_age);
}

fn lists_by_age(mut scene: Scene) {
    let told = |scene: &Scene| -> Vec<(Place, i64, i64, Option<i64>)> {
        let row = |row: Held| (row.place, row.days, row.amount_fen.get(), row.overdue_hours);
        scene.held().into_iter().map(row).collect()
    };
    scene.collect(1, 3_000);
    assert_eq!(told(&scene), [(Place::Hands, 0, 3_000, None)], "before the cut-off");
    scene.station.clock.turn(DAY_MS);
    scene.collect(2, 2_000);
    let both = [(Place::Hands, 1, 3_000, Some(18)), (Place::Hands, 0, 2_000, None)];
    assert_eq!(told(&scene), both);
    let offer = scene.offer(COLLECTOR, CASHIER, yuan(40));
    let in_transit = (Place::InTransit(number(CASHIER)), 0, 4_000, None);
    assert_eq!(told(&scene), [(Place::Hands, 0, 1_000, None), in_transit], "oldest out first");
    scene.step(COLLECTOR, |tx, moment, asker| {
        command::withdraw_handover(tx, moment, asker, offer, "点错".to_owned())
    });
    assert_eq!(told(&scene), both, "what comes back was never gone");
    scene.hand_over(COLLECTOR, CASHIER, yuan(40));
    scene.station.clock.turn(DAY_MS);
    let next = [(Place::ToBank, 1, 4_000, Some(12)), (Place::Hands, 1, 1_000, Some(18))];
    assert_eq!(told(&scene), next, "a cashier has until the day's end");
    let page = scene.clerk(HEAD).open("/recovery/cash");
    assert!(page.says(&["1007 王芳", "已收缴，待存银行", "tr class=\"breach\""]), "{}", page.html);
}

#[test]
fn clause_2_2_a_voided_payment_leaves_the_age_of_other_cash_alone() {
    let mut scene = Scene::new();
    scene.collect(1, 3_000);
    scene.station.clock.turn(DAY_MS);
    scene.collect(2, 2_000);
    scene.claim_void(2, "写错");
    scene.step(CASHIER, |tx, moment, asker| {
        let series = "A".parse().expect("a series");
        command::confirm_void(tx, moment, asker, series, TicketNo::new(2))
    });
    let held = scene.held();
    let known: Vec<_> = held.iter().map(|row| (row.since, row.amount_fen.get())).collect();
    assert_eq!(known, [(today(), 3_000)], "the void takes back its own money");
}

#[test]
fn who_may_not_sees_no_form_and_is_refused() {
    let mut scene = Scene::new();
    scene.collect(1, 5_000);
    scene.claim_void(1, "写错");
    let three = [("stub", "on"), ("customer_copy", "on"), ("accounting_copy", "on")];
    let book = [("series", "A"), ("first", "21"), ("last", "30")];
    let lost = [("series", "A"), ("no", "3"), ("report", "雨中落水")];
    let cases: [(&str, &str, &[(&str, &str)]); 5] = [
        (CASHIER, "/ticket/book", &book),
        (HEAD, "/ticket/lost", &lost),
        (COLLECTOR, "/ticket/voids/A/1", &three),
        (HEAD, "/recovery/count", &[("pieces_100", "1")]),
        (CUSTODIAN, "/ticket/voids/A/1", &[]),
    ];
    let before = refusals(&scene);
    for (person, path, fields) in cases {
        let clerk = scene.clerk(person);
        let page = clerk.open(path);
        assert!(!page.says(&[&format!("action=\"{path}")]), "{person} sees the form of {path}");
        let sent = clerk.force(path, fields);
        assert_eq!(sent.status, 403, "{person} at {path}: {}", sent.html);
    }
    assert_eq!(refusals(&scene) - before, 4, "each complete request is itself on record");
    assert_eq!(scene.state(1), TicketState::VoidClaimed);
    let custody = scene.clerk(HEAD).open("/ticket");
    assert!(!custody.says(&["/ticket/book\""]), "{}", custody.html);
    scene.assert_sound();
}

fn refusals(scene: &Scene) -> i64 {
    scene.read(|store| store.query_one("select count(*) as n from refusal", &[])?.int("n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_the_ticket_custodian_the_cashier_and_the_head_in_a_browser()
-> WebDriverResult<()> {
    let mut scene = Scene::new();
    scene.collect(1, 5_000);
    scene.claim_void(1, "户名写错，客户当场退回，三联俱在");
    scene.collect(2, 3_000);
    scene.collect(3, 2_000);
    scene.collect(3, 2_500);
    scene.station.clock.turn(DAY_MS);
    scene.collect(4, 8_610);
    scene.hand_over(COLLECTOR, CASHIER, yuan(50));
    let browser = Browser::open().await;
    let base = scene.served.page("");
    receives(&browser, &base).await?;
    browser.sign_in(&base, CASHIER, PASSWORD).await?;
    counts(&browser, &base).await?;
    voids(&browser, &base).await?;
    browser.sign_in(&base, HEAD, PASSWORD).await?;
    takes_note(&browser, &base).await?;
    browser.close().await;
    assert_eq!(scene.state(1), TicketState::Void);
    assert_eq!(scene.state(520), TicketState::InStock);
    assert_eq!(scene.balance(&LedgerAccount::OverShort), 50);
    scene.assert_sound();
    Ok(())
}

async fn both(browser: &Browser, base: &str, path: &str, name: &str) -> WebDriverResult<()> {
    for lang in ["en", "zh"] {
        browser.window.goto(format!("{base}{path}?lang={lang}")).await?;
        browser.picture(&format!("{name}-{lang}")).await?;
    }
    Ok(())
}

async fn type_in(browser: &Browser, field: &str, text: &str) -> WebDriverResult<()> {
    browser.window.find(By::Name(field)).await?.send_keys(text).await
}

async fn receives(browser: &Browser, base: &str) -> WebDriverResult<()> {
    browser.sign_in(base, CUSTODIAN, PASSWORD).await?;
    both(browser, base, "/ticket/book", "ticket-book").await?;
    for (field, text) in [("series", "A"), ("first", "00000021"), ("last", "0000052O")] {
        type_in(browser, field, text).await?;
    }
    browser.press("main form.sheet button").await?;
    browser.picture("ticket-book-wrong-zh").await?;
    let last = browser.window.find(By::Name("last")).await?;
    last.clear().await?;
    last.send_keys("520").await?;
    browser.press("main form.sheet button").await?;
    let said = browser.window.find(By::Css(".flash")).await?.text().await?;
    assert!(said.contains("A 00000021 至 00000520，共 500 份"), "{said}");
    browser.picture("ticket-done-zh").await?;
    both(browser, base, "/ticket", "ticket").await?;
    both(browser, base, "/ticket/number/A/3", "ticket-number").await?;
    both(browser, base, "/ticket/lost", "ticket-lost").await
}

async fn counts(browser: &Browser, base: &str) -> WebDriverResult<()> {
    both(browser, base, "/recovery/cash", "cash-before").await?;
    both(browser, base, "/recovery/count", "count").await?;
    for (field, text) in [("pieces_1000", "4"), ("pieces_500", "1"), ("pieces_50", "9")] {
        type_in(browser, field, text).await?;
    }
    browser.press("main form.sheet button").await?;
    let asked = browser.window.find(By::Id("error-cause")).await?.text().await?;
    assert!(asked.contains("须在此写明原因"), "{asked}");
    browser.picture("count-wrong-zh").await?;
    type_in(browser, "cause", "找零多找五角").await?;
    browser.press("main form.sheet button").await?;
    let said = browser.window.find(By::Css(".flash")).await?.text().await?;
    assert!(said.contains("短款 0.50 元"), "{said}");
    browser.picture("cash-counted-zh").await?;
    Ok(())
}

async fn voids(browser: &Browser, base: &str) -> WebDriverResult<()> {
    both(browser, base, "/ticket/voids", "voids").await?;
    browser.leave_by(By::LinkText("A 00000001")).await?;
    browser.picture("void-zh").await?;
    both(browser, base, "/ticket/voids/A/1", "void").await?;
    for copy in ["stub", "customer_copy", "accounting_copy"] {
        browser.window.find(By::Name(copy)).await?.click().await?;
    }
    browser.press("main form.sheet button").await?;
    let said = browser.window.find(By::Css(".flash")).await?.text().await?;
    assert!(said.contains("冲回 50.00 元"), "{said}");
    Ok(())
}

async fn takes_note(browser: &Browser, base: &str) -> WebDriverResult<()> {
    both(browser, base, "/recovery/cash", "cash").await?;
    browser.press("a[href^='/recovery/report/']").await?;
    browser.picture("report-zh").await?;
    type_in(browser, "remark", "下次当面点清").await?;
    browser.press("main form.sheet button").await?;
    let said = browser.window.find(By::Css(".flash")).await?.text().await?;
    assert!(said.contains("已批阅"), "{said}");
    browser.press("a[href^='/recovery/report/']").await?;
    browser.picture("report-done-zh").await?;
    Ok(())
}
