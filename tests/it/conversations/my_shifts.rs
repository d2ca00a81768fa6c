//! What people are told of their own shifts: reminders, what others changed, shifts in their time off.

use expect_test::expect;
use reqwest::Method;
use rota::ids::{ScheduleId, UserId};
use rota::playground::{Person, Weather};
use rota::slack::modals::ModalId;
use rota::store::{people, shifts};
use rota::usecases::change::Change;
use rota::usecases::shift_rules::ShiftChanges;
use rota::usecases::{Actor, delete_schedule, edit_shift};
use serde_json::json;

use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// A town whose people are told of their shifts.
async fn town(store: rota::store::Store) -> Town {
    let town = Town::with(store, MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    town
}

async fn lite() -> Town {
    town(crate::support::databases::sqlite().await).await
}

async fn person(town: &Town, handle: &str) -> Actor {
    let mut db = town.ctx().store.reader().await.unwrap();
    let everybody = people::all(&mut db, town.workspace).await.unwrap();
    let user = everybody.iter().find(|person| person.username == handle).unwrap().id;
    Actor::Person { workspace: town.workspace, user }
}

/// Somebody changes who takes turns in the only rotation of a schedule.
async fn rotates(town: &Town, by: &str, schedule: ScheduleId, people: &[&str]) {
    let mut turns: Vec<Vec<UserId>> = Vec::new();
    for handle in people {
        turns.push(vec![person(town, handle).await.user().unwrap()]);
    }
    let rule = {
        let mut db = town.ctx().store.reader().await.unwrap();
        shifts::of_schedule(&mut db, town.workspace, schedule).await.unwrap()[0].id
    };
    let changes = ShiftChanges { rolling_users: Change::To(Some(turns)), ..ShiftChanges::default() };
    town.lets_manage(schedule, by).await;
    edit_shift::edit_shift(town.ctx(), person(town, by).await, rule, changes).await.unwrap();
}

on_both!(somebody_is_reminded_a_week_a_day_and_an_hour_before, async |store| {
    let town = town(store).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:00  → alice   bot: You're on the rotation *payments* now. Your first shift begins ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:00  → bob   bot: You're on the rotation *payments* now. Your first shift begins ⟨Mar 16, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:00  → carol   bot: You're on the rotation *payments* now. You're on call from now until ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
    "#]])
        .await;
    town.passes("15 days").await;
    town.reads(expect![[r#"
        Sun 09:00  → alice   bot: You're on call for *payments* in 1 day: ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Mon 08:00  → alice   bot: You're on call for *payments* in 1 hour: ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Mon 09:00  → bob   bot: You're on call for *payments* in 7 days: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Sun 09:00  → bob   bot: You're on call for *payments* in 1 day: ⟨tomorrow at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Mon 08:00  → bob   bot: You're on call for *payments* in 1 hour: ⟨today at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Mon 09:00  → carol   bot: You're on call for *payments* in 7 days: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
    "#]]).await;
});

#[tokio::test]
async fn nobody_is_reminded_at_night() {
    let town = lite().await;
    town.schedule("payments").daily("05:00", 12, ["bob"]).await;
    town.slack.change_person("carol", |carol| carol.time_zone = "America/New_York".to_owned());
    town.schedule("search").weekly("Mon 09:00", ["alice", "carol"]).await;
    town.passes("1 min").await;
    town.forgets();
    town.passes("7 days").await;
    town.reads(expect![[r#"
        Mon 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 4, 2026 at 05:00⟩ to ⟨Mar 4, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 10, 2026 at 05:00⟩ to ⟨Mar 10, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Tue 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 5, 2026 at 05:00⟩ to ⟨Mar 5, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 11, 2026 at 05:00⟩ to ⟨Mar 11, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Wed 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 6, 2026 at 05:00⟩ to ⟨Mar 6, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 12, 2026 at 05:00⟩ to ⟨Mar 12, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Thu 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 7, 2026 at 05:00⟩ to ⟨Mar 7, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 13, 2026 at 05:00⟩ to ⟨Mar 13, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Fri 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 8, 2026 at 05:00⟩ to ⟨Mar 8, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 14, 2026 at 05:00⟩ to ⟨Mar 14, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Sat 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 9, 2026 at 05:00⟩ to ⟨Mar 9, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 15, 2026 at 05:00⟩ to ⟨Mar 15, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Sun 03:00  → carol   bot: You're on call for *search* in 30 hours: ⟨Mar 9, 2026 at 04:00⟩ to ⟨Mar 16, 2026 at 04:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Sun 21:00  → bob   bot: You're on call for:
            • *payments* in 8 hours: ⟨tomorrow at 05:00⟩ to ⟨tomorrow at 17:00⟩   [Ask for cover]
            • *payments* in 32 hours: ⟨Mar 10, 2026 at 05:00⟩ to ⟨Mar 10, 2026 at 17:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 16, 2026 at 05:00⟩ to ⟨Mar 16, 2026 at 17:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Mon 02:00  → carol   bot: You're on call for *search* in 7 hours: ⟨tomorrow at 04:00⟩ to ⟨Mar 16, 2026 at 04:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Mon 09:00  → alice   bot: You're on call for *search* in 7 days: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
    "#]]).await;
}

#[tokio::test]
async fn days_in_a_row_are_one_shift_to_be_reminded_of() {
    let town = lite().await;
    town.schedule("payments").daily("09:00", 24, ["alice", "alice", "alice", "bob", "bob", "bob"]).await;
    town.passes("1 min").await;
    town.forgets();
    town.passes("4 days").await;
    town.reads(expect![[r#"
        Wed 09:00  → bob   bot: You're on call for:
            • *payments* in 1 day: ⟨tomorrow at 09:00⟩ to ⟨Mar 8, 2026 at 09:00⟩   [Ask for cover]
            • *payments* in 7 days: ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 14, 2026 at 09:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Thu 08:00  → bob   bot: You're on call for *payments* in 1 hour: ⟨today at 09:00⟩ to ⟨Mar 8, 2026 at 09:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
    "#]])
        .await;
}

#[tokio::test]
async fn a_shift_that_vanished_is_not_reminded_of_and_one_that_appears_late_has_what_is_still_ahead() {
    let town = lite().await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.passes("5 days").await;
    town.forgets();
    rotates(&town, "alice", payments, &["carol"]).await;
    town.alice.types("/oncall override @bob 8 mar 12:00 to 8 mar 20:00 payments").await;
    town.passes("3 days").await;
    town.reads(expect![[r#"
        Sat 09:00  #payments (only alice)   bot: Bob instead of Carol on *payments* from ⟨tomorrow at 12:00⟩ until ⟨tomorrow at 20:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Sat 09:00  → bob   bot: You're on call for *payments* instead of Carol from ⟨tomorrow at 12:00⟩ until ⟨tomorrow at 20:00⟩ (override by Alice).
            [Next shifts]
        Sat 09:00  → carol   bot: Bob is on call for *payments* instead of you from ⟨tomorrow at 12:00⟩ until ⟨tomorrow at 20:00⟩ (override by Alice).
            [Next shifts]
        Sat 09:00  → bob   bot: Alice changed *payments*: you no longer have ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩, ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩ and 3 more.
            [My shifts]
        Sat 09:00  → carol   bot: Alice changed *payments*: your shift ⟨Mar 2, 2026 at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩ is now from ⟨Mar 2, 2026 at 09:00⟩ on.
            [My shifts]
        Sat 12:00  → bob   bot: You're on call for *payments* in 1 day: ⟨tomorrow at 12:00⟩ to ⟨tomorrow at 20:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Sat 20:00  → carol   bot: You're on call for *payments* in 1 day: from ⟨tomorrow at 20:00⟩ on.
            [Ask for cover] [Add to my calendar] [Settings]
        Sun 11:00  → bob   bot: You're on call for *payments* in 1 hour: ⟨today at 12:00⟩ to ⟨today at 20:00⟩.
            [Ask for cover] [Add to my calendar] [Settings]
        Sun 19:00  → carol   bot: You're on call for *payments* in 1 hour: from ⟨today at 20:00⟩ on.
            [Ask for cover] [Add to my calendar] [Settings]
    "#]]).await;
}

#[tokio::test]
async fn shifts_that_are_due_at_one_instant_are_one_reminder() {
    let town = lite().await;
    for name in ["payments", "search <!channel> & *co*"] {
        town.schedule(name).weekly("Mon 09:00", ["carol", "bob"]).await;
    }
    town.passes("5 days").await;
    town.forgets();
    town.passes("2 days").await;
    town.reads(expect![[r#"
        Sun 09:00  → bob   bot: You're on call for:
            • *payments* in 1 day: ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            • *search <!channel> & ∗co∗* in 1 day: ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Mon 08:00  → bob   bot: You're on call for:
            • *payments* in 1 hour: ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            • *search <!channel> & ∗co∗* in 1 hour: ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
        Mon 09:00  → carol   bot: You're on call for:
            • *payments* in 7 days: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            • *search <!channel> & ∗co∗* in 7 days: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            [My shifts] [Add to my calendar] [Settings]
    "#]])
        .await;
}

#[tokio::test]
async fn who_wants_no_reminders_and_no_news_has_none() {
    let town = lite().await;
    town.bob.types("/oncall settings").await;
    town.bob.fills_in(ModalId::Settings, [("reminders", ""), ("news", "")]).await;
    town.forgets();
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    rotates(&town, "alice", payments, &["bob"]).await;
    town.passes("8 days").await;
    let to_bob = town.said().into_iter().filter(|entry| entry.to_string().starts_with("→ bob"));
    assert_eq!(to_bob.map(|entry| entry.to_string()).collect::<Vec<_>>(), Vec::<String>::new());
}

on_both!(two_replicas_remind_and_tell_once_also_when_an_answer_is_lost, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.tells_people_of_their_shifts(true).await;
    for number in 0..20 {
        town.schedule(&format!("team {number}")).weekly("Mon 09:00", ["alice", "bob"]).await;
    }
    town.slack.fails_next("chat.postMessage", Weather::LosesReply);
    town.passes("1 min").await;
    let joined = town.said();
    assert_eq!(joined.len(), 40, "each is told of each rotation once");
    town.passes("7 days").await;
    let reminded = town.said();
    let keys: std::collections::HashSet<_> =
        reminded.iter().map(|entry| entry.metadata.clone().unwrap().to_string()).collect();
    assert_eq!(keys.len(), reminded.len(), "none is said twice");
    let mentions: usize = reminded.iter().map(|entry| entry.shown().matches("team ").count()).sum();
    // A day and an hour before for Bob; a week before for Alice, whose turn comes again.
    assert!(reminded.iter().all(|entry| entry.shown().starts_with("You're on call for")));
    let cut = reminded.iter().filter(|entry| entry.shown().contains("and 10 more")).count();
    assert_eq!((reminded.len(), mentions, cut), (3, 30, 3), "twenty schedules of one instant are one reminder");
});

on_both!(an_edit_is_told_to_those_whose_shifts_it_moves_and_to_nobody_else, async |store| {
    let town = town(store).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.passes("1 min").await;
    town.forgets();
    // Alice takes Carol's place and tells herself nothing; Bob's turns stay.
    rotates(&town, "alice", payments, &["alice", "bob"]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:01  → carol   bot: Alice changed *payments*: you no longer have ⟨today at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩, ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩, ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩ and 4 more.
            [My shifts]
    "#]]).await;
    // Twice in a moment is told as what it comes to.
    rotates(&town, "carol", payments, &["carol", "bob"]).await;
    town.passes("3 s").await;
    rotates(&town, "alice", payments, &["bob", "carol", "alice"]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:02  → alice   bot: Carol changed *payments*: your shift ⟨Mar 30, 2026 at 09:00⟩ moves to ⟨Apr 6, 2026 at 09:00⟩ and your shift ⟨Apr 13, 2026 at 09:00⟩ moves to ⟨May 18, 2026 at 09:00⟩; you no longer have ⟨today at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩, ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩ and ⟨May 25, 2026 at 09:00⟩ to ⟨Jun 1, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:02  → bob   bot: Carol and Alice changed *payments*: your shift ⟨Mar 9, 2026 at 09:00⟩ moves to ⟨Apr 13, 2026 at 09:00⟩; you no longer have ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩, ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ and ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩; you now have ⟨today at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩ and ⟨May 25, 2026 at 09:00⟩ to ⟨Jun 1, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:02  → carol   bot: Alice put you on the rotation *payments*. Your first shift begins ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
    "#]]).await;
});

on_both!(what_a_script_does_is_told_without_a_name, async |store| {
    let town = town(store).await;
    let script = Script::of(&town).await;
    let (bob, carol) = (script.user("bob").await, script.user("carol").await);
    let rule = json!({ "type": "rolling_users", "name": "weekly", "start": "2026-02-23T09:00:00", "duration": 604_800,
        "frequency": "weekly", "interval": 1, "week_start": "MO", "rolling_users": [[bob], [carol]],
        "start_rotation_from_user_index": 0, "time_zone": "Europe/Oslo", "source": 3 });
    let rule = script.sends(Method::POST, "on_call_shifts/", rule).await["id"].as_str().unwrap().to_owned();
    let schedule = json!({ "name": "payments", "type": "calendar", "shifts": [rule] });
    let id = script.sends(Method::POST, "schedules/", schedule).await["id"].as_str().unwrap().to_owned();
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:00  → bob   bot: You're on the rotation *payments* now. Your first shift begins ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:00  → carol   bot: You're on the rotation *payments* now. You're on call from now until ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
    "#]])
        .await;
    // The mere passing of time, and an edit that moves nothing, are told to nobody.
    town.bob.types("/oncall settings").await;
    town.bob.fills_in(ModalId::Settings, [("reminders", "")]).await;
    town.carol.types("/oncall settings").await;
    town.carol.fills_in(ModalId::Settings, [("reminders", "")]).await;
    town.passes("20 days").await;
    script.sends(Method::PUT, &format!("schedules/{id}/"), json!({ "name": "payments EU" })).await;
    town.passes("1 min").await;
    town.forgets();
    town.reads(expect![[""]]).await;
    script.sends(Method::PUT, &format!("on_call_shifts/{rule}/"), json!({ "rolling_users": [[carol]] })).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Sun 09:02  → bob   bot: *payments EU* was changed: you no longer have ⟨tomorrow at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩, ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩, ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ and 4 more.
            [My shifts]
        Sun 09:02  → carol   bot: *payments EU* was changed: your shift ⟨Mar 16, 2026 at 09:00⟩ to ⟨tomorrow at 09:00⟩ is now from ⟨Mar 16, 2026 at 09:00⟩ on.
            [My shifts]
    "#]]).await;
    script.sends(Method::DELETE, &format!("schedules/{id}/"), json!(null)).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Sun 09:03  → carol   bot: *payments EU* was deleted: you no longer have the time from ⟨Mar 16, 2026 at 09:00⟩ on.
            [My shifts]
    "#]])
        .await;
});

#[tokio::test]
async fn overrides_that_a_person_makes_are_told_once() {
    let town = lite().await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.passes("1 min").await;
    town.forgets();
    town.alice.types("/oncall override @bob tomorrow 9-17 payments").await;
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 09:01  #payments (only alice)   bot: Bob instead of Carol on *payments* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 09:01  → bob   bot: You're on call for *payments* instead of Carol from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (override by Alice).
            [Next shifts]
        Mon 09:01  → carol   bot: Bob is on call for *payments* instead of you from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (override by Alice).
            [Next shifts]
    "#]]).await;
}

#[tokio::test]
async fn who_deletes_a_schedule_tells_those_who_had_shifts() {
    let town = lite().await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob", "alice"]).await;
    town.passes("1 min").await;
    town.forgets();
    delete_schedule::delete_schedule(town.ctx(), person(&town, "alice").await, payments).await.unwrap();
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:01  → bob   bot: Alice deleted *payments*: you no longer have ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩, ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ and ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:01  → carol   bot: Alice deleted *payments*: you no longer have ⟨today at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩, ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩, ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩, ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩ and ⟨May 25, 2026 at 09:00⟩ to ⟨Jun 1, 2026 at 09:00⟩.
            [My shifts]
    "#]]).await;
}

on_both!(an_edit_that_puts_somebody_on_call_in_their_time_off_is_told_once, async |store| {
    let town = town(store).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.lets_manage(payments, "carol").await;
    town.bob.types("/oncall away 16 mar to 20 mar").await;
    town.passes("1 min").await;
    town.forgets();
    rotates(&town, "carol", payments, &["bob", "carol"]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:01  → bob   bot: Carol changed *payments*: your shift ⟨Mar 9, 2026 at 09:00⟩ moves to ⟨Mar 16, 2026 at 09:00⟩, your shift ⟨Apr 6, 2026 at 09:00⟩ moves to ⟨Mar 30, 2026 at 09:00⟩, your shift ⟨Apr 20, 2026 at 09:00⟩ moves to ⟨Apr 13, 2026 at 09:00⟩ and 2 more move; you no longer have ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩; you now have ⟨today at 09:00⟩ to ⟨Mar 9, 2026 at 09:00⟩ and ⟨May 25, 2026 at 09:00⟩ to ⟨Jun 1, 2026 at 09:00⟩.
            [My shifts]
        Mon 09:01  → carol   bot: Bob is away Mon 16 Mar to Fri 20 Mar and on call for *payments* then: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩. They stay on call until somebody covers; `/oncall override @somebody` puts somebody else there.
            [Next shifts]
        Mon 09:01  → bob   bot: You're away Mon 16 Mar to Fri 20 Mar and on call for *payments* then: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩. You stay on call until somebody covers: `/oncall swap` asks for that.
            [Ask for cover] [My shifts]
    "#]]).await;
    rotates(&town, "carol", payments, &["bob", "alice"]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:02  → alice   bot: Carol put you on the rotation *payments*. Your first shift begins ⟨Mar 9, 2026 at 09:00⟩.
            [My shifts]
    "#]]).await;
});

#[tokio::test]
async fn a_hundred_people_with_hostile_names_break_no_limit() {
    let town = lite().await;
    let name = "<!channel> & *\u{202e}bold\u{202c}* 🙂 ".repeat(4).chars().take(80).collect::<String>();
    town.moves_in(Person::new("eve", &name).in_zone("Asia/Kolkata")).await;
    let payments = town.schedule(&name).daily("09:00", 12, ["bob", "carol"]).await;
    town.passes("1 min").await;
    town.forgets();
    town.bob.types("/oncall away mon to 20 mar").await;
    rotates(&town, "eve", payments, &["carol", "bob", "eve"]).await;
    town.passes("1 min").await;
    let said = town.said();
    assert!(said.iter().any(|entry| entry.shown().contains(" more move")));
    assert!(said.iter().all(|entry| !entry.raw.to_string().contains("<!channel>")));
}
