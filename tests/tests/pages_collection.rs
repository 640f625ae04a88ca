//! The forms of chapter 4.3 in a real browser: what a clerk sees, types and is
//! told.

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::people::password;
use dianfei_station::people::role::Command;
use dianfei_station::ticket;
use dianfei_tests::browser::Browser;
use dianfei_tests::scene::{CASHIER, COLLECTOR, CUSTODIAN, HEAD, Scene, paid, person, range, send};
use dianfei_tests::served::Served;
use p256::ecdsa::SigningKey;
use thirtyfour::prelude::*;

const PASSWORD: &str = "青石-收费-2026";

/// A served scene and a browser.
struct Desk {
    scene: Scene,
    served: Served,
    browser: Browser,
}

impl Desk {
    async fn open() -> Self {
        let scene = Scene::new();
        for who in [CASHIER, COLLECTOR, CUSTODIAN, HEAD] {
            password::set(&scene.station.app, &person(who), PASSWORD).expect("a password");
        }
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(scene.station.app.clone(), identity);
        Self { scene, served, browser: Browser::open().await }
    }

    /// Tickets 21 to 30 came from the company.
    fn receive_book(&self) {
        self.scene.must(CUSTODIAN, Command::ReceiveBook, |tx, moment, asker| {
            ticket::command::receive_book(tx, moment, asker.station.as_str(), range(21, 30))
        });
    }

    /// Another person sits down at the same PC.
    async fn sits_down(&self, who: &str) -> WebDriverResult<()> {
        self.browser.window.goto(self.served.page("/sign-in")).await?;
        self.browser.window.delete_all_cookies().await?;
        self.browser.sign_in(&self.served.page(""), who, PASSWORD).await
    }

    async fn goto(&self, path: &str) -> WebDriverResult<()> {
        self.browser.window.goto(self.served.page(path)).await
    }

    /// Types over what stands in a field.
    async fn type_in(&self, field: &str, text: &str) -> WebDriverResult<()> {
        let input = self.browser.window.find(By::Name(field)).await?;
        if input.tag_name().await? != "select" {
            input.clear().await?;
        }
        input.send_keys(text).await
    }

    /// Presses the button of the form that is sent to `action`.
    async fn send(&self, action: &str) -> WebDriverResult<()> {
        self.browser.press(&format!("form[action='{action}'] button.main")).await
    }

    /// Sets a date: what a keyboard writes in its field depends on the locale.
    async fn set_date(&self, field: &str, date: &str) -> WebDriverResult<()> {
        let script = "document.getElementsByName(arguments[0])[0].value = arguments[1];";
        let given = vec![serde_json::json!(field), serde_json::json!(date)];
        self.browser.window.execute(script, given).await.map(|_done| ())
    }

    async fn value_of(&self, field: &str) -> WebDriverResult<String> {
        let input = self.browser.window.find(By::Name(field)).await?;
        Ok(input.value().await?.unwrap_or_default())
    }

    async fn error_at(&self, field: &str) -> WebDriverResult<String> {
        self.browser.window.find(By::Id(format!("error-{field}"))).await?.text().await
    }

    async fn text(&self) -> WebDriverResult<String> {
        self.browser.window.find(By::Id("content")).await?.text().await
    }

    /// A picture in both languages of where the window stands.
    async fn pictures(&self, name: &str) -> WebDriverResult<()> {
        self.browser.picture(&format!("{name}-zh")).await?;
        self.browser.press("a.switch").await?;
        self.browser.picture(&format!("{name}-en")).await?;
        self.browser.press("a.switch").await
    }

    /// Sends the form twice as it stands, as an impatient hand does.
    async fn send_twice(&self, action: &str) -> WebDriverResult<()> {
        let script = "
            const done = arguments[arguments.length - 1];
            const form = document.querySelector(`form.sheet[action='${arguments[0]}']`);
            const body = new URLSearchParams(new FormData(form));
            const send = () => fetch(form.action, { method: 'POST', body });
            send().then(send).then((answer) => done(answer.status));";
        let status =
            self.browser.window.execute_async(script, vec![serde_json::json!(action)]).await?;
        assert_eq!(
            status.json(),
            &serde_json::json!(200),
            "the second time is answered like the first"
        );
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_3_2_a_book_and_a_list_pass_when_the_other_side_accepts() -> WebDriverResult<()> {
    let desk = Desk::open().await;
    desk.receive_book();
    desk.sits_down(CUSTODIAN).await?;
    desk.goto("/collection/handover").await?;
    desk.type_in("to", CASHIER).await?;
    for (field, text) in [("areas", "T1 T9"), ("series", "A"), ("first", "21"), ("last", "20")] {
        desk.type_in(field, text).await?;
    }
    desk.send("/collection/handover").await?;
    assert!(desk.error_at("areas").await?.contains("T9"));
    assert!(desk.error_at("last").await?.contains("止号小于起号"));
    assert_eq!(desk.value_of("to").await?, CASHIER);
    assert_eq!(desk.value_of("first").await?, "21");
    desk.browser.picture("handover-wrong-zh").await?;
    desk.type_in("areas", "T1").await?;
    desk.type_in("last", "30").await?;
    desk.send("/collection/handover").await?;
    assert!(desk.text().await?.contains("已交出"));
    desk.pictures("handover").await?;

    desk.sits_down(CASHIER).await?;
    desk.goto("/collection/handover").await?;
    desk.browser.leave_by(By::LinkText("待您接收")).await?;
    let said = desk.text().await?;
    assert!(said.contains("A 00000021–00000030") && said.contains("青石一号"), "{said}");
    desk.pictures("handover-accept").await?;
    assert_eq!(desk.scene.state(21), TicketState::InStock, "in transit until accepted");
    desk.browser.press("form[action$='/accept'] button.main").await?;
    assert!(desk.text().await?.contains("已接收"));
    assert_eq!(desk.scene.state(21), TicketState::Issued);

    desk.sits_down(COLLECTOR).await?;
    desk.goto("/collection/counter").await?;
    assert!(desk.text().await?.contains("role_missing"), "{}", desk.text().await?);
    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_3_5_cash_is_offered_with_its_count_and_can_be_refused() -> WebDriverResult<()> {
    let mut desk = Desk::open().await;
    let scene = &mut desk.scene;
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    desk.sits_down(COLLECTOR).await?;
    desk.goto("/collection/handover").await?;
    desk.type_in("to", CASHIER).await?;
    for (field, text) in [("amount", "50"), ("used_count", "1"), ("count_5000", "2")] {
        desk.type_in(field, text).await?;
    }
    desk.send("/collection/handover").await?;
    assert!(desk.error_at("amount").await?.contains("点得 100.00 元"));
    desk.browser.picture("handover-cash-wrong-zh").await?;
    desk.type_in("count_5000", "1").await?;
    desk.send("/collection/handover").await?;
    assert_eq!(desk.scene.cash(COLLECTOR), 0, "in transit");

    desk.sits_down(CASHIER).await?;
    desk.goto("/collection/handover").await?;
    desk.browser.leave_by(By::LinkText("待您接收")).await?;
    assert!(desk.text().await?.contains("伍拾元整"), "figures and capitals");
    desk.pictures("handover-cash").await?;
    desk.browser.press("form[action$='/withdraw'] button.main").await?;
    assert!(desk.error_at("reason").await?.contains("必填"));
    desk.type_in("reason", "少一张存根").await?;
    desk.browser.press("form[action$='/withdraw'] button.main").await?;
    assert!(desk.text().await?.contains("已退回移交人"));
    assert_eq!(desk.scene.cash(COLLECTOR), 5_000);
    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_3_3_the_counter_takes_money_and_the_day_is_banked() -> WebDriverResult<()> {
    let desk = Desk::open().await;
    desk.sits_down(CASHIER).await?;
    desk.goto("/collection/counter").await?;
    assert!(desk.text().await?.contains("手中没有可用的票"), "{}", desk.text().await?);
    desk.receive_book();
    desk.scene.give(range(21, 30), CASHIER);
    desk.goto("/collection/counter?customer=3301").await?;
    let said = desk.text().await?;
    assert!(said.contains("周慧") && said.contains("A 00000021"), "{said}");
    assert_eq!(desk.value_of("amount").await?, "50.00", "what is owed stands there already");
    desk.pictures("counter").await?;
    for (typed, why) in [("12.345", "两位小数"), ("-1", "大于零"), ("1e9", "86.40")] {
        desk.type_in("amount", typed).await?;
        desk.type_in("received", "100").await?;
        desk.send("/collection/counter").await?;
        assert_eq!(desk.value_of("amount").await?, typed);
        let said = desk.error_at("amount").await?;
        assert!(said.contains(why), "{typed}: {said}");
    }
    desk.browser.picture("counter-wrong-zh").await?;
    desk.type_in("amount", "50").await?;
    desk.type_in("received", "20").await?;
    desk.send("/collection/counter").await?;
    assert!(desk.error_at("received").await?.contains("收到的钱少于"));
    assert_eq!(desk.scene.state(21), TicketState::Issued, "nothing was recorded");
    desk.type_in("received", "100").await?;
    desk.send("/collection/counter").await?;
    let said = desk.text().await?;
    for told in ["找零", "50.00", "A", "00000021", "伍拾元整", "第三联 记账联"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("补打"), "the first copies are no second ones");
    desk.pictures("receipt").await?;
    assert!(desk.text().await?.contains("补打"), "whoever comes back gets marked copies");

    desk.goto("/collection/counter?account=3302").await?;
    desk.type_in("received", "50").await?;
    desk.send_twice("/collection/counter").await?;
    assert_eq!(
        (desk.scene.state(22), desk.scene.state(23)),
        (TicketState::Used, TicketState::Issued)
    );
    assert_eq!(desk.scene.cash(CASHIER), 10_000);

    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_3_7_the_days_cash_is_banked_whole_and_once() -> WebDriverResult<()> {
    let desk = Desk::open().await;
    desk.receive_book();
    desk.scene.give(range(21, 30), CASHIER);
    desk.sits_down(CASHIER).await?;
    desk.goto("/collection/counter?account=3301").await?;
    desk.type_in("received", "50").await?;
    desk.send("/collection/counter").await?;
    desk.goto("/collection/bank").await?;
    desk.type_in("slip_no", "进账-0001").await?;
    desk.type_in("amount", "1").await?;
    desk.send("/collection/bank").await?;
    assert!(desk.error_at("amount").await?.contains("不符"));
    assert_eq!(desk.value_of("slip_no").await?, "进账-0001");
    desk.browser.picture("bank-wrong-zh").await?;
    desk.type_in("amount", "50").await?;
    desk.send_twice("/collection/bank").await?;
    assert_eq!(desk.scene.balance(&LedgerAccount::StationAccount), 5_000);
    desk.goto("/collection/bank").await?;
    assert!(desk.text().await?.contains("进账-0001"));
    desk.pictures("bank").await?;
    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_4_3_6_another_settles_disputed_money_by_its_evidence() -> WebDriverResult<()> {
    let mut desk = Desk::open().await;
    let scene = &mut desk.scene;
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 11, 5_000)]);
    desk.sits_down(HEAD).await?;
    desk.goto("/collection/dispute").await?;
    desk.browser.leave_by(By::LinkText("A 00000011")).await?;
    let said = desk.text().await?;
    assert!(said.contains("李明") && said.contains("收款人没有领用此票"), "{said}");
    desk.pictures("dispute").await?;
    let action = desk.browser.window.find(By::Css("main form.sheet")).await?.attr("action").await?;
    let action = action.expect("an action");
    desk.type_in("outcome", "属实").await?;
    desk.send(&action).await?;
    assert!(desk.error_at("evidence").await?.contains("必填"));
    assert_eq!(desk.value_of("outcome").await?, "confirmed");
    desk.type_in("evidence", "客户联已见").await?;
    desk.send(&action).await?;
    assert!(desk.text().await?.contains("已核定属实"));
    assert_eq!(desk.scene.owed("3301"), 0);

    desk.goto("/collection/posting").await?;
    assert!(desk.text().await?.contains("尚未公布"));
    desk.pictures("posting").await?;
    desk.goto("/collection/posting/T1/2026-11").await?;
    let said = desk.text().await?;
    assert!(said.contains("3302") && said.contains("100.00"), "{said}");
    assert!(!said.contains("周慧"), "no name hangs in the village");
    desk.pictures("posting-list").await?;
    desk.goto("/collection/receivable").await?;
    desk.pictures("receivable").await?;
    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clause_3_1_the_stub_of_a_lost_phone_is_entered_by_another() -> WebDriverResult<()> {
    let desk = Desk::open().await;
    let device = desk.scene.pocket.device();
    desk.sits_down(HEAD).await?;
    let phone = format!("/people/phone/{device}");
    desk.goto(&phone).await?;
    desk.pictures("phone").await?;
    let lost = format!("{phone}/lost");
    let report = format!("form[action='{lost}'] [name='report']");
    let field = desk.browser.window.find(By::Css(&report)).await?;
    field.send_keys("过河时落水").await?;
    desk.send(&lost).await?;
    let said = desk.text().await?;
    assert!(said.contains("手机已挂失") && said.contains("只收不发"), "{said}");
    assert_eq!(desk.scene.state(1), TicketState::Unaccounted);
    desk.goto(&phone).await?;
    assert!(desk.browser.window.find(By::Css(&report)).await.is_err(), "it is lost once");

    desk.sits_down(CASHIER).await?;
    desk.goto("/collection/stub").await?;
    let stub =
        [("taker", "1007"), ("series", "A"), ("no", "1"), ("account", "3301"), ("amount", "50")];
    for (field, text) in stub {
        desk.type_in(field, text).await?;
    }
    desk.send("/collection/stub").await?;
    assert!(desk.error_at("paid_on").await?.contains("必填"), "no date was typed");
    desk.set_date("paid_on", "2026-11-21").await?;
    desk.send("/collection/stub").await?;
    assert!(desk.error_at("paid_on").await?.contains("在今天之后"));
    assert_eq!(desk.value_of("no").await?, "1");
    desk.pictures("stub-wrong").await?;
    desk.goto("/collection/stub").await?;
    for (field, text) in stub {
        desk.type_in(field, text).await?;
    }
    desk.set_date("paid_on", "2026-11-20").await?;
    desk.send_twice("/collection/stub").await?;
    assert_eq!((desk.scene.state(1), desk.scene.owed("3301")), (TicketState::Used, 0));
    assert_eq!(desk.scene.cash(COLLECTOR), 5_000, "with who took it, and once");
    desk.scene.assert_laws();
    desk.browser.close().await;
    Ok(())
}
