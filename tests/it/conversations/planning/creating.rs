//! `/oncall create`, from an empty workspace to the first announcement.

use expect_test::expect;
use rota::slack::modals::ModalId;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

on_both!(a_schedule_of_two_layers_is_made_from_nothing_and_announced, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol", "bob"]);
    town.is_read_by_rota().await;
    town.alice.types("/oncall").await;
    town.alice.clicks("Create a schedule").await;
    town.alice.takes("zone", "oslo").await;
    town.alice.takes("group", "payments").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob")]).await;
    town.alice.clicks_in_modal("Add a rotation").await;
    let evenings = [
        ("people", "@carol"),
        ("unit", "days"),
        ("days", "MO, TU, WE, TH, FR"),
        ("from", "18:00"),
        ("until", "20:00"),
        ("name", "evenings"),
    ];
    town.alice.fills_in(ModalId::RotationForm, evenings).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.passes("4 s").await;
    town.alice.clicks_in_modal("Who is on call").await;
    town.alice.closes_the_modal().await;
    town.passes("4 hours").await;
    assert_eq!(town.slack.group_members("payments-oncall"), ["carol"]);
    town.passes("2 hours").await;
    assert_eq!(town.slack.group_members(&group), ["alice"]);
    town.reads(expect![[""]]).await;
});

on_both!(a_name_that_is_taken_is_marked_in_the_form, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.bob.types("/oncall create").await;
    town.forgets();
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "Payments")]).await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "  ")]).await;
    town.reads(expect![[""]]).await;
});

on_both!(times_that_make_no_sense_are_marked_in_the_form, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.types("/oncall create").await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.forgets();
    town.bob
        .fills_in(ModalId::RotationForm, [("people", "@bob"), ("begins", "2026-03-09"), ("ends", "2026-03-02")])
        .await;
    town.bob.fills_in(ModalId::RotationForm, [("ends", ""), ("from", "09:00"), ("until", "09:00")]).await;
    town.bob
        .fills_in(ModalId::RotationForm, [("from", ""), ("until", ""), ("every", "9999"), ("unit", "months")])
        .await;
    town.bob.fills_in(ModalId::RotationForm, [("every", "x")]).await;
    town.reads(expect![[""]]).await;
});

on_both!(a_schedule_without_a_rotation_is_made_or_refused_in_a_sentence, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.types("/oncall create").await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.bob.fills_in(ModalId::RotationForm, [("people", "@bob")]).await;
    town.bob.clicks_in_modal("Remove").await;
    town.forgets();
    town.bob.fills_in(ModalId::SchedulePlan, []).await;
    town.reads(expect![[""]]).await;
});

on_both!(whoever_rota_has_not_read_yet_is_asked_to_wait, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.slack.set_events(&[]);
    town.slack.add_person(rota::playground::Person::new("nia", "Nia"));
    let nia = town.knows("nia");
    nia.types("/oncall create").await;
    nia.types("/oncall create").await;
    let guest = town.moves_in(rota::playground::Person::new("gus", "Gus").guest()).await;
    town.is_read_by_rota().await;
    guest.types("/oncall create").await;
    town.reads(expect![[""]]).await;
});
