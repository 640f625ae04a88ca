//! Policy figures and a customer's details at the desk, in a real browser.

use dianfei_station::account::policy;
use dianfei_station::people::password;
use dianfei_station::verify::verify;
use dianfei_tests::browser::Browser;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;
use thirtyfour::prelude::*;

const PASSWORD: &str = "青石-所长-2026";

struct Desk {
    browser: Browser,
    served: Served,
    station: TestStation,
}

impl Desk {
    /// A village's station with a signed-in person.
    async fn of(person: &str) -> WebDriverResult<Self> {
        let station = TestStation::in_memory();
        village::set_up(&station, 1);
        station.register("1003", "周静", &[Role::Auditor]);
        let number = person.parse().expect("a person number");
        password::set(&station.app, &number, PASSWORD).expect("a password");
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(station.app.clone(), identity);
        let browser = Browser::open().await;
        browser.sign_in(&served.page(""), person, PASSWORD).await?;
        Ok(Self { browser, served, station })
    }

    async fn go(&self, path: &str) -> WebDriverResult<String> {
        self.browser.window.goto(self.served.page(path)).await?;
        self.text().await
    }

    async fn text(&self) -> WebDriverResult<String> {
        self.browser.window.find(By::Tag("main")).await?.text().await
    }

    async fn fill(&self, name: &str, text: &str) -> WebDriverResult<()> {
        let field = self.browser.window.find(By::Name(name)).await?;
        field.clear().await?;
        field.send_keys(text).await
    }

    fn minimum(&self) -> Option<String> {
        let set =
            self.station.app.store.read(|store| policy::set(store, &self.station.app.station));
        let set = set.expect("the policy is read");
        set.on(self.station.app.today()).late_fee_minimum().map(|amount| amount.to_string())
    }

    async fn close(self) {
        let report = verify(&self.station.app.store, &self.station.app.station).expect("reads");
        assert_eq!(report.faults, Vec::new());
        self.browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_records_a_decision_and_only_within_its_frame() -> WebDriverResult<()> {
    let desk = Desk::of("1000").await?;
    let text = desk.go("/account/policy?lang=zh").await?;
    assert!(text.contains("居民电费违约金日率") && text.contains("未设定"), "{text}");
    desk.browser.picture("policy-zh").await?;
    desk.go("/account/policy?key=late_fee_minimum").await?;
    desk.fill("value", "1000").await?;
    desk.fill("source", "所务会纪要 2026-11").await?;
    desk.browser.press("form.sheet button.main").await?;
    let text = desk.text().await?;
    assert!(text.contains("参数取值不在允许范围"), "{text}");
    desk.browser.picture("policy-wrong-zh").await?;
    assert_eq!(desk.minimum(), None, "nothing is recorded outside the frame");
    desk.fill("value", "1.50").await?;
    desk.browser.press("form.sheet button.main").await?;
    let text = desk.text().await?;
    assert!(text.contains("已登记：违约金最低收取额。") && text.contains("1.50 元"), "{text}");
    assert_eq!(desk.minimum().as_deref(), Some("1.50"));
    let text = desk.go("/account/policy?lang=en&key=estimate_rule").await?;
    assert!(text.contains("mean of the three months before"), "{text}");
    desk.browser.picture("policy-en").await?;
    let text = desk.go("/account/policy?key=collection_day").await?;
    assert!(!text.contains("Record:"), "what the rule book fixes has no form: {text}");
    desk.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_sees_the_policy_and_decides_nothing() -> WebDriverResult<()> {
    let desk = Desk::of("1003").await?;
    let text = desk.go("/account/policy?key=late_fee_minimum").await?;
    assert!(text.contains("违约金最低收取额"), "{text}");
    assert!(desk.browser.window.find_all(By::Css("form.sheet")).await?.is_empty());
    let text = desk.go(&format!("/account/{}/details", village::account(1))).await?;
    assert!(text.contains("role_missing"), "{text}");
    desk.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_details_are_written_anew_with_a_reason() -> WebDriverResult<()> {
    let desk = Desk::of("1000").await?;
    let account = village::account(1);
    desk.go(&format!("/account/{account}?lang=zh")).await?;
    desk.browser.picture("details-customer-zh").await?;
    desk.go(&format!("/account/{account}/details")).await?;
    desk.fill("telephone", "不知道").await?;
    desk.fill("reason", "本人来所申请").await?;
    desk.browser.press("form.sheet button.main").await?;
    let text = desk.text().await?;
    assert!(text.contains("请只用数字、空格和连字符，5 至 20 位。"), "{text}");
    desk.browser.picture("details-wrong-zh").await?;
    desk.fill("name", "王桂芳").await?;
    desk.fill("telephone", "0571-1234567").await?;
    desk.browser.press("form.sheet button.main").await?;
    let text = desk.text().await?;
    assert!(text.contains("客户资料已变更。") && text.contains("王桂芳"), "{text}");
    desk.close().await;
    Ok(())
}
