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
            Layer: [Layer 1] (A higher layer wins where it has somebody.)
            Turns (optional): ( ) Days off call use up turns
            Name (optional): [plain_text_input] (Only if you call it something.)
            [Back]
        Mon 14:05  modal of alice   bot (updated): New schedule
            *payments*, Europe/Oslo: announced in #payments, keeps `@payments-oncall`. Its maker and the workspace's admins may edit it.
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
            *payments*, Europe/Oslo: announced in #payments, keeps `@payments-oncall`. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 2* (evenings): Carol
            A day each, from 18:00 · Monday to Friday · 18:00 to 20:00 · from 2 Mar 2026
            [Change] [Order] [Down] [Remove]
            *Layer 1*: Alice and Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Up] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation]
        Mon 14:05  modal of alice   bot (updated): New schedule
            Preview of *payments*, which is new. Nothing is saved yet.
            In the next 60 days: Alice 29 shifts (721 h) · Bob 24 shifts (631 h) · Carol 44 shifts (88 h)
            The first weeks:
            • ⟨today at 14:05⟩ to ⟨today at 18:00⟩: Alice
            • ⟨today at 18:00⟩ to ⟨today at 20:00⟩: Carol
            • ⟨today at 20:00⟩ to ⟨tomorrow at 18:00⟩: Alice
            • ⟨tomorrow at 18:00⟩ to ⟨tomorrow at 20:00⟩: Carol
            • ⟨tomorrow at 20:00⟩ to ⟨Mar 4, 2026 at 18:00⟩: Alice
            • ⟨Mar 4, 2026 at 18:00⟩ to ⟨Mar 4, 2026 at 20:00⟩: Carol
            • ⟨Mar 4, 2026 at 20:00⟩ to ⟨Mar 5, 2026 at 18:00⟩: Alice
            • ⟨Mar 5, 2026 at 18:00⟩ to ⟨Mar 5, 2026 at 20:00⟩: Carol
            • and 37 more in the first four weeks
            `@payments-oncall` holds Bob and Carol now. After *Save* it holds whoever is on call, at first Alice. Everybody else is taken out.
            [Back]
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* is made. Handoffs are announced in #payments. `@payments-oncall` holds whoever is on call.
            The first weeks:
            • ⟨today at 14:05⟩ to ⟨today at 18:00⟩: Alice
            • ⟨today at 18:00⟩ to ⟨today at 20:00⟩: Carol
            • ⟨today at 20:00⟩ to ⟨tomorrow at 18:00⟩: Alice
            • ⟨tomorrow at 18:00⟩ to ⟨tomorrow at 20:00⟩: Carol
            • ⟨tomorrow at 20:00⟩ to ⟨Mar 4, 2026 at 18:00⟩: Alice
            • ⟨Mar 4, 2026 at 18:00⟩ to ⟨Mar 4, 2026 at 20:00⟩: Carol
            • ⟨Mar 4, 2026 at 20:00⟩ to ⟨Mar 5, 2026 at 18:00⟩: Alice
            • ⟨Mar 5, 2026 at 18:00⟩ to ⟨Mar 5, 2026 at 20:00⟩: Carol
            • and 37 more in the first four weeks
            [Who is on call] [Edit again]
        Mon 14:05  #payments   bot: *payments*: @alice is on call until ⟨today at 18:00⟩. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:05  modal of alice   bot (updated): Rota
            *payments* — *Alice* until ⟨today at 18:00⟩, then Carol
        Mon 18:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨today at 20:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 20:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 18:00⟩. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

on_both!(a_name_that_is_taken_is_marked_in_the_form, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.bob.types("/oncall create").await;
    town.forgets();
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "Payments")]).await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "  ")]).await;
    town.reads(expect![[r#"
        Mon 14:05  modal of bob   bot (errors): name.1: There is a schedule called "Payments" already: choose another name.
        Mon 14:05  modal of bob   bot (errors): name.1: Give it a name.
    "#]]).await;
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
    town.reads(expect![[r"
        Mon 14:05  modal of bob   bot (errors): ends.2-0: It would end on 2 March 2026 and begin on 9 March 2026: choose a later end.
        Mon 14:05  modal of bob   bot (errors): from.2-0: The hours begin and end at 09:00: leave them out for the whole day, or choose another end.
        Mon 14:05  modal of bob   bot (errors): every.2-0: A turn can't be longer than 12 months: choose a shorter one.
        Mon 14:05  modal of bob   bot (errors): every.2-0: Write a whole number: 1 or more.
    "]]).await;
});

on_both!(a_schedule_without_a_rotation_is_made_or_refused_in_a_sentence, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.types("/oncall create").await;
    town.bob.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.bob.fills_in(ModalId::RotationForm, [("people", "@bob")]).await;
    town.bob.clicks_in_modal("Remove").await;
    town.forgets();
    town.bob.fills_in(ModalId::SchedulePlan, []).await;
    town.reads(expect![[r"
        Mon 14:05  modal of bob   bot (updated): New schedule
            Preview of *payments*, which is new. Nothing is saved yet.
            Nobody takes turns in it yet.
            Nobody is on call in the first four weeks.
            [Back]
    "]])
        .await;
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
    town.reads(expect![[r"
        Mon 14:05  #payments (only nia)   bot: I don't know you yet. I'm asking Slack who you are: try again in a moment.
        Mon 14:05  modal of nia   bot: New schedule
            Name: [payments] (What people type after /oncall now.)
            Time zone: [UTC (UTC)] (Handoffs keep to its clock, in summer and winter.)
            Channel (optional): [#payments] (Where handoffs are announced. Rota must be in it.)
            User group (optional): [A group like @payments-oncall] (Rota puts whoever is on call into it, and nobody else.)
            While nobody is on call: [The group keeps the last people]
            Who the group holds then (optional): [multi_users_select] (Only if the group holds the people below.)
            Managers (optional): [multi_users_select] (They may edit it, besides its maker and the workspace's admins.)
            Options (optional): ( ) Every member may edit this schedule ( ) Announce handoffs in no channel
        Mon 14:05  #payments (only gus)   bot: Guests can't see who is on call. Ask a member of this workspace.
    "]]).await;
});
