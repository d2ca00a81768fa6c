//! Who may make, edit and delete schedules, and what the others are told.

use expect_test::expect;
use rota::ids::ScheduleId;
use rota::store::schedules;
use rota::usecases::Actor;
use rota::usecases::change::Change;
use rota::usecases::delete_schedule::delete_schedule;
use rota::usecases::delete_shift::delete_shift;
use rota::usecases::edit_schedule::edit_schedule;
use rota::usecases::edit_shift::edit_shift;
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::rotation_plan::{Plan, Planned, TakesEffect};
use rota::usecases::save_plan::{preview_plan, save_plan};
use rota::usecases::schedule_changes::ScheduleChanges;
use rota::usecases::shift_rules::ShiftChanges;

use super::office::Office;
use crate::support::databases::on_both;

/// What `actor` is told when they try everything there is to change, each thing once.
async fn told(office: &Office, actor: Actor, planned: &Planned) -> Vec<String> {
    let ctx = &office.ctx;
    let shift = planned.plan.rotations[0].shift.unwrap();
    let edits = Some((planned.id, planned.version));
    let renamed = ScheduleChanges { name: Change::To("other".to_owned()), ..ScheduleChanges::default() };
    let level = ShiftChanges { level: Change::To(3), ..ShiftChanges::default() };
    let mut told = vec![
        preview_plan(ctx, actor, edits, &planned.plan, TakesEffect::Now).await.unwrap_err().to_string(),
        save_plan(ctx, actor, edits, &planned.plan, TakesEffect::Now).await.unwrap_err().to_string(),
        edit_schedule(ctx, actor, planned.id, renamed).await.unwrap_err().to_string(),
        edit_shift(ctx, actor, shift, level).await.unwrap_err().to_string(),
        delete_shift(ctx, actor, shift).await.unwrap_err().to_string(),
        delete_schedule(ctx, actor, planned.id).await.unwrap_err().to_string(),
    ];
    told.dedup();
    told
}

async fn is_there(office: &Office, id: ScheduleId) -> bool {
    let mut db = office.ctx.store.reader().await.unwrap();
    schedules::find(&mut db, office.workspace, id).await.unwrap().is_some()
}

on_both!(only_those_who_manage_a_schedule_change_it, async |store| {
    let office = Office::in_(store).await;
    let mut plan = office.plan("payments");
    plan.managers = vec![office.bob];
    let saved = save_plan(&office.ctx, office.person(office.alice), None, &plan, TakesEffect::Now).await.unwrap();
    let planned = saved.planned;
    let mut said = told(&office, office.person(office.carol), &planned).await;
    // Names come in the order of ids, which are by chance.
    said[0] = said[0].replace("Bob or Alice", "Alice or Bob");
    expect!["Only those who manage *payments* can change it: ask Alice or Bob"].assert_eq(&said.join("\n"));
    let stranger = Actor::Stranger { workspace: office.workspace };
    for actor in [stranger, office.person(office.guest)] {
        let said = told(&office, actor, &planned).await;
        expect!["Only members of this workspace can make and edit schedules"].assert_eq(&said.join("\n"));
        let (name, kind, rest) = ("mine".to_owned(), schedules::ScheduleKind::Web, ScheduleChanges::default());
        make_schedule(&office.ctx, actor, kind, name, rest).await.unwrap_err();
        save_plan(&office.ctx, actor, None, &office.plan("mine"), TakesEffect::Now).await.unwrap_err();
    }
    assert!(is_there(&office, planned.id).await);
    // Who was added may, and so may admins.
    let edits = Some((planned.id, planned.version));
    let plan = Plan { name: "pay".to_owned(), ..planned.plan };
    let saved = save_plan(&office.ctx, office.person(office.bob), edits, &plan, TakesEffect::Now).await.unwrap();
    assert_eq!(saved.planned.plan.name, "pay");
    delete_schedule(&office.ctx, office.person(office.admin), planned.id).await.unwrap();
    assert!(!is_there(&office, planned.id).await);
});

on_both!(where_anyone_may_edit_every_member_does_and_no_guest, async |store| {
    let office = Office::in_(store).await;
    let plan = Plan { anyone_may_edit: true, ..office.plan("payments") };
    let saved = save_plan(&office.ctx, office.person(office.alice), None, &plan, TakesEffect::Now).await.unwrap();
    let planned = saved.planned;
    let said = told(&office, office.person(office.guest), &planned).await;
    assert_eq!(said, ["Only members of this workspace can make and edit schedules"]);
    let edits = Some((planned.id, planned.version));
    let closed = Plan { anyone_may_edit: false, ..planned.plan };
    let saved = save_plan(&office.ctx, office.person(office.dave), edits, &closed, TakesEffect::Now).await.unwrap();
    let said = told(&office, office.person(office.dave), &saved.planned).await;
    assert_eq!(said, ["Only those who manage *payments* can change it: ask Alice"]);
});
