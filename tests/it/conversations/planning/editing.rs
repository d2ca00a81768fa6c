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
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
});

on_both!(who_does_not_manage_it_is_told_who_does, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = makes(&town, "payments", "@alice, @bob").await;
    town.bob.types("/oncall edit payments").await;
    town.bob.types("/oncall edit").await;
    town.bob.types("/oncall edit paymets").await;
    town.lets_manage(payments, "carol").await;
    town.bob.types("/oncall edit payments").await;
    town.reads(expect![[""]]).await;
});

on_both!(which_schedule_is_asked_where_several_can_be_meant, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    makes(&town, "search", "@alice, @bob").await;
    town.alice.types("/oncall edit").await;
    town.alice.fills_in(ModalId::ChooseSchedule, []).await;
    town.alice.takes("editable", "SEA").await;
    town.alice.fills_in(ModalId::ChooseSchedule, []).await;
    town.reads(expect![[""]]).await;
});

on_both!(a_schedule_made_elsewhere_says_what_cannot_be_edited_here, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Settings").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "pay")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
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
    town.reads(expect![[""]]).await;
});
