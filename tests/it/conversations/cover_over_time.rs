//! What happens to a request by itself: reminders, its time, changes of the rotation, scripts over REST, crashes.

use expect_test::expect;
use jiff::SignedDuration;
use reqwest::Method;
use rota::playground::{Place, Weather};
use rota::slack::modals::ModalId;
use rota::store::{covers, posts};
use serde_json::{Value, json};

use super::asking_for_cover::{asks, newest};
use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 10:00 Europe/Oslo";

on_both!(the_thread_is_reminded_and_then_nobody_had_accepted, async |store| {
    let town = Town::with_replicas(store, "Mon 2026-02-02 09:00 Europe/Oslo", 2).await;
    town.schedule("payments")
        .weekly("Mon 09:00", ["bob", "bob", "bob", "bob", "carol", "alice"])
        .in_channel("#payments")
        .await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    town.passes("36 days").await;
    let mut said: Vec<_> = town.said().into_iter().filter(|entry| !entry.to_string().contains("handed over")).collect();
    said.sort_by_key(|entry| (entry.at.as_second() / 60, entry.to_string()));
    let lines: Vec<_> = said
        .iter()
        .map(|entry| format!("{}  {entry}", entry.at.to_zoned(town.zone.clone()).strftime("%a %-d %b %H:%M")))
        .collect();
    expect![[r#"
        Mon 9 Feb 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 16 Feb 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 23 Feb 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 2 Mar 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Fri 6 Mar 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Sat 7 Mar 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Sun 8 Mar 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Sun 8 Mar 21:00  #payments   bot (in thread and channel): Last call: nobody covers *payments* for @alice yet, ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Without an answer @alice is on call then.
        Mon 9 Mar 09:00  #payments   bot (edited): Nobody accepted, so Alice is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 9 Mar 09:00  → alice   bot (edited): Nobody accepted, so you're on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 9 Mar 09:00  → alice   bot: Nobody accepted your request for cover on *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You're on call.
        Mon 9 Mar 09:00  → bob   bot (edited): Nobody accepted, so Alice is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 9 Mar 09:00  → carol   bot (edited): Nobody accepted, so Alice is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩."#]].assert_eq(&lines.join("\n"));
});

on_both!(a_request_follows_its_shift_or_ends_with_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.leaves_direct_messages_aside();
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    town.alice.types("/oncall override @carol 9 mar 9:00 to 10 mar 9:00 payments").await;
    town.passes("1 min").await;
    town.alice.types("/oncall override @carol 10 mar 9:00 to 16 mar 9:00 payments").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only alice)   bot: Carol instead of Alice on *payments* from ⟨Mar 9, 2026 at 09:00⟩ until ⟨Mar 10, 2026 at 09:00⟩ (UTC+1).
            I've told Carol.
            [Undo]
        Mon 10:01  #payments   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (6 days, a weekend).
            [Accept] [Offer part] [Withdraw]
        Mon 10:02  #payments (only alice)   bot: Carol instead of Alice on *payments* from ⟨Mar 10, 2026 at 09:00⟩ until ⟨Mar 16, 2026 at 09:00⟩ (UTC+1).
            I've told Carol.
            [Undo]
        Mon 10:02  #payments   bot (edited): Alice isn't on call for *payments* any more, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, so this request is closed.
    "#]]).await;
    let said = town.slack.transcript();
    let said = said.iter().filter(|entry| matches!(&entry.place, Place::Direct(who) if who != "bob"));
    let told: Vec<_> = said.map(ToString::to_string).filter(|said| said.contains("request")).collect();
    expect![[r#"
        → alice   bot: The rotation changed. Your request for cover on *payments* is now ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (6 days, a weekend); it was ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        → carol   bot: The rotation changed. Alice's request for cover on *payments* is now ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (6 days, a weekend); it was ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        → alice   bot (edited): You aren't on call for *payments* any more, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, so this request is closed.
        → carol   bot (edited): Alice isn't on call for *payments* any more, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, so this request is closed.
        → alice   bot: Your request for cover on *payments*, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, no longer matches a shift of yours: Carol is on call then since Alice overrode the rotation. I've closed it."#]].assert_eq(&told.join("\n"));
});

on_both!(a_swap_ends_when_the_rotation_is_made_anew_over_rest, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.bob.clicks("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.bob.closes_the_modal().await;
    town.passes("1 min").await;
    town.forgets();
    let script = Script::of(&town).await;
    let carol = script.user("carol").await;
    let shift = script.reads("on_call_shifts/").await["results"][0]["id"].as_str().unwrap().to_owned();
    let change = json!({ "rolling_users": [[carol]] });
    script.sends(Method::PUT, &format!("on_call_shifts/{shift}/"), change).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:02  #payments   bot (edited): Alice's shift on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed: nothing is left to cover.
        Mon 10:02  → alice   bot (edited): Your shift on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed: nothing is left to cover.
        Mon 10:02  → carol   bot (edited): Alice's shift on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed: nothing is left to cover.
        Mon 10:02  → bob   bot (edited): Alice's shift on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed: nothing is left to cover.
        Mon 10:02  → alice   bot (edited): Your shift on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed: nothing is left to cover.
        Mon 10:02  → bob   bot: The shift on *payments* that you cover for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed. That swap has ended.
        Mon 10:02  → alice   bot: The shift on *payments* that Bob covers for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, is gone since the rotation changed. That swap has ended.
    "#]]).await;
});

on_both!(what_scripts_do_over_rest_is_read_in_slack, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    let script = Script::of(&town).await;
    let (bob, swap) = (script.user("bob").await, newest(&town).await);
    let address = format!("shift_swaps/{}/", swap.id);
    let times = json!({ "schedule": swap.schedule, "swap_start": "2026-03-09T09:00:00+01:00", "swap_end": "2026-03-12T09:00:00+01:00" });
    script.sends(Method::PUT, &address, times).await;
    town.bob.clicks("Accept").await;
    town.passes("1 min").await;
    script.sends(Method::POST, &format!("{address}take/"), json!({ "benefactor": bob })).await;
    town.passes("1 min").await;
    script.sends(Method::DELETE, &address, Value::Null).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only bob)   bot: This has changed since that was written, so nothing was done. The request's own message shows what it is about now.
        Mon 10:01  #payments   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ (3 days).
            [Accept] [Offer part] [Withdraw]
        Mon 10:01  → alice   bot (edited): You asked for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ (3 days). I've posted it in #payments and written to Carol.
            [Withdraw]
        Mon 10:01  → carol   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ (3 days).
            [Accept] [Offer part] [Decline]
        Mon 10:02  #payments   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩.
        Mon 10:02  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩.
        Mon 10:02  → carol   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩.
        Mon 10:02  → bob   bot: You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩. Alice owes you 72 h.
            [Hand back]
        Mon 10:02  → alice   bot: *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩. You owe Bob 72 h.
            [Hand back]
        Mon 10:03  #payments   bot (edited): Alice's request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ was withdrawn.
        Mon 10:03  → alice   bot (edited): Your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ was withdrawn.
        Mon 10:03  → carol   bot (edited): Alice's request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ was withdrawn.
        Mon 10:03  → bob   bot (edited): Alice's request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ was withdrawn.
        Mon 10:03  → alice   bot (edited): Your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩ was withdrawn.
        Mon 10:03  → bob   bot: Alice's request for cover on *payments* was withdrawn: you're not on call, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩.
        Mon 10:03  → alice   bot: The swap with Bob on *payments* was withdrawn: you're on call, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 09:00⟩.
    "#]]).await;
});

on_both!(a_crash_or_a_lost_answer_says_nothing_twice_and_loses_nothing, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.leaves_direct_messages_aside();
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    // The reminder three days before gets lost on its way back, the next one is asked to wait.
    town.passes("3 days").await;
    town.slack.fails_next("chat.postMessage", Weather::LosesReply);
    town.passes("23 hours").await;
    town.slack.fails_next("chat.postMessage", Weather::RateLimited(40));
    town.passes("1 day").await;
    town.slack.fails_next("chat.update", Weather::RateLimited(40));
    town.bob.clicks("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.slack.fails_next("chat.update", Weather::LosesReply);
    town.passes("10 min").await;
    town.reads_each_edit_once(expect![[r#"
        Fri 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Sat 09:00  #payments   bot (in thread): Nobody covers *payments* for Alice yet, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Sat 09:01  modal of bob   bot: Cover this shift?
            Cover *payments* for Alice? You'd be on call ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ your time (UTC+1), 168 h.
        Sat 09:01  modal of bob   bot (updated): Rota
            You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Alice owes you 168 h.
        Sat 09:01  #payments   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
    "#]]).await;
});

on_both!(a_replica_that_dies_over_a_request_is_replaced, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("3 days").await;
    town.forgets();
    let due = covers::next_due(&mut town.ctx().store.reader().await.unwrap()).await.unwrap().unwrap();
    town.passes(&format!("{} s", due.duration_since(town.clock.now()).as_secs() - 1)).await;
    town.clock.advance(SignedDuration::from_secs(1));
    let mut tx = town.ctx().store.begin().await.unwrap();
    let lease = town.clock.now() + SignedDuration::from_secs(10);
    let claimed = covers::claim(&mut tx, "dead", town.clock.now(), lease, 10).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claimed.len(), 1);
    town.passes("9 s").await;
    assert_eq!(town.said().len(), 0);
    town.passes("1 s").await;
    assert_eq!(town.said().len(), 1, "the reminder");
    town.passes("1 h").await;
    assert_eq!(town.said().len(), 0);
    let mut db = town.ctx().store.reader().await.unwrap();
    let posts = posts::about(&mut db, town.workspace, newest(&town).await.id.as_str()).await.unwrap();
    assert!(posts.iter().all(|post| post.ts.is_some()), "{posts:?}");
});
