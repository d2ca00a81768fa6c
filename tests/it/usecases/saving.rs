//! Plans are read, previewed and saved.

use jiff::SignedDuration;
use jiff::civil::{Weekday, time};
use rota::schedule::stretch::Stretch;
use rota::store::schedules::ScheduleKind;
use rota::store::shifts::{Day, ShiftType};
use rota::usecases::change::Change;
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::make_shift::make_shift;
use rota::usecases::override_shift::{NewOverride, override_shift};
use rota::usecases::read_plan::plan_of;
use rota::usecases::rotation_plan::{Field, Plan, Preview, Refusal, TakesEffect};
use rota::usecases::save_plan::{preview_plan, save_plan};
use rota::usecases::schedule_changes::ScheduleChanges;
use rota::usecases::shift_rules::{NewShift, ShiftChanges};
use rota::usecases::who_is_on_call;

use super::office::Office;
use crate::support::databases::on_both;

/// What people see of the first weeks. Ids of what is not stored yet are by chance.
fn who_when(stretches: &[Stretch]) -> Vec<String> {
    let people = |stretch: &Stretch| stretch.people.iter().map(|person| person.user.to_string()).collect::<Vec<_>>();
    stretches.iter().map(|stretch| format!("{} {:?} {:?}", stretch.start, stretch.end, people(stretch))).collect()
}

fn assert_same(said: &Preview, done: &Preview) {
    assert_eq!(said.effective, done.effective);
    assert_eq!(said.comparison, done.comparison);
    assert_eq!(who_when(&said.first_weeks), who_when(&done.first_weeks));
    assert_eq!(said.kept, done.kept);
}

on_both!(what_a_preview_said_is_what_saving_did, async |store| {
    let office = Office::in_(store).await;
    let alice = office.person(office.alice);
    let plan = office.plan("payments");
    let said = preview_plan(&office.ctx, alice, None, &plan, TakesEffect::Now).await.unwrap();
    assert_eq!(said.comparison.people.len(), 2);
    let made = save_plan(&office.ctx, alice, None, &plan, TakesEffect::Now).await.unwrap();
    assert_same(&said, &made.preview);

    let Plan { mut rotations, .. } = made.planned.plan.clone();
    rotations[0].groups.push(vec![office.carol]);
    rotations[0].handoff_day = Some(Day(Weekday::Wednesday));
    let plan = Plan { rotations, ..made.planned.plan.clone() };
    let edits = Some((made.planned.id, made.planned.version));
    for takes_effect in [TakesEffect::NextHandoff, TakesEffect::Now] {
        let said = preview_plan(&office.ctx, alice, edits, &plan, takes_effect).await.unwrap();
        let again = preview_plan(&office.ctx, alice, edits, &plan, takes_effect).await.unwrap();
        assert_same(&said, &again);
        assert!(!said.comparison.is_empty());
    }
    let said = preview_plan(&office.ctx, alice, edits, &plan, TakesEffect::NextHandoff).await.unwrap();
    assert_eq!(said.effective, "2026-03-09T08:00:00Z".parse().unwrap(), "the next handoff");
    let done = save_plan(&office.ctx, alice, edits, &plan, TakesEffect::NextHandoff).await.unwrap();
    assert_same(&said, &done.preview);
    // And it comes true: until Monday Alice, as before; then Carol joins when her turn comes.
    office.ctx.clock.advance(SignedDuration::from_hours(24 * 23));
    let answer = who_is_on_call::in_schedule(&office.ctx, alice, made.planned.id).await.unwrap().unwrap();
    let there = |stretch: &&Stretch| stretch.start <= answer.at && stretch.end.is_none_or(|end| answer.at < end);
    let foreseen = said.first_weeks.iter().find(there).unwrap();
    assert_eq!(answer.schedules[0].watch.now.people[0].user, foreseen.people[0].user);
});

on_both!(a_plan_is_read_as_it_was_saved, async |store| {
    let office = Office::in_(store).await;
    let alice = office.person(office.alice);
    let mut plan = office.plan("payments");
    plan.managers = vec![office.bob];
    plan.anyone_may_edit = true;
    plan.rotations[0].handoff_day = Some(Day(Weekday::Monday));
    plan.rotations[0].name = Some("primary".to_owned());
    let mut nights = office.weekly();
    nights.unit = rota::schedule::recurrence::Frequency::Daily;
    nights.active_days = vec![Day(Weekday::Monday), Day(Weekday::Friday)];
    nights.active_hours = Some((time(22, 0, 0, 0), time(6, 0, 0, 0)));
    nights.handoff = time(22, 0, 0, 0);
    nights.begins = "2026-03-06".parse().unwrap();
    nights.ends = Some("2026-09-06".parse().unwrap());
    plan.rotations.push(nights);
    let saved = save_plan(&office.ctx, alice, None, &plan, TakesEffect::Now).await.unwrap();
    let mut read = plan_of(&office.ctx, alice, saved.planned.id).await.unwrap();
    assert_eq!(read, saved.planned);
    for rotation in &mut read.plan.rotations {
        assert!(rotation.shift.take().is_some());
    }
    assert_eq!(read.plan, plan);
});

on_both!(an_editor_who_saves_second_is_told_and_changes_nothing, async |store| {
    let office = Office::in_(store).await;
    for round in 0..20 {
        let plan = office.plan(&format!("payments {round}"));
        let made =
            save_plan(&office.ctx, office.person(office.alice), None, &plan, TakesEffect::Now).await.unwrap().planned;
        let edit = |user| {
            let mut plan = made.plan.clone();
            plan.rotations[0].groups.push(vec![user]);
            plan
        };
        let (first, second) = (edit(office.carol), edit(office.dave));
        let edits = Some((made.id, made.version));
        let alice = office.person(office.alice);
        let (first, second) = tokio::join!(
            save_plan(&office.ctx, alice, edits, &first, TakesEffect::Now),
            save_plan(&office.ctx, alice, edits, &second, TakesEffect::Now),
        );
        assert!(first.is_ok() != second.is_ok());
        let refused = first.as_ref().err().or(second.as_ref().err()).unwrap();
        assert!(matches!(refused, Refusal::ChangedSince(_)), "{refused}");
        let winner = first.ok().or(second.ok()).unwrap();
        let read = plan_of(&office.ctx, alice, made.id).await.unwrap();
        assert_eq!(read, winner.planned);
    }
});

on_both!(an_override_meanwhile_refuses_nobodys_edit, async |store| {
    let office = Office::in_(store).await;
    let made = office.makes_payments().await;
    let now = office.ctx.clock.now();
    let new = NewOverride {
        schedule: made.id,
        users: vec![office.carol],
        start: now,
        end: now + SignedDuration::from_hours(2),
        reason: None,
    };
    override_shift(&office.ctx, office.person(office.carol), new).await.unwrap();
    let plan = Plan { name: "Payments".to_owned(), ..made.plan };
    let edits = Some((made.id, made.version));
    save_plan(&office.ctx, office.person(office.alice), edits, &plan, TakesEffect::Now).await.unwrap();
});

on_both!(what_no_form_can_say_is_named_and_kept, async |store| {
    let office = Office::in_(store).await;
    let made = office.makes_payments().await;
    let alice = office.person(office.alice);
    let shift = NewShift {
        kind: ShiftType::Single,
        start: "2026-03-20T09:00:00".parse().unwrap(),
        duration: 3_600,
        rest: ShiftChanges {
            name: Change::To(Some("launch".to_owned())),
            users: Change::To(vec![office.dave]),
            ..ShiftChanges::default()
        },
    };
    let launch = make_shift(&office.ctx, alice, shift).await.unwrap();
    let first = made.plan.rotations[0].shift.unwrap();
    let shifts = Change::To(vec![first.to_string(), launch.id.to_string()]);
    let changes = ScheduleChanges { shifts, ..ScheduleChanges::default() };
    rota::usecases::edit_schedule::edit_schedule(&office.ctx, alice, made.id, changes).await.unwrap();
    let read = plan_of(&office.ctx, alice, made.id).await.unwrap();
    assert_eq!(read.plan, made.plan);
    assert_eq!((read.kept[0].name.as_str(), read.kept[0].because), ("launch", "is not people taking turns"));
    let plan = Plan { rotations: Vec::new(), ..read.plan };
    let edits = Some((read.id, read.version));
    let saved = save_plan(&office.ctx, alice, edits, &plan, TakesEffect::Now).await.unwrap();
    assert!(saved.schedule.shifts.iter().any(|shift| shift.id == launch.id && shift.edition.retired_at.is_none()));
    assert_eq!(saved.preview.kept, read.kept);
});

on_both!(rotations_made_elsewhere_are_edited_there_and_settings_here, async |store| {
    let office = Office::in_(store).await;
    let alice = office.person(office.alice);
    let name = "search".to_owned();
    let rest = ScheduleChanges::default();
    let made = make_schedule(&office.ctx, alice, ScheduleKind::Calendar, name, rest).await.unwrap();
    let read = plan_of(&office.ctx, alice, made.record.id).await.unwrap();
    let why = read.rotations_elsewhere.unwrap();
    assert!(why.starts_with("The rotations of *search* are made over the API or with Terraform"), "{why}");
    let edits = Some((read.id, read.version));
    let named = Plan { name: "finding".to_owned(), managers: vec![office.bob], ..read.plan.clone() };
    let saved = save_plan(&office.ctx, alice, edits, &named, TakesEffect::Now).await.unwrap();
    assert_eq!(saved.planned.plan, named);
    let edits = Some((saved.planned.id, saved.planned.version));
    let rotating = Plan { rotations: vec![office.weekly()], time_zone: "Europe/Oslo".to_owned(), ..named };
    let refused = save_plan(&office.ctx, alice, edits, &rotating, TakesEffect::Now).await.unwrap_err();
    let Refusal::Fields(problems) = refused else { panic!("{refused}") };
    let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::Rotations, Field::TimeZone]);
});
