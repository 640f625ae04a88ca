//! The staff pages over TLS, as another PC of the station's network reads them.

use std::sync::Once;

use dianfei_station::people::password;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use p256::ecdsa::SigningKey;
use reqwest::blocking::{Client, Response};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;

const PASSWORD: &str = "青石-所长-2026";

/// A browser whose user has confirmed the station's own certificate.
fn client() -> Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().expect("the only provider");
    });
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .tls_danger_accept_invalid_certs(true)
        .build()
        .expect("a client")
}

fn cookies(response: &Response) -> Vec<String> {
    let lines = response.headers().get_all(SET_COOKIE).iter();
    lines.map(|line| line.to_str().expect("text").to_owned()).collect()
}

#[test]
fn a_session_over_tls_is_secure_and_holds_over_tls_alone() {
    let station = TestStation::in_memory();
    password::set(&station.app, &"1000".parse().expect("a number"), PASSWORD).expect("a password");
    let served =
        Served::start(station.app.clone(), SigningKey::from_slice(&[1; 32]).expect("a key"));
    let (browser, over_tls) = (client(), format!("https://{}", served.phones));
    let sign_in = |base: &str| {
        let form = format!("person_no=1000&password={PASSWORD}");
        let response = browser
            .post(format!("{base}/sign-in"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .expect("answered");
        let [line] = &cookies(&response)[..] else { panic!("one cookie: {response:?}") };
        line.clone()
    };
    let secure = sign_in(&over_tls);
    for part in ["__Host-dianfei_session=", "; Path=/", "; HttpOnly", "; Secure"] {
        assert!(secure.contains(part), "{part}: {secure}");
    }
    let pair = |line: &str| line.split(';').next().unwrap_or_default().to_owned();
    let opens = |base: &str, cookie: &str| {
        let request = browser.get(format!("{base}/regime")).header(COOKIE, cookie);
        request.send().expect("answered").status().is_success()
    };
    assert!(opens(&over_tls, &pair(&secure)), "the session holds");
    let bare = pair(&secure).replace("__Host-", "");
    assert!(!opens(&over_tls, &bare), "a cookie from plain pages opens nothing over TLS");

    let loopback = served.page("");
    let plain = sign_in(&loopback);
    assert!(!plain.contains("Secure") && plain.starts_with("dianfei_session="), "{plain}");
    assert!(opens(&loopback, &pair(&plain)));
}
