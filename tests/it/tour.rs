//! A team's first days in a browser, from an empty workspace on: a schedule is made with forms, cover is asked for and given, and the
//! user group follows. The pictures of `docs/tour.md` are taken on the way.

use serde_json::{Value, json};

use crate::support::browser::{Browser, Window};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::program::Program;

const WINDOW: Window = Window { width: 1280, height: 800 };
const MESSAGES: &str = "#messages .message";
const GROUPS: &str = "#groups li";
const MODAL: &str = "#modal";

/// Sets a field of the modal, as somebody who chooses or types would: menus by label, boxes and radios by what they say.
const FILL: &str = "
    const [name, wanted] = arguments[0];
    const called = (id) => new RegExp(`-${name}([.].*)?-${name}$`).test(id);
    const made = [...document.querySelectorAll('#modal [id]')].find((one) => called(one.id))
        || [...document.querySelectorAll('#modal input')].find((one) => called(one.name))?.closest('[data-choices]');
    if (!made) return `there is no field ${name}`;
    if (made.dataset.choices) {
        const box = [...made.querySelectorAll('label')].find((label) => label.innerText.includes(wanted));
        if (!box) return `${name} has no ${wanted}`;
        box.querySelector('input').click();
        return '';
    }
    if (made.tagName !== 'SELECT') {
        made.value = wanted;
        made.dispatchEvent(new Event('change', { bubbles: true }));
        return '';
    }
    for (const label of wanted.split(', ')) {
        const option = [...made.options].find((option) => option.innerText.startsWith(label));
        if (!option) return `${name} has no ${label}`;
        option.selected = true;
        made.dispatchEvent(new Event('change', { bubbles: true }));
    }
    return '';";

/// Types into the search beside a menu.
const SEARCH: &str = "
    const [name, typed] = arguments[0];
    const called = (id) => new RegExp(`-${name}([.].*)?-${name}$`).test(id);
    const made = [...document.querySelectorAll('#modal select')].find((one) => called(one.id));
    if (!made) return `there is no menu ${name}`;
    made.searchField.value = typed;
    made.searchField.dispatchEvent(new Event('input'));
    return '';";

/// Clicks the last button that says this, in front of all else.
const CLICK: &str = "
    const asked = arguments[0];
    const open = document.querySelector('#confirm[open], #modal[open]') || document.querySelector('main');
    const button = [...open.querySelectorAll('button')].filter((one) => one.innerText.trim() === asked).pop();
    if (!button) return `there is no button ${asked}`;
    button.click();
    return '';";

const ACT_AS: &str = "
    const menu = document.getElementById('me');
    menu.value = arguments[0];
    menu.dispatchEvent(new Event('change'));";

struct Tour {
    page: Browser,
    _rota: Program,
}

impl Tour {
    /// `None` where there is no browser.
    async fn begins() -> Option<Self> {
        let mut rota = Program::starts(&["demo", "--empty"], &[]);
        let line = rota.says("http://").await;
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let page = Browser::opens(&format!("{address}?as=alice&place=payments"), WINDOW).await?;
        Some(Self { page, _rota: rota })
    }

    /// Does what a script does, once the page is ready for it.
    async fn does(&self, script: &str, argument: Value) {
        eventually(&format!("the page lets it be done: {argument}"), PATIENCE, async || {
            let trouble = self.page.asks(script, argument.clone()).await;
            trouble.as_str().unwrap_or_default().is_empty().then_some(())
        })
        .await;
    }

    async fn clicks(&self, label: &str) {
        self.does(CLICK, json!(label)).await;
    }

    async fn fills(&self, field: &str, value: &str) {
        self.does(FILL, json!([field, value])).await;
    }

    async fn searches(&self, field: &str, typed: &str) {
        self.does(SEARCH, json!([field, typed])).await;
        self.fills(field, typed).await;
    }

    async fn acts_as(&self, handle: &str, place: &str) {
        self.does(ACT_AS, json!(handle)).await;
        self.page.sees("whose page it is", "#composer-label", |label| label.ends_with(&format!("as {place}"))).await;
    }

    /// The modal, once it says this.
    async fn modal_says(&self, words: &str) -> String {
        self.page.sees(&format!("a form with {words}"), MODAL, |form| form.contains(words)).await
    }

    async fn reads(&self, words: &str) -> String {
        self.page.sees(&format!("a message with {words}"), MESSAGES, |message| message.contains(words)).await
    }

    async fn group_holds(&self, name: &str) {
        let holds = |group: &str| group == format!("@payments-oncall\n{name}");
        self.page.sees(&format!("{name} in the group"), GROUPS, holds).await;
    }

    /// The picture of `docs/tour.md` is made anew only when `UPDATE_SCREENSHOT=1`.
    async fn is_pictured(&self, name: &str) {
        if std::env::var_os("UPDATE_SCREENSHOT").is_some_and(|update| update == "1") {
            self.page.comes_to_rest().await;
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tour");
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(format!("{folder}/{name}.png"), self.page.picture().await).unwrap();
        }
    }
}

#[tokio::test]
async fn a_team_makes_a_schedule_and_covers_for_each_other_from_an_empty_workspace_on() {
    let Some(tour) = Tour::begins().await else { return };
    tour.page.types("#composer", "/oncall").await;
    tour.reads("There are no schedules yet.").await;
    tour.clicks("Create a schedule").await;
    tour.modal_says("New schedule").await;
    tour.fills("name", "payments").await;
    tour.searches("group", "@payments-oncall").await;
    tour.is_pictured("1-settings").await;
    tour.clicks("Next").await;

    tour.modal_says("Who takes turns").await;
    // Whenever the test runs, Alice has the week from today's midnight on.
    for (field, value) in
        [("people", "Alice Ng, Bob Stein"), ("handoff", "00:00"), ("handoff_day", "The day it begins")]
    {
        tour.fills(field, value).await;
    }
    tour.is_pictured("2-rotation").await;
    tour.clicks("Next").await;
    tour.modal_says("Layer 1: Alice Ng and Bob Stein").await;
    tour.clicks("Add a rotation").await;
    tour.modal_says("Layer 2 (new, on top)").await;
    for (field, value) in
        [("people", "Carol Díaz"), ("unit", "days"), ("from", "18:00"), ("until", "22:00"), ("name", "evenings")]
    {
        tour.fills(field, value).await;
    }
    tour.clicks("Next").await;
    tour.modal_says("Layer 2 (evenings): Carol Díaz").await;
    tour.is_pictured("3-layers").await;
    tour.clicks("Preview").await;
    tour.modal_says("Nothing is saved yet").await;
    tour.is_pictured("4-preview").await;
    tour.clicks("Save").await;
    tour.modal_says("payments is made").await;
    tour.clicks("Close").await;
    let announced = tour.reads("is on call until").await;
    let first = if announced.contains("@Carol Díaz is on call") { "Carol Díaz" } else { "Alice Ng" };
    tour.group_holds(first).await;
    tour.is_pictured("5-announced").await;

    tour.clicks("Ask for cover").await;
    tour.modal_says("Which shift").await;
    let shifts = tour.page.reads("#modal [data-choices] label, #modal option").await;
    let later =
        shifts.iter().find(|shift| shift.contains("payments") && !shift.starts_with("now ")).expect("a later shift");
    tour.fills("shift", later).await;
    tour.fills("why", "My sister's wedding").await;
    tour.is_pictured("6-asking").await;
    tour.clicks("Next").await;
    tour.modal_says("Send").await;
    tour.clicks("Send").await;
    tour.reads("asks for cover").await;

    tour.acts_as("bob", "Bob Stein").await;
    tour.reads("My sister's wedding").await;
    tour.is_pictured("7-asked").await;
    tour.clicks("Accept").await;
    tour.modal_says("Cover this shift?").await;
    tour.is_pictured("8-accepting").await;
    tour.clicks("Accept").await;
    tour.modal_says("You cover payments for Alice Ng").await;
    tour.clicks("Close").await;
    tour.reads("Bob Stein covers payments for Alice Ng").await;

    // Alice's shift may be the second from now, with the evening between.
    let handed_over = |message: &str| message.contains("@Bob Stein is on call until");
    for _ in 0..3 {
        if tour.page.reads(MESSAGES).await.iter().any(|message| handed_over(message)) {
            break;
        }
        let before = tour.page.reads("#time, #date").await;
        tour.page.clicks("#jump").await;
        tour.page.sees("a later time", "#date", |date| !date.is_empty()).await;
        eventually("the clock moves and stands", PATIENCE, async || {
            let idle = tour.page.asks("return !document.getElementById('jump').disabled", Value::Null).await;
            let moved = tour.page.reads("#time, #date").await != before;
            (moved && idle == true).then_some(())
        })
        .await;
    }
    tour.page.sees("the handoff to Bob", MESSAGES, handed_over).await;
    tour.group_holds("Bob Stein").await;
    tour.is_pictured("9-handed-over").await;

    tour.page.types("#composer", "/oncall show payments").await;
    tour.reads("two weeks from today").await;
    tour.page.clicks("#direct button").await;
    tour.page.finds("#messages img.file").await;
    let drawn =
        "const image = document.querySelector('#messages img.file'); return image.complete ? image.naturalWidth : 0";
    eventually("the picture is loaded", PATIENCE, async || {
        (tour.page.asks(drawn, Value::Null).await == 2400).then_some(())
    })
    .await;
    tour.is_pictured("10-picture").await;
}
