//! What a form says of gaps comes true in the group.

use expect_test::expect;
use jiff::civil::time;
use rota::schedule::recurrence::Frequency;
use rota::store::people;
use rota::store::schedules::Vacancy;
use rota::usecases::Actor;
use rota::usecases::rotation_plan::{Plan, RotationPlan, TakesEffect};
use rota::usecases::save_plan::save_plan;

use crate::support::databases::on_both;
use crate::support::town::Town;

on_both!(a_plan_decides_what_becomes_of_the_group_in_a_gap, async |store| {
    let town = Town::with(store, "Mon 2026-03-02 09:00 Europe/Oslo").await;
    let group = town.slack.add_user_group("search-oncall", "Search on call", &["carol"]);
    town.is_read_by_rota().await;
    let mut db = town.ctx().store.reader().await.unwrap();
    let everybody = people::all(&mut db, town.workspace).await.unwrap();
    let channels = rota::store::directory::channels(&mut db, town.workspace).await.unwrap();
    drop(db);
    let id = |name: &str| everybody.iter().find(|person| person.username == name).unwrap().id;
    let channel = channels.iter().find(|channel| channel.name == "payments").unwrap().slack_id.clone();
    let rotation = RotationPlan {
        shift: None,
        name: None,
        level: rota::schedule::Level::default(),
        groups: vec![vec![id("alice")]],
        every: 1.try_into().unwrap(),
        unit: Frequency::Daily,
        handoff: time(9, 0, 0, 0),
        handoff_day: None,
        active_days: Vec::new(),
        active_hours: Some((time(9, 0, 0, 0), time(17, 0, 0, 0))),
        begins: "2026-03-02".parse().unwrap(),
        ends: None,
        turns: rota::schedule::rotation::Turns::Served,
        restart_with: None,
    };
    let plan = Plan {
        name: "search".to_owned(),
        time_zone: "Europe/Oslo".to_owned(),
        channel: Some(channel),
        user_group: Some(group),
        vacancy: Vacancy::Fallback(vec![id("bob"), id("carol")]),
        managers: Vec::new(),
        anyone_may_edit: false,
        rotations: vec![rotation],
    };
    let alice = Actor::Person { workspace: town.workspace, user: id("alice") };
    let made = save_plan(town.ctx(), alice, None, &plan, TakesEffect::Now).await.unwrap().planned;
    town.settles().await;
    town.passes("9 hours").await;
    assert_eq!(town.members("@search-oncall"), ["bob", "carol"]);
    let plan = Plan { vacancy: Vacancy::Disable, ..made.plan };
    save_plan(town.ctx(), alice, Some((made.id, made.version)), &plan, TakesEffect::Now).await.unwrap();
    town.settles().await;
    town.passes("1 day").await;
    assert!(town.slack.group_is_disabled("search-oncall"));
    town.passes("15 hours").await;
    assert!(!town.slack.group_is_disabled("search-oncall"));
    assert_eq!(town.members("@search-oncall"), ["alice"]);
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *search*: @alice is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
        Mon 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            `@search-oncall` points at Bob and Carol meanwhile.
            [Take it now] [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *search* is handed over: @alice is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
        Tue 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            `@search-oncall` is disabled until the next shift.
            [Take it now] [Next shifts] [Ask for cover]
        Wed 09:00  #payments   bot: *search* is handed over: @alice is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
    "#]]).await;
});
