//! App Home: who is on call, my shifts, what waits for my answer, how the schedules I manage are.

use expect_test::expect;
use rota::ids::{ScheduleId, ShiftId, UserId};
use rota::playground::{Entry, Person, Place, UserGroupEditing};
use rota::slack::control::ControlId;
use rota::slack::modals::ModalId;
use rota::store::schedules::{self, ScheduleRecord};
use rota::store::shifts::{self, ShiftRecord};
use rota::store::troubles;
use serde_json::Value;

use super::asking_for_cover::{asks, newest};
use super::calendars::{follows, two_weeks};
use crate::support::calendars::{Calendars, Serves, calendar};
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 10:00 Europe/Oslo";

/// Only what was shown in modals and drawn into somebody's Home: the rest is told elsewhere. Modals come first, since which of the
/// two Slack draws first after a modal was sent is chance.
fn homes_and_modals(town: &Town) -> String {
    let seen = |entry: &Entry| matches!(entry.place, Place::Home(_) | Place::Modal(_));
    let mut said = town.said();
    said.retain(seen);
    said.sort_by_key(|entry| matches!(entry.place, Place::Home(_)));
    said.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

on_both!(the_home_shows_what_is_mine_first, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.schedule("search").daily("09:00", 12, ["bob", "carol"]).await;
    town.schedule("billing").weekly("Mon 09:00", ["carol"]).await;
    town.lets_manage(payments, "bob").await;
    town.bob.opens_home().await;
    town.reads(expect![[r#"
        Mon 10:00  home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            You're on call
            *search* — *Bob* until ⟨today at 21:00⟩, then nobody until ⟨tomorrow at 09:00⟩
            ---
            On call now
            *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *search*: now until ⟨today at 21:00⟩   [Ask for cover]
            *search*: ⟨Mar 4, 2026 at 09:00⟩ to ⟨Mar 4, 2026 at 21:00⟩   [Ask for cover]
            *search*: ⟨Mar 6, 2026 at 09:00⟩ to ⟨Mar 6, 2026 at 21:00⟩   [Ask for cover]
            *search*: ⟨Mar 8, 2026 at 09:00⟩ to ⟨Mar 8, 2026 at 21:00⟩   [Ask for cover]
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            *search*: ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 10, 2026 at 21:00⟩   [Ask for cover]
            *search*: ⟨Mar 12, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 21:00⟩   [Ask for cover]
            *search*: ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 14, 2026 at 21:00⟩   [Ask for cover]
            And 62 more. *Add to my calendar* shows them all.
            ---
            Schedules you manage
            *payments* — all is well in the next 30 days   [Edit]
    "#]])
        .await;
});

#[tokio::test]
async fn somebody_unheard_of_is_known_when_they_open_their_home() {
    let town = Town::on(MONDAY).await;
    town.slack.set_events(&["app_home_opened"]);
    town.slack.add_person(Person::new("newt", "Newt").in_zone("Asia/Kolkata"));
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.knows("newt").opens_home().await;
    town.reads(expect![[r#"
        Mon 10:00  home of newt   bot: You have no shifts ahead, you manage no schedule and nothing waits for your answer. Who is on call in the others is below; `/oncall help` shows all I do.
            [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Alice* until ⟨Mar 9, 2026 at 13:30⟩, then Bob
    "#]]).await;
}

on_both!(who_has_nothing_sees_who_is_on_call_and_how_to_begin, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.opens_home().await;
    town.bob.clicks_at_home("Create a schedule").await;
    town.bob.closes_the_modal().await;
    town.schedule("payments").weekly("Mon 09:00", ["alice"]).await;
    town.bob.opens_home().await;
    town.bob.clicks_at_home("Settings").await;
    assert_eq!(town.slack.modal_of("bob").unwrap()["callback_id"], ModalId::Settings.to_string());
    town.forgets();
    town.bob.opens_home().await;
    town.reads(expect![[r#"
        Mon 10:00  home of bob   bot: You have no shifts ahead, you manage no schedule and nothing waits for your answer. Who is on call in the others is below; `/oncall help` shows all I do.
            [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Alice*
    "#]]).await;
});

on_both!(a_request_is_accepted_in_the_home_and_stands_there_no_more, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, [("why", "My sister's wedding.")]).await;
    town.passes("1 min").await;
    town.forgets();
    town.bob.opens_home().await;
    town.bob.clicks_at_home("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.settles().await;
    expect![[r#"
        modal of bob   bot: Cover this shift?
            Cover *payments* for Alice? You'd be on call ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ your time (UTC+1), 168 h. "My sister's wedding."
        modal of bob   bot (updated): Rota
            You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Alice owes you 168 h.
        home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Alice
            ---
            Waiting for your answer
            *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). "My sister's wedding."
            [Accept] [Offer part] [Decline]
            ---
            Your next shifts
            *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 8, 2026 at 09:00⟩ to ⟨Jun 15, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 29, 2026 at 09:00⟩ to ⟨Jul 6, 2026 at 09:00⟩   [Ask for cover]
        home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (for Alice)   [Ask for cover]
            *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 8, 2026 at 09:00⟩ to ⟨Jun 15, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 29, 2026 at 09:00⟩ to ⟨Jul 6, 2026 at 09:00⟩   [Ask for cover]"#]].assert_eq(&homes_and_modals(&town));
});

on_both!(a_request_is_declined_and_a_shift_asked_for_in_the_home, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.bob.opens_home().await;
    town.forgets();
    town.bob.clicks_at_home("Decline").await;
    town.bob.clicks_at_home("Ask for cover").await;
    town.bob.fills_in(ModalId::CoverForm, []).await;
    town.bob.fills_in(ModalId::CoverCheck, []).await;
    town.settles().await;
    let home = town.slack.home_of("bob").unwrap().to_string();
    assert!(home.contains("You asked for cover") && !home.contains("Waiting for your answer"), "{home}");
    let seen = homes_and_modals(&town);
    assert!(seen.contains("Declined. Nobody counts on you for this one."), "{seen}");
    let drawn = seen.lines().filter(|line| line.starts_with("home of bob")).count();
    assert_eq!(drawn, 2, "after the click, and after the form was sent:\n{seen}");
});

on_both!(offers_and_what_is_handed_back_are_answered_in_the_home, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.bob.clicks("Offer part").await;
    town.bob.fills_in(ModalId::CoverOffer, [("part", "mon 9:00 to wed 9:00")]).await;
    town.passes("1 min").await;
    town.forgets();
    town.alice.opens_home().await;
    town.alice.clicks_at_home("Agree").await;
    town.passes("1 min").await;
    town.bob.clicks_in_messages("Hand back").await;
    town.passes("1 min").await;
    town.alice.opens_home().await;
    town.alice.clicks_at_home("Keep").await;
    expect![[r#"
        modal of alice   bot: Rota
            Bob covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. Still open: ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        modal of alice   bot: Rota
            It stays as agreed, and Bob is told.
        home of alice   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Alice
            ---
            Waiting for your answer
            *Bob* offers to cover a part of your shift on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. The rest stays open if you agree.
            [Agree] [No, thanks]
            ---
            Your next shifts
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You asked for cover
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩   [Ask for cover]
            And 1 more. *Add to my calendar* shows them all.
        home of alice   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You asked for cover
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩   [Ask for cover]
            And 1 more. *Add to my calendar* shows them all.
        home of alice   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            ---
            Waiting for your answer
            Bob asks to hand *payments* back to you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. Without your consent it stays as it is.
            [Agree] [Keep]
            ---
            Your next shifts
            *payments*: ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You asked for cover
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩   [Ask for cover]
            And 1 more. *Add to my calendar* shows them all.
        home of alice   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You asked for cover
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩   [Ask for cover]
            And 1 more. *Add to my calendar* shows them all."#]].assert_eq(&homes_and_modals(&town));
    town.passes("1 min").await;
    town.forgets();
});

on_both!(an_old_button_of_the_home_changes_nothing_and_the_home_is_drawn_anew, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.bob.opens_home().await;
    let swap = newest(&town).await;
    town.carol.clicks_in_messages("Accept").await;
    town.carol.fills_in(ModalId::CoverAccept, []).await;
    town.passes("1 min").await;
    town.forgets();
    // It still stands in the Home that was drawn before.
    town.bob.clicks_at_home("Accept").await;
    town.bob.clicks_unseen_at_home(&ControlId::AcceptCover(swap.id, swap.version + 7).to_string()).await;
    town.bob.clicks_unseen_at_home("take_swap:SW7Q").await;
    town.reads(expect![[r#"
        Mon 10:02  modal of bob   bot: Rota
            Carol accepted this a moment before you. Nothing changed for you.
        Mon 10:02  home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 16, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 8, 2026 at 09:00⟩ to ⟨Jun 15, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 29, 2026 at 09:00⟩ to ⟨Jul 6, 2026 at 09:00⟩   [Ask for cover]
        Mon 10:02  modal of bob   bot: Rota
            Carol accepted this a moment before you. Nothing changed for you.
        Mon 10:02  home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 16, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 8, 2026 at 09:00⟩ to ⟨Jun 15, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 29, 2026 at 09:00⟩ to ⟨Jul 6, 2026 at 09:00⟩   [Ask for cover]
        Mon 10:02  modal of bob   bot: Rota
            This button is from an older version. Type `/oncall` to start again.
        Mon 10:02  home of bob   bot: [Ask for cover] [Add to my calendar] [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Carol* until ⟨Mar 16, 2026 at 09:00⟩, then Bob
            ---
            Your next shifts
            *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 8, 2026 at 09:00⟩ to ⟨Jun 15, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Jun 29, 2026 at 09:00⟩ to ⟨Jul 6, 2026 at 09:00⟩   [Ask for cover]
    "#]])
        .await;
});

on_both!(who_manages_a_schedule_sees_what_is_wrong_with_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    let url = server.serves("/a.ics", Serves::Text(two_weeks()));
    let calendar = follows(&town, &url).await;
    town.slack.add_user_group("search-oncall", "Search", &["carol"]);
    town.is_read_by_rota().await;
    let group = town.slack.group_id("search-oncall").unwrap();
    town.slack.set_user_group_editing(UserGroupEditing::AdminsOnly);
    town.moves_in(Person::new("dev", "Dev <!here> Patel").in_zone("Europe/Oslo")).await;
    let search = town.schedule("search").daily("09:00", 12, ["bob", "dev"]).keeps(&group).await;
    town.slack.change_person("dev", |dev| dev.is_restricted = true);
    for schedule in [calendar, search] {
        town.lets_manage(schedule, "carol").await;
    }
    server.serves("/a.ics", Serves::Status(500));
    town.passes("1 hour").await;
    town.forgets();
    town.carol.opens_home().await;
    town.reads(expect![[r#"
        Mon 11:00  home of carol   bot: [Create a schedule] [Settings]
            ---
            On call now
            *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *search* — *Bob* until ⟨today at 21:00⟩, then nobody until ⟨Mar 4, 2026 at 09:00⟩
            ---
            Schedules you manage
            *payments* — nobody is on call from ⟨Mar 16, 2026 at 09:00⟩ on; its calendar can't be read, so the last good copy counts   [Edit]
            *search* — nobody is on call ⟨today at 21:00⟩ to ⟨Mar 4, 2026 at 09:00⟩, ⟨Mar 4, 2026 at 21:00⟩ to ⟨Mar 6, 2026 at 09:00⟩, ⟨Mar 6, 2026 at 21:00⟩ to ⟨Mar 8, 2026 at 09:00⟩ and 12 more times; Dev <!here> Patel can't be on call (guests, or people who left); Slack doesn't let me change its user group   [Edit]
    "#]]).await;
});

on_both!(people_nobody_knows_and_a_channel_in_trouble_are_seen_by_who_manages_the_schedule, async |store| {
    let town = Town::with(store, MONDAY).await;
    let server = Calendars::open().await;
    let events = [("alice", "20260302T080000Z", "20260309T080000Z"), ("zelda", "20260309T080000Z", "20260501T080000Z")];
    follows(&town, &server.serves("/a.ics", Serves::Text(calendar(&events)))).await;
    let search = town.schedule("search").weekly("Mon 09:00", ["alice", "bob", "carol"]).in_channel("#general").await;
    town.lets_manage(search, "alice").await;
    let mut tx = town.ctx().store.begin().await.unwrap();
    let mut rule = shifts::of_schedule(&mut tx, town.workspace, search).await.unwrap().remove(0);
    let turns = rule.rolling_users.as_mut().unwrap();
    turns[1] = vec![turns[0][0], UserId::random()];
    shifts::update(&mut tx, &rule).await.unwrap();
    let general = town.slack.channel_id("general").unwrap();
    let kind = troubles::CHANNEL_REFUSED;
    troubles::raise(&mut tx, town.workspace, &general, kind, town.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    town.alice.opens_home().await;
    let said = town.said();
    let home = said.last().unwrap().to_string();
    let managed = home.split("Schedules you manage").nth(1).unwrap_or_default().trim();
    expect![[r#"
        *payments* — nobody is on call from ⟨Mar 9, 2026 at 09:00⟩ on; its calendar names people nobody knows, or holds lines I can't read   [Edit]
            *search* — a shift names somebody nobody knows; Slack takes no messages for its channel   [Edit]"#]].assert_eq(managed);
});

#[tokio::test]
async fn a_guest_reads_a_sentence() {
    let town = Town::on(MONDAY).await;
    let gwen = town.moves_in(Person::new("gwen", "Gwen").guest()).await;
    gwen.opens_home().await;
    town.reads(expect![[r#"
        Mon 10:00  home of gwen   bot: Guests can't see who is on call. Ask a member of this workspace.
    "#]])
        .await;
}

/// The longest text in what was drawn, and how many blocks there are.
fn sizes(view: &Value) -> (usize, usize) {
    fn longest(value: &Value) -> usize {
        match value {
            Value::Object(fields) => {
                let own = value["text"].as_str().map_or(0, |text| text.chars().count());
                fields.values().map(longest).max().unwrap_or(0).max(own)
            }
            Value::Array(items) => items.iter().map(longest).max().unwrap_or(0),
            _ => 0,
        }
    }
    (view["blocks"].as_array().map_or(0, Vec::len), longest(view))
}

on_both!(fifty_schedules_and_a_hundred_hostile_names_fit_and_ping_nobody, async |store| {
    let town = Town::with(store, MONDAY).await;
    for number in 0..100 {
        let name = format!("{number} <!channel> & *x* \u{5d0}\u{202e}{}", "🙂".repeat(40));
        town.slack.add_person(Person::new(&format!("person.{number}"), &name).in_zone("Europe/Oslo"));
    }
    let crew = (0..100).map(|number| format!("person.{number}")).collect::<Vec<_>>().join("+") + "+bob";
    let name = |number: usize| format!("{number} <!channel> & *pay* {}", "ж".repeat(60));
    let first = town.schedule(&name(0)).daily("09:00", 12, [crew.as_str(), "bob"]).await;
    town.lets_manage(first, "bob").await;
    // The other forty-nine are like it.
    let mut tx = town.ctx().store.begin().await.unwrap();
    let record = schedules::find(&mut tx, town.workspace, first).await.unwrap().unwrap();
    let rule = shifts::of_schedule(&mut tx, town.workspace, first).await.unwrap().remove(0);
    let bob = schedules::managers(&mut tx, town.workspace, first).await.unwrap()[0];
    for number in 1..50 {
        let id = ScheduleId::random();
        let record = ScheduleRecord { id, name: name(number), ..record.clone() };
        schedules::insert(&mut tx, &record).await.unwrap();
        let rule = ShiftRecord { id: ShiftId::random(), schedule: Some(id), ..rule.clone() };
        shifts::insert(&mut tx, &rule).await.unwrap();
        schedules::add_manager(&mut tx, id, bob).await.unwrap();
    }
    tx.commit().await.unwrap();
    town.forgets();
    town.bob.opens_home().await;
    let home = town.slack.home_of("bob").unwrap();
    let (blocks, longest) = sizes(&home);
    assert!(blocks < 100 && longest <= 3_000, "{blocks} blocks, {longest} characters");
    let text = home.to_string();
    for cut in ["And 38 more. ", "And 35 more. ", " and 93 more until ", " more times"] {
        assert!(text.contains(cut), "{cut}: {text}");
    }
    assert!(!text.contains("<!channel"), "{text}");
    town.forgets();
});
