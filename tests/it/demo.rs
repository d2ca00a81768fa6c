//! `rota demo` as a newcomer meets it: the real program, a real browser, the page's own box and buttons.

use std::path::Path;

use crate::support::browser::{Browser, DESKTOP, PHONE, Window};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::plain_http;
use crate::support::program::Program;

const MESSAGES: &str = "#messages .message";
const ONLY_YOU: &str = "#messages .message.only-you";
const GROUPS: &str = "#groups li";

struct Demo {
    page: Browser,
    _rota: Program,
}

impl Demo {
    /// `None` where there is no browser.
    async fn in_a(window: Window) -> Option<Self> {
        let mut rota = Program::starts(&["demo"], &[]);
        let line = rota.says("http://").await;
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let page = Browser::opens(address, window).await?;
        let demo = Self { page, _rota: rota };
        demo.in_the_group().await;
        Some(demo)
    }

    /// The one who is in `@payments-oncall`, by the list beside the messages.
    async fn in_the_group(&self) -> String {
        let group = self.page.sees("the group", GROUPS, |group| group.starts_with("@payments-oncall\n")).await;
        group.lines().nth(1).unwrap().to_owned()
    }

    async fn group_holds(&self, name: &str) {
        let holds = |group: &str| group == format!("@payments-oncall\n{name}");
        self.page.sees(&format!("{name} in the group"), GROUPS, holds).await;
    }

    /// Types `/oncall now` and reads who it says is on call.
    async fn asks_who_is_on_call(&self) -> String {
        let before = self.page.reads(ONLY_YOU).await.len();
        self.page.types("#composer", "/oncall now").await;
        let answers = async || self.page.reads(ONLY_YOU).await.split_off(before).pop();
        let answer = eventually("an answer", PATIENCE, answers).await;
        let about = answer.lines().find(|line| line.starts_with("payments — ")).expect(&answer);
        about.trim_start_matches("payments — ").split(" until ").next().unwrap().to_owned()
    }

    /// Keeps a picture of the page under `target/`.
    async fn is_pictured(&self, name: &str) -> Vec<u8> {
        self.page.comes_to_rest().await;
        let picture = self.page.picture().await;
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &picture).unwrap();
        picture
    }
}

/// The picture in the README is made anew only when `UPDATE_SCREENSHOT=1`.
fn shown_in_the_readme(picture: &[u8]) {
    if std::env::var_os("UPDATE_SCREENSHOT").is_some_and(|update| update == "1") {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/demo.png"), picture).unwrap();
    }
}

#[tokio::test]
async fn a_newcomer_asks_who_is_on_call_and_watches_a_handoff() {
    let Some(demo) = Demo::in_a(DESKTOP).await else { return };
    let before = demo.in_the_group().await;
    assert_eq!(demo.asks_who_is_on_call().await, before);

    demo.page.clicks("#jump").await;
    let handed_over =
        |message: &str| message.contains("payments is handed over: ") && message.contains(&format!("{before} is off."));
    let announcement = demo.page.sees("the announcement", MESSAGES, handed_over).await;
    let after = demo.asks_who_is_on_call().await;
    assert_ne!(after, before);
    assert!(announcement.contains(&format!("@{after} is on call until ")), "{announcement}");
    demo.group_holds(&after).await;
    shown_in_the_readme(&demo.is_pictured("demo.png").await);
}

#[tokio::test]
async fn a_subscription_opens_in_a_calendar_until_it_is_revoked() {
    let Some(demo) = Demo::in_a(DESKTOP).await else { return };
    demo.page.types("#composer", "/oncall calendar payments").await;
    demo.page.clicks("[data-action^=create_link]").await;
    let is_link = |message: &str| message.contains("shown this once");
    let shown = demo.page.sees("the link", ONLY_YOU, is_link).await;
    let link = shown.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    let answer = plain_http().get(&link).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let text = answer.bytes().await.unwrap();
    if let Some(folder) = std::env::var_os("ROTA_KEEP_CALENDARS") {
        std::fs::write(Path::new(&folder).join("demo.ics"), &text).expect("a calendar can be kept");
    }
    let calendar = rota::ical::read(&text).unwrap();
    assert_eq!((calendar.skipped.len(), calendar.is_whole, calendar.is_empty()), (0, true, false));

    demo.page.clicks("[data-action^=revoke_link]").await;
    demo.page.clicks("#confirm [type=submit]").await;
    demo.page.sees("that it is revoked", ONLY_YOU, |message| message.contains("doesn't work any more")).await;
    assert_eq!(plain_http().get(&link).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn the_page_fits_a_phone() {
    let Some(demo) = Demo::in_a(PHONE).await else { return };
    demo.asks_who_is_on_call().await;
    demo.is_pictured("phone.png").await;
    let too_wide =
        demo.page.asks("return document.documentElement.scrollWidth - innerWidth", serde_json::Value::Null).await;
    assert_eq!(too_wide, 0);
}
