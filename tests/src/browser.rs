//! A real browser: Debian's Chromium, driven over WebDriver.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use thirtyfour::prelude::*;

/// A running driver with one browser window of 1366×768.
#[derive(Debug)]
pub struct Browser {
    /// The window.
    pub window: WebDriver,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Opens a window.
    pub async fn open() -> Self {
        // The driver's client wants a provider even for plain HTTP; a second
        // test of the same process finds it installed.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let (driver, port) = start_driver();
        let profile = TempDir::new().expect("a folder for the profile");
        let mut wanted = DesiredCapabilities::chrome();
        let profile_arg = format!("--user-data-dir={}", profile.path().display());
        for arg in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--window-size=1366,768",
            "--force-device-scale-factor=1",
            profile_arg.as_str(),
        ] {
            wanted.add_arg(arg).expect("an argument");
        }
        let window = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted)
            .await
            .expect("Chromium starts: is the package chromium installed?");
        let browser = Self { window, driver, _profile: profile };
        browser.fit().await.expect("the window takes its size");
        browser
    }

    /// Gives the page itself 1366×768: the window's own frame comes on top.
    async fn fit(&self) -> WebDriverResult<()> {
        let frame = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let frame: Vec<u32> = self.window.execute(frame, Vec::new()).await?.convert()?;
        let beside = |at: usize| frame.get(at).copied().unwrap_or(0);
        self.window.set_window_rect(0, 0, 1366 + beside(0), 768 + beside(1)).await
    }

    /// Signs a person in at a station.
    pub async fn sign_in(&self, base: &str, person: &str, password: &str) -> WebDriverResult<()> {
        self.window.goto(format!("{base}/sign-in?lang=zh")).await?;
        self.window.find(By::Name("person_no")).await?.send_keys(person).await?;
        self.window.find(By::Name("password")).await?.send_keys(password).await?;
        self.press("main form button").await
    }

    /// Presses a button that leads to another page, and waits for that page.
    pub async fn press(&self, css: &str) -> WebDriverResult<()> {
        self.leave_by(By::Css(css)).await
    }

    /// Clicks what leads to another page, and waits until this one is gone:
    /// what is found before that may be of the old page.
    pub async fn leave_by(&self, by: By) -> WebDriverResult<()> {
        let way = self.window.find(by).await?;
        way.click().await?;
        way.wait_until().stale().await
    }

    /// Keeps a picture of what the window shows, as `target/pages/NAME.png`.
    pub async fn picture(&self, name: &str) -> WebDriverResult<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pages");
        let path = folder.join(format!("{name}.png"));
        let folder = path.parent().expect("the picture is in a folder");
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        self.window.screenshot(&path).await?;
        Ok(path)
    }

    /// Closes the window.
    pub async fn close(mut self) {
        let closed = self.window.clone().quit().await;
        let killed = self.driver.kill().and_then(|()| self.driver.wait());
        closed.expect("the window closes");
        killed.expect("the driver stops");
    }
}

/// Starts the driver on a port that it chooses itself.
fn start_driver() -> (Child, u16) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        // Without a locale it cannot name a file in Chinese.
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts: is the package chromium-driver installed?");
    let output = driver.stdout.take().expect("its output is piped");
    let port = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            let said = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            said.trim_end_matches('.').parse().ok()
        })
        .expect("chromedriver says its port");
    (driver, port)
}
