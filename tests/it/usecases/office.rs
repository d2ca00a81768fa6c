//! A workspace with a few people and a clock that stands at a quiet Monday noon in Oslo.

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{date, time};
use rota::ids::{UserId, WorkspaceId};
use rota::schedule::Level;
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::store::people::{Person, Standing};
use rota::store::schedules::Vacancy;
use rota::store::{Store, people, workspaces};
use rota::usecases::rotation_plan::{Plan, Planned, RotationPlan, TakesEffect};
use rota::usecases::save_plan::save_plan;
use rota::usecases::{Actor, Ctx};

use crate::support::api::context;

pub const NOON: &str = "2026-03-02T11:00:00Z";

pub struct Office {
    pub ctx: Ctx,
    pub workspace: WorkspaceId,
    pub alice: UserId,
    pub bob: UserId,
    pub carol: UserId,
    pub dave: UserId,
    pub guest: UserId,
    pub admin: UserId,
}

impl Office {
    pub async fn in_(store: Store) -> Self {
        let now: Timestamp = NOON.parse().unwrap();
        let workspace = WorkspaceId::random();
        let mut tx = store.begin().await.unwrap();
        workspaces::insert(&mut tx, workspace, "office", now).await.unwrap();
        let mut ids = Vec::new();
        for (name, standing) in [
            ("Alice", Standing::Member),
            ("Bob", Standing::Member),
            ("Carol", Standing::Member),
            ("Dave", Standing::Member),
            ("Gus", Standing::Guest),
            ("Ada", Standing::Admin),
        ] {
            let person = Person {
                id: UserId::random(),
                slack_id: None,
                username: name.to_lowercase(),
                full_name: name.to_owned(),
                email: None,
                time_zone: None,
                standing,
            };
            people::insert(&mut tx, workspace, &person, now).await.unwrap();
            ids.push(person.id);
        }
        tx.commit().await.unwrap();
        let ctx = context(&store, now);
        let [alice, bob, carol, dave, guest, admin] = ids[..] else { panic!("six people") };
        Self { ctx, workspace, alice, bob, carol, dave, guest, admin }
    }

    pub fn person(&self, user: UserId) -> Actor {
        Actor::Person { workspace: self.workspace, user }
    }

    /// Alice and Bob by turns of weeks, from the Monday before.
    pub fn weekly(&self) -> RotationPlan {
        RotationPlan {
            shift: None,
            name: None,
            level: Level::default(),
            groups: vec![vec![self.alice], vec![self.bob]],
            every: NonZeroU32::MIN,
            unit: Frequency::Weekly,
            handoff: time(9, 0, 0, 0),
            handoff_day: None,
            active_days: Vec::new(),
            active_hours: None,
            begins: date(2026, 3, 2),
            ends: None,
            turns: Turns::Served,
            restart_with: None,
        }
    }

    pub fn plan(&self, name: &str) -> Plan {
        Plan {
            name: name.to_owned(),
            time_zone: "Europe/Oslo".to_owned(),
            channel: None,
            user_group: None,
            vacancy: Vacancy::Keep,
            managers: Vec::new(),
            anyone_may_edit: false,
            rotations: vec![self.weekly()],
        }
    }

    /// Alice makes *payments*.
    pub async fn makes_payments(&self) -> Planned {
        let plan = self.plan("payments");
        save_plan(&self.ctx, self.person(self.alice), None, &plan, TakesEffect::Now).await.unwrap().planned
    }
}
