//! `/oncall edit`: what changes and from when on, before and after it is saved.

use expect_test::expect;
use rota::slack::modals::ModalId;

use super::{MONDAY, makes, shows};
use crate::support::databases::on_both;
use crate::support::town::Town;

on_both!(a_person_is_added_and_the_order_goes_on_from_the_next_handoff, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Change").await;
    town.forgets();
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob, @carol")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.alice.closes_the_modal().await;
    town.passes("1 min").await;
    town.alice.types("/oncall next payments").await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Alice, Bob and Carol
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation] [Delete this schedule]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨Mar 9, 2026 at 09:00⟩, the next handoff; the past stays as it was.
            In the next 60 days: Carol joins with 3 (504 h) · Bob 5 → 3 shifts (−264 h, one weekend fewer) · Alice 4 → 3 shifts (−240 h, 2 weekends fewer)
            The first weeks:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Carol
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Alice
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Bob
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Carol
            Takes effect: (x) At the next handoff ( ) Now ( ) At a moment I choose
            [Back]
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* is saved and holds from ⟨Mar 9, 2026 at 09:00⟩ on; until then nothing changes. Handoffs are announced in #payments.
            In the next 60 days: Carol joins with 3 (504 h) · Bob 5 → 3 shifts (−264 h, one weekend fewer) · Alice 4 → 3 shifts (−240 h, 2 weekends fewer)
            [Who is on call] [Edit again]
        Mon 14:06  #payments (only alice)   bot: *payments*, from now on:
            • now until ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Carol
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Alice
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Bob
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Carol
            • ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩: Alice
            • ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩: Bob
            [Share who is on call now]
    "]]).await;
});

on_both!(a_rotation_is_restarted_with_somebody_now, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob, @carol").await;
    town.alice.types("/oncall edit").await;
    town.alice.clicks_in_modal("Change").await;
    town.forgets();
    town.alice.fills_in(ModalId::RotationForm, [("restart", "@carol")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills("draft_effect", "now").await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.passes("1 min").await;
    town.alice.closes_the_modal().await;
    town.alice.types("/oncall next payments").await;
    town.reads(expect![[r#"
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Alice, Bob and Carol
            A week each, from Mondays 09:00 · from 2 Mar 2026 · begins again with Carol
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation] [Delete this schedule]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨Mar 9, 2026 at 09:00⟩, the next handoff; the past stays as it was.
            In the next 60 days: Alice 3 shifts (+72 h, one weekend more) · Bob 3 shifts (−72 h, one weekend fewer) · Carol 3 shifts (at other times)
            The first weeks:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Carol
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Carol
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Alice
            Takes effect: (x) At the next handoff ( ) Now ( ) At a moment I choose
            [Back]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts now; the past stays as it was.
            In the next 60 days: Bob 3 shifts (−65 h 54 min, one weekend fewer) · Carol 3 shifts (+59 h 49 min, one weekend more) · Alice 3 shifts (+6 h 5 min)
            The first weeks:
            • ⟨today at 14:05⟩ to ⟨Mar 9, 2026 at 09:00⟩: Carol
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Alice
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Bob
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Carol
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            Takes effect: ( ) At the next handoff (x) Now ( ) At a moment I choose
            [Back]
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* is saved and holds from now on. Handoffs are announced in #payments.
            In the next 60 days: Bob 3 shifts (−65 h 54 min, one weekend fewer) · Carol 3 shifts (+59 h 49 min, one weekend more) · Alice 3 shifts (+6 h 5 min)
            [Who is on call] [Edit again]
        Mon 14:05  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only alice)   bot: *payments*, from now on:
            • now until ⟨Mar 9, 2026 at 09:00⟩: Carol
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Alice
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Bob
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Carol
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Bob
            • ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩: Carol
            • ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩: Alice
            [Share who is on call now]
    "#]]).await;
});

on_both!(a_layer_is_removed_from_a_chosen_moment_on, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Add a rotation").await;
    town.alice
        .fills_in(
            ModalId::RotationForm,
            [("people", "@carol"), ("name", "nights"), ("from", "20:00"), ("until", "08:00")],
        )
        .await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.alice.clicks_in_modal("Edit again").await;
    town.forgets();
    town.alice.clicks_in_modal("Remove").await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills("draft_effect", "at").await;
    town.alice.fills("draft_moment", "2026-03-05T12:00").await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.alice.closes_the_modal().await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Alice and Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation] [Delete this schedule]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨Mar 9, 2026 at 09:00⟩, the next handoff; the past stays as it was.
            In the next 60 days: Carol has none of 60 any more (−719 h) · Bob 37 → 5 shifts (+383 h) · Alice 32 → 4 shifts (+336 h)
            The first weeks:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Bob
            Takes effect: (x) At the next handoff ( ) Now ( ) At a moment I choose
            [Back]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨tomorrow at 14:05⟩; the past stays as it was.
            In the next 60 days: Carol has none of 54 any more (−647 h) · Bob 32 → 4 shifts (+335 h) · Alice 31 → 5 shifts (+312 h)
            The first weeks:
            • ⟨tomorrow at 14:05⟩ to ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            Takes effect: ( ) At the next handoff ( ) Now (x) At a moment I choose
            From: [Mar 3, 2026 14:05]
            [Back]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨Mar 5, 2026 at 12:00⟩; the past stays as it was.
            In the next 60 days: Carol has none of 56 any more (−671 h) · Alice 33 → 5 shifts (+336 h) · Bob 33 → 5 shifts (+335 h)
            The first weeks:
            • ⟨Mar 5, 2026 at 12:00⟩ to ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            Takes effect: ( ) At the next handoff ( ) Now (x) At a moment I choose
            From: [Mar 5, 2026 12:00]
            [Back]
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* is saved and holds from ⟨Mar 5, 2026 at 12:00⟩ on; until then nothing changes. Handoffs are announced in #payments.
            In the next 60 days: Carol has none of 56 any more (−671 h) · Alice 33 → 5 shifts (+336 h) · Bob 33 → 5 shifts (+335 h)
            [Who is on call] [Edit again]
    "]]).await;
    town.passes("7 days").await;
    town.forgets();
});

on_both!(a_moment_that_is_past_is_refused_and_what_was_not_shown_is_not_saved, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Change").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@bob, @alice, @carol")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills("draft_effect", "at").await;
    town.forgets();
    town.alice.fills("draft_moment", "2026-03-01T12:00").await;
    let note = shows(&town, "alice");
    assert!(note.starts_with("That is past: choose a moment ahead."), "{note}");
    // A choice that Rota has not heard of when *Save* comes: what it means is shown first.
    town.alice.fills_in(ModalId::PlanPreview, [("draft_effect", "now")]).await;
    let again = shows(&town, "alice");
    assert!(again.starts_with("Preview of *payments* — starts now; the past stays as it was."), "{again}");
    town.alice.closes_the_modal().await;
    town.forgets();
});

on_both!(the_clocks_change_and_the_preview_counts_the_hour, async |store| {
    let town = Town::with(store, "Fri 2026-03-27 12:00 Europe/Oslo").await;
    makes(&town, "payments", "@alice, @bob").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Change").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob, @carol")]).await;
    town.forgets();
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.reads(expect![[r"
        Fri 12:00  modal of alice   bot (updated): Edit schedule
            Preview of *payments* — starts ⟨Mar 30, 2026 at 09:00⟩, the next handoff; the past stays as it was.
            In the next 60 days: Carol joins with 3 (504 h) · Bob 5 → 3 shifts (−264 h, one weekend fewer) · Alice 4 → 3 shifts (−240 h, 2 weekends fewer)
            The first weeks:
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Bob
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Carol
            • ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩: Alice
            • ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩: Bob
            Takes effect: (x) At the next handoff ( ) Now ( ) At a moment I choose
            [Back]
    "]]).await;
});

on_both!(somebody_elses_change_meanwhile_is_not_overwritten, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = makes(&town, "payments", "@alice, @bob").await;
    town.lets_manage(payments, "bob").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Change").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob, @carol")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.bob.types("/oncall edit").await;
    town.bob.clicks_in_modal("Settings").await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "pay <!channel>")]).await;
    town.bob.fills_in(ModalId::SchedulePlan, []).await;
    town.bob.fills_in(ModalId::PlanPreview, []).await;
    town.forgets();
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot (updated): Rota
            Somebody has changed *pay <!channel>* since you opened it, so nothing was saved: open it again and repeat your change.
    "]]).await;
});

on_both!(who_does_not_manage_it_is_told_who_does, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = makes(&town, "payments", "@alice, @bob").await;
    town.bob.types("/oncall edit payments").await;
    town.bob.types("/oncall edit").await;
    town.bob.types("/oncall edit paymets").await;
    town.lets_manage(payments, "carol").await;
    town.bob.types("/oncall edit payments").await;
    town.reads(expect![[r"
        Mon 14:05  #payments (only bob)   bot: Only those who manage *payments* can change it: ask Alice or an admin of this workspace.
        Mon 14:05  #payments (only bob)   bot: You manage no schedule. `/oncall edit` with a schedule's name says who can change it, and `/oncall create` makes one of your own.
        Mon 14:05  #payments (only bob)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        Mon 14:05  #payments (only bob)   bot: Only those who manage *payments* can change it: ask Alice, Carol or an admin of this workspace.
    "]]).await;
});

on_both!(which_schedule_is_asked_where_several_can_be_meant, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    makes(&town, "search", "@alice, @bob").await;
    town.alice.types("/oncall edit").await;
    town.alice.takes("editable", "SEA").await;
    town.alice.fills_in(ModalId::ChooseSchedule, []).await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot: Edit schedule
            Schedule: [Type its name]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            *search*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Alice and Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation] [Delete this schedule]
    "]]).await;
});

on_both!(a_schedule_made_elsewhere_says_what_cannot_be_edited_here, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Settings").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "pay")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot: Edit schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            The rotations of *payments* are made over the API or with Terraform: change them there, so that it doesn't undo what you do here.
            [Delete this schedule]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Name: [payments] (What people type after /oncall now.)
            Time zone: [Europe/Oslo (UTC+1)] (Handoffs keep to its clock, in summer and winter.)
            Channel (optional): [#payments] (Where handoffs are announced. Rota must be in it.)
            User group (optional): [A group like @payments-oncall] (Rota puts whoever is on call into it, and nobody else.)
            While nobody is on call: [The group keeps the last people]
            Who the group holds then (optional): [multi_users_select] (Only if the group holds the people below.)
            Managers (optional): [multi_users_select] (They may edit it, besides its maker and the workspace's admins.)
            Options (optional): ( ) Every member may edit this schedule ( ) Announce handoffs in no channel
            [Back]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            *pay*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            The rotations of *payments* are made over the API or with Terraform: change them there, so that it doesn't undo what you do here.
            [Delete this schedule]
        Mon 14:05  modal of alice   bot (updated): Edit schedule
            Preview of *pay* — its settings change at once; the past stays as it was.
            Nobody's shifts change in the next 60 days.
            The first weeks:
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Bob
            Takes effect: (x) At the next handoff ( ) Now ( ) At a moment I choose
            [Back]
        Mon 14:05  modal of alice   bot (updated): Rota
            *pay* is saved. Handoffs are announced in #payments.
            Nobody's shifts change in the next 60 days.
            [Who is on call] [Edit again]
    "]]).await;
});

on_both!(a_schedule_is_deleted, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    town.alice.types("/oncall edit payments").await;
    town.forgets();
    town.alice.clicks_in_modal("Delete this schedule").await;
    town.alice.types("/oncall").await;
    // A second click, from another window.
    town.passes("7 days").await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* is deleted. Its handoffs are not announced any more.
        Mon 14:05  #payments (only alice)   bot: There are no schedules yet. `/oncall create` makes the first in about a minute.
            [Create a schedule]
        Mon 14:05  #payments   bot: Alice deleted *payments*. Its handoffs are not announced any more.
    "]]).await;
});

on_both!(a_form_of_a_schedule_that_is_gone_says_so, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = makes(&town, "payments", "@alice, @bob").await;
    town.lets_manage(payments, "bob").await;
    town.alice.types("/oncall edit payments").await;
    town.bob.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Delete this schedule").await;
    town.forgets();
    town.bob.fills_in(ModalId::SchedulePlan, []).await;
    town.reads(expect![[r"
        Mon 14:05  modal of bob   bot (updated): Rota
            This schedule is gone. `/oncall` lists what there is.
        Mon 14:05  #payments   bot: Alice deleted *payments*. Its handoffs are not announced any more.
    "]])
        .await;
});
