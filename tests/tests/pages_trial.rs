//! 试算 at the auditor's desk, in a real browser.

use dianfei_station::people::password;
use dianfei_station::store::StoreError;
use dianfei_tests::browser::Browser;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use thirtyfour::prelude::*;

const PASSWORD: &str = "青石-审核-2026";

async fn computed(browser: &Browser) -> WebDriverResult<String> {
    browser.press("main form button").await?;
    browser.window.find(By::Tag("main")).await?.text().await
}

fn journal_rows(station: &TestStation) -> i64 {
    let count = station
        .app
        .store
        .read(|store| store.query_one("select count(*) as n from journal", &[])?.int("n"));
    count.unwrap_or_else(|error: StoreError| panic!("{error}"))
}

#[tokio::test]
async fn clause_4_2_1_a_price_is_tried_before_it_is_used() -> WebDriverResult<()> {
    let station = TestStation::in_memory();
    village::set_up(&station, 1);
    let auditor = station.register("1003", "周静", &[Role::Auditor]);
    password::set(&station.app, &auditor, PASSWORD).expect("a password");
    let before = journal_rows(&station);
    let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
    let served = Served::start(station.app.clone(), identity);
    let browser = Browser::open().await;
    browser.sign_in(&served.page(""), "1003", PASSWORD).await?;

    browser.window.goto(served.page("/audit/trial")).await?;
    let told = computed(&browser).await?;
    for expected in ["合计 67.79", "一致", "合计 173.40", "逾期九天"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }

    let cases = browser.window.find(By::Name("cases")).await?;
    cases.clear().await?;
    cases.send_keys("[[settlement]]\nid = \"甲\"\nbilled = \"125\"\n").await?;
    let told = computed(&browser).await?;
    for expected in ["settlement 甲", "缺少键", "since_last_actual"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let kept = browser.window.find(By::Name("cases")).await?.value().await?;
    assert!(kept.is_some_and(|kept| kept.contains("甲")), "what was typed stays");
    assert_eq!(journal_rows(&station), before, "nothing is recorded");
    browser.close().await;
    Ok(())
}
