//! A headless Chromium, driven through `chromedriver`, with a window of a given size and a profile of its own.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Map, Value, json};

use super::databases::run_directory;
use super::eventually::{PATIENCE, eventually};
use super::program::Heard;

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// How large the page is shown.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub width: u32,
    pub height: u32,
}

pub const DESKTOP: Window = Window { width: 1280, height: 800 };
pub const PHONE: Window = Window { width: 390, height: 844 };

/// A page in a browser that ends with the test, however that ends.
pub struct Browser {
    page: Client,
    // Last, so that it is there while the others are dropped.
    _driver: Driver,
}

impl Browser {
    /// Opens `address`. `None` (said aloud) where there is no browser, unless `ROTA_REQUIRE_BROWSER=1`: then the test fails.
    pub async fn opens(address: &str, window: Window) -> Option<Self> {
        let (chromium, chromedriver) = match find_programs() {
            Ok(programs) => programs,
            Err(missing) if std::env::var_os("ROTA_REQUIRE_BROWSER").is_some_and(|required| required == "1") => {
                panic!("ROTA_REQUIRE_BROWSER=1, but {missing}")
            }
            Err(missing) => {
                // Not `eprintln!`: the test harness would keep it to itself.
                let how = "`apt-get install -y chromium chromium-driver` brings both";
                let _ = writeln!(std::io::stderr(), "SKIPPED in a browser: {missing} ({how})");
                return None;
            }
        };
        let driver = Driver::starts(&chromedriver).await;
        let page = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities(&chromium, window))
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await
            .expect("the browser starts");
        page.goto(address).await.expect("the page opens");
        Some(Self { page, _driver: driver })
    }

    /// The element a CSS selector names, once it is there.
    pub async fn finds(&self, selector: &str) -> Element {
        eventually(&format!("the page shows `{selector}`"), PATIENCE, async || {
            self.page.find(Locator::Css(selector)).await.ok()
        })
        .await
    }

    /// Types into what a selector names, and presses Enter.
    pub async fn types(&self, selector: &str, text: &str) {
        let field = self.finds(selector).await;
        field.send_keys(&format!("{text}\u{e007}")).await.expect("the field takes text");
    }

    /// Clicks what a selector names.
    pub async fn clicks(&self, selector: &str) {
        self.finds(selector).await.click().await.expect("it can be clicked");
    }

    /// The text of everything that a selector names, as shown now.
    pub async fn reads(&self, selector: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)";
        let shown = self.asks(script, json!(selector)).await;
        serde_json::from_value(shown).expect("texts")
    }

    /// The first text under `selector` that `fits`, once it is shown.
    pub async fn sees(&self, what: &str, selector: &str, fits: impl Fn(&str) -> bool) -> String {
        eventually(&format!("the page shows {what}"), PATIENCE, async || {
            self.reads(selector).await.into_iter().rfind(|text| fits(text))
        })
        .await
    }

    /// What a script answers.
    pub async fn asks(&self, script: &str, argument: Value) -> Value {
        self.page.execute(script, vec![argument]).await.expect("the script runs")
    }

    /// Waits until nothing on the page is being animated.
    pub async fn comes_to_rest(&self) {
        eventually("the page comes to rest", PATIENCE, async || {
            let moving = self.asks("return document.getAnimations().length", Value::Null).await;
            (moving == 0).then_some(())
        })
        .await;
    }

    /// The window as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.page.screenshot().await.expect("the browser takes pictures")
    }
}

fn capabilities(chromium: &Path, window: Window) -> Map<String, Value> {
    let profile = run_directory().join(format!("browser-{:016x}", rand::random::<u64>()));
    let flags = FLAGS.iter().map(|flag| (*flag).to_owned());
    let flags: Vec<String> = flags.chain([format!("--user-data-dir={}", profile.display())]).collect();
    let Window { width, height } = window;
    let options = json!({
        "binary": chromium,
        "args": flags,
        "mobileEmulation": {
            "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1.0, "mobile": width < 600 },
        },
    });
    Map::from_iter([("goog:chromeOptions".to_owned(), options)])
}

fn find_programs() -> Result<(PathBuf, PathBuf), String> {
    let on_the_path = |name: &&str| -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|place| place.join(name)).find(|program| program.is_file())
    };
    let chromium = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let chromium = chromium.iter().find_map(on_the_path).ok_or("there is no Chromium on the PATH")?;
    let chromedriver = on_the_path(&"chromedriver").ok_or("there is no `chromedriver` on the PATH")?;
    Ok((chromium, chromedriver))
}

/// A running `chromedriver`, which ends its browsers with itself.
struct Driver {
    child: Child,
    port: u16,
    _heard: Heard,
}

impl Driver {
    async fn starts(program: &Path) -> Self {
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`chromedriver` starts");
        let heard = Heard::from(child.stdout.take().expect("a pipe was asked for"));
        let port = eventually("`chromedriver` says its port", PATIENCE, async || {
            let said = heard.so_far();
            let (_, port) = said.split_once("started successfully on port ")?;
            port.trim_end().trim_end_matches('.').parse().ok()
        })
        .await;
        Self { child, port, _heard: heard }
    }

    /// Killed, it would leave its browser behind; asked, it ends that first.
    fn shuts_down(&mut self) -> std::io::Result<()> {
        let mut line = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        line.set_read_timeout(Some(PATIENCE))?;
        line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        line.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.shuts_down());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
