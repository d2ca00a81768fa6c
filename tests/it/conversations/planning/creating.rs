//! `/oncall create`, from an empty workspace to the first announcement.

use expect_test::expect;
use rota::slack::modals::ModalId;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

on_both!(a_schedule_of_two_layers_is_made_from_nothing, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.alice.types("/oncall").await;
    town.alice.clicks("Create a schedule").await;
    town.alice.takes("zone", "oslo").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob")]).await;
    town.alice.clicks_in_modal("Add a rotation").await;
    town.alice
        .fills_in(
            ModalId::RotationForm,
            [
                ("people", "@carol"),
                ("every", "1"),
                ("unit", "days"),
                ("from", "18:00"),
                ("until", "20:00"),
                ("name", "evenings"),
            ],
        )
        .await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: There are no schedules yet. `/oncall create` makes the first in about a minute.
            [Create a schedule]
        Mon 14:05  modal of alice   bot: New schedule
            Name: [payments] (What people type after /oncall now.)
            Time zone: [Europe/Oslo (UTC+1)] (Handoffs keep to its clock, in summer and winter.)
            Channel (optional): [#payments] (Where handoffs are announced. Rota must be in it.)
            User group (optional): [A group like @payments-oncall] (Rota puts whoever is on call into it, and nobody else.)
            While nobody is on call: [The group keeps the last people]
            Who the group holds then (optional): [multi_users_select] (Only if the group holds the people below.)
            Managers (optional): [multi_users_select] (They may edit it, besides its maker and the workspace's admins.)
            Options (optional): ( ) Every member may edit this schedule ( ) Announce handoffs in no channel
        Mon 14:05  modal of alice   bot (updated): New schedule
            Who takes turns: [multi_users_select] (In this order, one at a time. Order puts them in another, or together.)
            A turn lasts: [1]
            of these: [weeks]
            Handoff at: [09:00] (In Europe/Oslo.)
            Handoff on (optional): [Monday] (If turns are weeks. Turns of months begin on the first.)
            On call on: (x) Monday (x) Tuesday (x) Wednesday (x) Thursday (x) Friday (x) Saturday (x) Sunday
            On call from (optional): [timepicker] (Leave both empty for around the clock.)
            On call until (optional): [timepicker]
            Begins: [2026-03-02]
            Ends (optional): [datepicker] (Leave it empty for never.)
            Layer: [Layer 1 (new, on top)] (A higher layer wins where it has somebody.)
            Turns (optional): ( ) Days off call use up turns
            Name (optional): [plain_text_input] (Only if you call it something.)
        Mon 14:05  modal of alice   bot (updated): New schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Alice and Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation]
        Mon 14:05  modal of alice   bot (updated): New schedule
            Who takes turns: [multi_users_select] (In this order, one at a time. Order puts them in another, or together.)
            A turn lasts: [1]
            of these: [weeks]
            Handoff at: [09:00] (In Europe/Oslo.)
            Handoff on (optional): [Monday] (If turns are weeks. Turns of months begin on the first.)
            On call on: (x) Monday (x) Tuesday (x) Wednesday (x) Thursday (x) Friday (x) Saturday (x) Sunday
            On call from (optional): [timepicker] (Leave both empty for around the clock.)
            On call until (optional): [timepicker]
            Begins: [2026-03-02]
            Ends (optional): [datepicker] (Leave it empty for never.)
            Layer: [Layer 2 (new, on top)] (A higher layer wins where it has somebody.)
            Turns (optional): ( ) Days off call use up turns
            Name (optional): [plain_text_input] (Only if you call it something.)
            [Back]
        Mon 14:05  modal of alice   bot (updated): New schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 2* (evenings): Carol
            A day each, from 18:00 · 18:00 to 20:00 · from 2 Mar 2026
            [Change] [Order] [Down] [Remove]
            *Layer 1*: Alice and Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Up] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation]
        Mon 14:05  modal of alice   bot (updated): Rota
            Somebody has changed *payments* since you opened it, so nothing was saved: open it again and repeat your change.
    "#]]).await;
});
