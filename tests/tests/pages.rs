//! The staff pages in a real browser.

use dianfei_station::people::password;
use dianfei_tests::browser::Browser;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use thirtyfour::prelude::*;

const PASSWORD: &str = "青石-所长-2026";

#[tokio::test(flavor = "multi_thread")]
async fn the_head_signs_in_invites_a_phone_and_reads_the_rule_book() -> WebDriverResult<()> {
    let station = TestStation::in_memory();
    let reader = station.register("1001", "李明", &[Role::Reader]);
    password::set(&station.app, &"1000".parse().expect("a number"), PASSWORD).expect("a password");
    let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
    let served = Served::start(station.app.clone(), identity);
    let browser = Browser::open().await;
    let window = &browser.window;

    window.goto(served.page("/people")).await?;
    assert!(window.current_url().await?.path().starts_with("/sign-in"), "nobody enters unseen");
    browser.picture("sign-in-zh").await?;
    browser.sign_in(&served.page(""), "1000", "wrong password").await?;
    assert!(window.source().await?.contains("工号或密码不对"), "{}", window.source().await?);
    browser.sign_in(&served.page(""), "1000", PASSWORD).await?;

    window.goto(served.page("/people")).await?;
    assert!(window.source().await?.contains("李明"), "{}", window.source().await?);
    browser.picture("people-zh").await?;
    window.goto(served.page("/people?lang=en")).await?;
    assert!(window.source().await?.contains("Invite a phone"));
    browser.picture("people-en").await?;

    window.find(By::Css("select[name=person]")).await?.send_keys(reader.as_str()).await?;
    browser.press("form[action='/people/invite'] button").await?;
    assert!(window.find(By::Css(".qr svg")).await?.is_displayed().await?);
    browser.picture("enrol-en").await?;

    window.goto(served.page("/regime?lang=zh")).await?;
    assert!(window.source().await?.contains("电费专用帐户存入银行"));
    browser.picture("regime-zh").await?;
    window.goto(served.page("/nowhere")).await?;
    browser.picture("unknown-zh").await?;
    browser.close().await;
    Ok(())
}
