//! What may be wrong with a plan: one sentence for each field, and nothing is made.

use std::fmt::Write as _;

use expect_test::expect;
use jiff::SignedDuration;
use jiff::civil::time;
use rota::schedule::recurrence::Frequency;
use rota::store::schedules::Vacancy;
use rota::usecases::rotation_plan::{Plan, Refusal, RotationPlan, TakesEffect};
use rota::usecases::save_plan::{preview_plan, save_plan};

use super::office::Office;
use crate::support::databases::on_both;

on_both!(whatever_is_wrong_with_a_plan_is_said_where_it_is, async |store| {
    let office = Office::in_(store).await;
    office.makes_payments().await;
    let good = office.plan("search");
    let weekly = office.weekly();
    let with = |rotation: RotationPlan| Plan { rotations: vec![rotation], ..good.clone() };
    let hundred_and_one = (0..101).map(|_| vec![rota::ids::UserId::random()]).collect();
    let nine = time(9, 0, 0, 0);
    let now = office.ctx.clock.now();
    let plans = vec![
        Plan { name: " ".to_owned(), ..good.clone() },
        Plan { name: "a\nb".to_owned(), ..good.clone() },
        Plan { name: "é".repeat(81), ..good.clone() },
        Plan { name: "PAYMENTS".to_owned(), ..good.clone() },
        Plan { time_zone: "Europe/Olso".to_owned(), ..good.clone() },
        Plan { channel: Some("C1".to_owned()), ..good.clone() },
        Plan { vacancy: Vacancy::Fallback(vec![office.guest]), ..good.clone() },
        Plan { managers: vec![office.guest], ..good.clone() },
        Plan { rotations: vec![weekly.clone(); 21], ..good.clone() },
        with(RotationPlan { shift: Some(rota::ids::ShiftId::random()), ..weekly.clone() }),
        with(RotationPlan { name: Some("x".repeat(81)), ..weekly.clone() }),
        with(RotationPlan { groups: Vec::new(), ..weekly.clone() }),
        with(RotationPlan { groups: vec![vec![office.alice], Vec::new()], ..weekly.clone() }),
        with(RotationPlan { groups: vec![vec![office.alice], vec![office.guest]], ..weekly.clone() }),
        with(RotationPlan { groups: hundred_and_one, ..weekly.clone() }),
        with(RotationPlan { every: 53.try_into().unwrap(), ..weekly.clone() }),
        with(RotationPlan { active_hours: Some((nine, nine)), ..weekly.clone() }),
        with(RotationPlan { unit: Frequency::Hourly, active_hours: Some((nine, time(17, 0, 0, 0))), ..weekly.clone() }),
        with(RotationPlan { begins: "0900-01-01".parse().unwrap(), ..weekly.clone() }),
        with(RotationPlan { ends: Some(weekly.begins), ..weekly.clone() }),
        with(RotationPlan { restart_with: Some(2), ..weekly.clone() }),
    ];
    let mut said = String::new();
    let mut tries: Vec<(Plan, TakesEffect)> = plans.into_iter().map(|plan| (plan, TakesEffect::Now)).collect();
    tries.push((good.clone(), TakesEffect::At(now - SignedDuration::from_secs(1))));
    tries.push((good, TakesEffect::At(now + SignedDuration::from_hours(24 * 400))));
    for (plan, takes_effect) in tries {
        let alice = office.person(office.alice);
        let refused = save_plan(&office.ctx, alice, None, &plan, takes_effect).await.unwrap_err();
        let before = preview_plan(&office.ctx, alice, None, &plan, takes_effect).await.unwrap_err();
        assert_eq!(refused.to_string(), before.to_string());
        let Refusal::Fields(problems) = refused else { panic!("{refused}") };
        for problem in problems {
            writeln!(said, "{:?}: {}", problem.field, problem.says).unwrap();
        }
    }
    expect![[r#"
        Name: The schedule needs a name: what people will type, like `payments`
        Name: A name is one line: take out the line breaks
        Name: The name has 81 characters and may have 80: choose a shorter one
        Name: There is a schedule called `PAYMENTS` already: choose another name
        TimeZone: I don't know the time zone `Europe/Olso`: choose one like `Europe/Oslo`
        Channel: Slack isn't connected to this workspace
        Vacancy: Choose somebody the group points at while nobody is on call: a member of this workspace
        Managers: Gus can't manage schedules: only members can
        Rotations: 21 rotations are too many for one schedule: make two, or leave 20 at most
        Rotation(0, Shift): This rotation is gone: open the schedule again
        Rotation(0, Name): The name has 81 characters and may have 80: choose a shorter one
        Rotation(0, Groups): A rotation needs somebody to take turns: choose at least one person
        Rotation(0, Groups): Turn 2 is nobody's: choose somebody for it or take it out
        Rotation(0, Groups): Gus can't be on call: guests, bots and people who left can't, so choose somebody else
        Rotation(0, Groups): A rotation can have 100 people at most: make two of it
        Rotation(0, Every): A turn can't be longer than 52 weeks: choose a shorter one
        Rotation(0, ActiveHours): The hours begin and end at 09:00: leave them out for the whole day, or choose another end
        Rotation(0, ActiveHours): Turns of hours can't be limited to hours of the day: leave those out, or change people every day
        Rotation(0, Begins): A rotation has to begin between the years 2000 and 2100
        Rotation(0, Ends): It would end on 2 March 2026 and begin on 2 March 2026: choose a later end
        Rotation(0, RestartWith): Whom it starts again with is not in the rotation: choose one of its people
        TakesEffect: A change can't take effect in the past: choose a moment that is still to come
        TakesEffect: A change can't take effect more than a year ahead: choose an earlier moment
    "#]].assert_eq(&said);
    let mut db = office.ctx.store.reader().await.unwrap();
    let names = rota::store::schedules::names(&mut db, office.workspace).await.unwrap();
    assert_eq!(names.len(), 1, "nothing was made");
});
