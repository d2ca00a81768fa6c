//! What is written is what is read, odd values included.

use jiff::civil::Weekday;
use rota::ids::{ScheduleId, ShiftId};
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::store::directory::{self, Channel, UserGroup};
use rota::store::people::{self, Person, Standing};
use rota::store::schedules::{self, ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{self, Day, Edition, ShiftRecord, ShiftType};
use rota::store::tokens::{self, Scope, Token};
use rota::store::{inbox, pace, troubles, workspaces};

use super::{at, person, schedule, shift, workspace};
use crate::support::databases::on_both;

/// Text that trips up whoever quotes, cuts or compares it.
const ODD: &str = "<b>&amp; ' \" \\ % _ 🦀 İ\nline\u{200b}";

on_both!(a_schedule_is_read_as_it_was_written, async |store| {
    let workspace = workspace(&store).await;
    let alice = person(&store, workspace, "alice").await;
    let bob = person(&store, workspace, "bob").await;
    let full = ScheduleRecord {
        kind: ScheduleKind::Ical,
        name: ODD.to_owned(),
        time_zone: "europe/OSLO".to_owned(),
        team: Some("TTEAM".parse().unwrap()),
        channel: Some("C1".to_owned()),
        user_group: Some("S1".to_owned()),
        ical_url_primary: Some(format!("https://example.com/?{ODD}")),
        ical_url_overrides: Some(String::new()),
        enable_web_overrides: None,
        vacancy: Vacancy::Fallback(vec![bob, alice]),
        made_by: Some(alice),
        ..schedule(workspace, "")
    };
    let plain = ScheduleRecord { vacancy: Vacancy::Disable, ..schedule(workspace, "plain") };
    let mut tx = store.begin().await.unwrap();
    for record in [&full, &plain] {
        schedules::insert(&mut tx, record).await.unwrap();
        assert_eq!(schedules::find(&mut tx, workspace, record.id).await.unwrap().as_ref(), Some(record));
    }
    let edited =
        ScheduleRecord { kind: full.kind, made_by: full.made_by, id: full.id, ..schedule(workspace, "edited") };
    schedules::update(&mut tx, &edited).await.unwrap();
    assert_eq!(schedules::find(&mut tx, workspace, full.id).await.unwrap(), Some(edited.clone()));
    tx.commit().await.unwrap();
    let mut db = store.reader().await.unwrap();
    assert_eq!(schedules::all(&mut db, workspace).await.unwrap(), [edited, plain]);
});

on_both!(a_shift_is_read_as_it_was_written, async |store| {
    let workspace = workspace(&store).await;
    let (alice, bob) = (person(&store, workspace, "alice").await, person(&store, workspace, "bob").await);
    let owner = schedule(workspace, "owner");
    let full = ShiftRecord {
        schedule: Some(owner.id),
        kind: ShiftType::Rolling,
        name: Some(ODD.to_owned()),
        team: Some("TTEAM".parse().unwrap()),
        time_zone: Some("Etc/GMT-2".to_owned()),
        level: i64::MIN,
        start: "0001-01-01T00:00:00".parse().unwrap(),
        duration: i64::MAX,
        rotation_start: "9999-12-31T23:59:59".parse().unwrap(),
        until: Some("2026-03-29T02:30:00".parse().unwrap()),
        frequency: Some(Frequency::Monthly),
        interval: Some(i64::MAX),
        week_start: Some(Day(Weekday::Sunday)),
        by_day: Some(vec![Day(Weekday::Friday), Day(Weekday::Monday)]),
        by_month: Some(vec![12, 1]),
        by_monthday: Some(vec![-31, 31]),
        users: vec![],
        rolling_users: Some(vec![vec![bob, alice], vec![], vec![alice]]),
        first_group: Some(7),
        source: 3,
        edition: Edition {
            turns: Some(Turns::Calendar),
            ends_at: Some(at(5)),
            retired_at: Some(at(4)),
            rotation: Some("O1".parse().unwrap()),
        },
        ..shift(workspace, vec![])
    };
    let plain = shift(workspace, vec![bob, alice]);
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &owner).await.unwrap();
    for record in [&full, &plain] {
        shifts::insert(&mut tx, record).await.unwrap();
        assert_eq!(shifts::find(&mut tx, workspace, record.id).await.unwrap().as_ref(), Some(record));
    }
    let edition = Edition { turns: Some(Turns::Served), retired_at: Some(at(7)), ..Edition::default() };
    let edited = ShiftRecord { id: full.id, users: vec![alice], edition, ..shift(workspace, vec![]) };
    shifts::update(&mut tx, &edited).await.unwrap();
    assert_eq!(shifts::find(&mut tx, workspace, full.id).await.unwrap(), Some(edited.clone()));
    let all = shifts::page(&mut tx, workspace, shifts::Filter::default(), 10, 0).await.unwrap();
    assert_eq!(all, [edited, plain]);
});

on_both!(people_keep_their_order_and_their_numbers, async |store| {
    let workspace = workspace(&store).await;
    let everybody: Vec<Person> =
        [Standing::Admin, Standing::Member, Standing::Guest, Standing::Bot, Standing::Deactivated]
            .into_iter()
            .enumerate()
            .map(|(number, standing)| Person {
                id: rota::ids::UserId::random(),
                slack_id: Some(format!("U{number}")),
                username: ODD.to_owned(),
                full_name: ODD.to_owned(),
                email: Some("İ@example.com".to_owned()),
                time_zone: Some("Asia/Kolkata".to_owned()),
                standing,
            })
            .collect();
    let mut tx = store.begin().await.unwrap();
    for person in &everybody {
        people::insert(&mut tx, workspace, person, at(0)).await.unwrap();
    }
    assert_eq!(people::all(&mut tx, workspace).await.unwrap(), everybody);
    let numbers = people::numbers(&mut tx, workspace).await.unwrap();
    assert_eq!(numbers, everybody.iter().map(|person| person.id).zip(1..).collect::<Vec<_>>());
    let left = Person { slack_id: None, email: None, time_zone: None, ..everybody[0].clone() };
    people::update(&mut tx, workspace, &left).await.unwrap();
    assert_eq!(people::find(&mut tx, workspace, left.id).await.unwrap(), Some(left));
    assert_eq!(people::by_slack_id(&mut tx, workspace, "U1").await.unwrap().as_ref(), Some(&everybody[1]));
    assert_eq!(people::by_slack_id(&mut tx, workspace, "U0").await.unwrap(), None);
});

on_both!(a_token_is_found_by_its_hash_until_it_is_revoked, async |store| {
    let workspace = workspace(&store).await;
    let alice = person(&store, workspace, "alice").await;
    let token = Token {
        id: rota::ids::TokenId::random(),
        workspace,
        user: Some(alice),
        name: ODD.to_owned(),
        scope: Scope::Write,
        created_at: at(0),
        last_used_at: None,
        revoked_at: None,
    };
    let mut tx = store.begin().await.unwrap();
    tokens::insert(&mut tx, &token, "hash").await.unwrap();
    assert_eq!(tokens::by_hash(&mut tx, "hash").await.unwrap(), Some(token.clone()));
    tokens::used(&mut tx, token.id, at(3)).await.unwrap();
    assert!(tokens::revoke(&mut tx, workspace, token.id, at(5)).await.unwrap());
    assert!(!tokens::revoke(&mut tx, workspace, token.id, at(6)).await.unwrap(), "once is enough");
    assert_eq!(tokens::by_hash(&mut tx, "hash").await.unwrap(), None);
    let kept = Token { last_used_at: Some(at(3)), revoked_at: Some(at(5)), ..token };
    assert_eq!(tokens::all(&mut tx, workspace).await.unwrap(), [kept]);
});

on_both!(a_workspace_becomes_a_slack_teams, async |store| {
    let id = workspace(&store).await;
    let mut tx = store.begin().await.unwrap();
    workspaces::insert(&mut tx, id, "again", at(9)).await.unwrap();
    workspaces::connect(&mut tx, id, "T1", ODD, "UBOT").await.unwrap();
    workspaces::synced(&mut tx, id, at(1)).await.unwrap();
    let found = workspaces::of_team(&mut tx, "T1").await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str(), found.bot_user_id.as_deref()), (id, ODD, Some("UBOT")));
    assert_eq!(found.synced_at, Some(at(1)));
    assert_eq!(workspaces::find(&mut tx, id).await.unwrap(), Some(found));
    assert_eq!(workspaces::of_team(&mut tx, "T2").await.unwrap(), None);
});

on_both!(channels_and_groups_are_brought_up_to_date, async |store| {
    let workspace = workspace(&store).await;
    let channel = Channel { slack_id: "C1".into(), name: ODD.into(), is_private: true, is_archived: false };
    let group = UserGroup {
        id: rota::ids::GroupId::random(),
        slack_id: "S1".into(),
        name: ODD.into(),
        handle: "on-call".into(),
        is_disabled: false,
    };
    let mut tx = store.begin().await.unwrap();
    directory::keep_channel(&mut tx, workspace, &channel).await.unwrap();
    let archived = Channel { is_archived: true, ..channel };
    directory::keep_channel(&mut tx, workspace, &archived).await.unwrap();
    assert_eq!(directory::channels(&mut tx, workspace).await.unwrap(), [archived]);
    directory::forget_channel(&mut tx, workspace, "C1").await.unwrap();
    assert_eq!(directory::channel(&mut tx, workspace, "C1").await.unwrap(), None);

    directory::keep_group(&mut tx, workspace, &group).await.unwrap();
    // Slack tells a name; the id we gave stays.
    let renamed = UserGroup { id: rota::ids::GroupId::random(), name: "new".into(), ..group.clone() };
    directory::keep_group(&mut tx, workspace, &renamed).await.unwrap();
    directory::set_disabled(&mut tx, workspace, "S1", true).await.unwrap();
    let kept = UserGroup { name: "new".into(), is_disabled: true, ..group };
    assert_eq!(directory::groups(&mut tx, workspace).await.unwrap(), std::slice::from_ref(&kept));
    assert_eq!(directory::group(&mut tx, workspace, "S1").await.unwrap(), Some(kept));
});

on_both!(a_name_is_unique_in_a_workspace_whatever_its_case, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &schedule(here, "Ärger")).await.unwrap();
    schedules::insert(&mut tx, &schedule(there, "ärger")).await.unwrap();
    let other = schedule(here, "other");
    schedules::insert(&mut tx, &other).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin().await.unwrap();
    let error = schedules::insert(&mut tx, &schedule(here, " ÄRGER ")).await.unwrap_err();
    assert!(error.is_conflict() && !error.is_unreachable(), "{error}");
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    let renamed = ScheduleRecord { name: "ärger".into(), ..other.clone() };
    assert!(schedules::update(&mut tx, &renamed).await.unwrap_err().is_conflict());
    drop(tx);
    let mut db = store.reader().await.unwrap();
    assert_eq!(schedules::named(&mut db, here, "äRGER").await.unwrap().unwrap().name, "Ärger");
    assert_eq!(schedules::find(&mut db, here, other.id).await.unwrap(), Some(other));
    let mut tx = store.begin().await.unwrap();
    let taken: ScheduleId = schedules::named(&mut tx, there, "ärger").await.unwrap().unwrap().id;
    let twin = ScheduleRecord { id: taken, ..schedule(here, "twin") };
    assert!(schedules::insert(&mut tx, &twin).await.unwrap_err().is_conflict(), "ids are unique everywhere");
});

on_both!(a_deleted_schedule_takes_its_shifts_and_leaves_attached_ones, async |store| {
    let workspace = workspace(&store).await;
    let alice = person(&store, workspace, "alice").await;
    let (web, calendar) = (schedule(workspace, "web"), schedule(workspace, "calendar"));
    let owned = ShiftRecord { schedule: Some(web.id), ..shift(workspace, vec![alice]) };
    let attached = shift(workspace, vec![alice]);
    let mut tx = store.begin().await.unwrap();
    for schedule in [&web, &calendar] {
        schedules::insert(&mut tx, schedule).await.unwrap();
        schedules::add_manager(&mut tx, schedule.id, alice).await.unwrap();
        schedules::add_manager(&mut tx, schedule.id, alice).await.unwrap();
    }
    for shift in [&owned, &attached] {
        shifts::insert(&mut tx, shift).await.unwrap();
    }
    let both = [owned.id, attached.id];
    schedules::attach(&mut tx, workspace, calendar.id, &both).await.unwrap();
    schedules::attach(&mut tx, workspace, calendar.id, &[both, both].concat()).await.unwrap();
    assert_eq!(schedules::managers(&mut tx, workspace, web.id).await.unwrap(), [alice]);
    assert_eq!(schedules::using_shift(&mut tx, workspace, owned.id).await.unwrap(), [calendar.id]);
    let of = shifts::of_schedule(&mut tx, workspace, calendar.id).await.unwrap();
    assert_eq!(of.iter().map(|shift| shift.id).collect::<Vec<ShiftId>>(), both);

    assert!(schedules::delete(&mut tx, workspace, web.id).await.unwrap());
    assert_eq!(shifts::find(&mut tx, workspace, owned.id).await.unwrap(), None);
    assert_eq!(shifts::of_schedule(&mut tx, workspace, calendar.id).await.unwrap(), std::slice::from_ref(&attached));
    assert!(shifts::delete(&mut tx, workspace, attached.id).await.unwrap());
    assert_eq!(shifts::of_schedule(&mut tx, workspace, calendar.id).await.unwrap(), []);
    assert!(!schedules::delete(&mut tx, workspace, web.id).await.unwrap());
});

on_both!(a_delivery_is_taken_once_and_a_trouble_told_once, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    let mut tx = store.begin().await.unwrap();
    assert!(inbox::take(&mut tx, "Ev1", at(0)).await.unwrap());
    assert!(!inbox::take(&mut tx, "Ev1", at(1)).await.unwrap());
    assert_eq!(inbox::prune(&mut tx, at(1)).await.unwrap(), 1);
    assert!(inbox::take(&mut tx, "Ev1", at(2)).await.unwrap());

    assert!(troubles::raise(&mut tx, here, "S1", "group", at(0)).await.unwrap());
    assert!(!troubles::raise(&mut tx, here, "S1", "group", at(1)).await.unwrap());
    assert!(troubles::raise(&mut tx, there, "S1", "group", at(1)).await.unwrap());
    assert!(troubles::clear(&mut tx, here, "S1", "group").await.unwrap());
    assert!(!troubles::clear_all(&mut tx, here, "S1").await.unwrap());
    assert!(troubles::raise(&mut tx, here, "S1", "group", at(2)).await.unwrap(), "it was well in between");

    pace::hold(&mut tx, here, "C1", at(5)).await.unwrap();
    pace::hold(&mut tx, here, "C1", at(3)).await.unwrap();
    assert_eq!(pace::held_until(&mut tx, here, "C1", at(4)).await.unwrap(), Some(at(5)), "the longest wait counts");
    assert_eq!(pace::held_until(&mut tx, here, "C1", at(5)).await.unwrap(), None);
    assert_eq!(pace::held_until(&mut tx, there, "C1", at(4)).await.unwrap(), None);
    assert_eq!(pace::prune(&mut tx, at(6)).await.unwrap(), 1);
});
