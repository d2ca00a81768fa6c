//! `/oncall away`: time off, and the shifts that lie in it.

use std::collections::BTreeSet;

use expect_test::expect;
use rota::ids::{AbsenceId, UserId};
use rota::playground::Person;
use rota::schedule::Interval;
use rota::slack::control::ControlId;
use rota::store::people;
use rota::usecases::away::{absences_of, is_away};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

async fn id(town: &Town, handle: &str) -> UserId {
    let mut db = town.ctx().store.reader().await.unwrap();
    let everybody = people::all(&mut db, town.workspace).await.unwrap();
    everybody.iter().find(|person| person.username == handle).unwrap().id
}

on_both!(shifts_in_somebodys_time_off_are_told_to_them_and_to_the_managers_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    let search = town.schedule("search").weekly("Mon 09:00", ["carol", "alice", "bob"]).await;
    town.lets_manage(search, "carol").await;
    town.bob.types("/oncall away 13 mar to 20 mar").await;
    town.passes("1 min").await;
    town.bob.types("/oncall away 20 mar to 22 mar").await;
    town.passes("10 min").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: You're away Fri 13 Mar to Fri 20 Mar.
            • You're on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩
            • You're on call for *search* then: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩
            Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            *search*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            [My shifts]
        Mon 09:00  → alice   bot: Bob is away Fri 13 Mar to Fri 20 Mar and on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. They stay on call until somebody covers; `/oncall override @somebody` puts somebody else there.
            [Next shifts]
        Mon 09:00  → carol   bot: Bob is away Fri 13 Mar to Fri 20 Mar and on call for *search* then: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩. They stay on call until somebody covers; `/oncall override @somebody` puts somebody else there.
            [Next shifts]
        Mon 09:01  #payments (only bob)   bot: You're away Fri 13 Mar to Sun 22 Mar (joined with what was noted before).
            • You're on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩
            • You're on call for *search* then: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩
            Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            *search*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩   [Ask for cover]
            [My shifts]
    "#]]).await;
});

on_both!(time_off_is_listed_and_removed, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.types("/oncall away").await;
    town.bob.types("/oncall away fri").await;
    town.bob.types("/oncall away 20 mar 18:00 to 21 mar 9:00").await;
    town.bob.types("/oncall away today").await;
    town.bob.types("/oncall away").await;
    town.bob.clicks("Remove").await;
    town.alice.types("/oncall away @bob").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: You have no time off noted. `/oncall away fri to mon` notes some.
        Mon 09:00  #payments (only bob)   bot: You're away on Fri 6 Mar.
        Mon 09:00  #payments (only bob)   bot: You're away from ⟨Mar 20, 2026 at 18:00⟩ until ⟨Mar 21, 2026 at 09:00⟩.
        Mon 09:00  #payments (only bob)   bot: You're away from ⟨today at 09:00⟩ until ⟨tomorrow at 00:00⟩.
        Mon 09:00  #payments (only bob)   bot: You're away:
            • from ⟨today at 09:00⟩ until ⟨tomorrow at 00:00⟩   [Remove]
            • on Fri 6 Mar   [Remove]
            • from ⟨Mar 20, 2026 at 18:00⟩ until ⟨Mar 21, 2026 at 09:00⟩   [Remove]
        Mon 09:00  #payments (only bob)   bot (edited): Removed. You're away:
            • on Fri 6 Mar   [Remove]
            • from ⟨Mar 20, 2026 at 18:00⟩ until ⟨Mar 21, 2026 at 09:00⟩   [Remove]
        Mon 09:00  #payments (only alice)   bot: Bob is away:
            • on Fri 6 Mar   [Remove]
            • from ⟨Mar 20, 2026 at 18:00⟩ until ⟨Mar 21, 2026 at 09:00⟩   [Remove]
    "#]])
        .await;
});

#[tokio::test]
async fn an_admin_or_who_manages_a_schedule_of_theirs_says_it_for_somebody_else() {
    let town = Town::on(MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["bob"]).await;
    town.slack.change_person("bob", |bob| bob.time_zone = "America/New_York".to_owned());
    town.settles().await;
    town.carol.types("/oncall away @bob fri to mon").await;
    town.lets_manage(payments, "carol").await;
    town.carol.types("/oncall away @bob fri to mon").await;
    town.alice.types("/oncall away @bob tue").await;
    town.alice.types("/oncall away @bob @carol tue").await;
    town.alice.types("/oncall away @nobody tue").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only carol)   bot: Only Bob, an admin, or whoever manages a schedule Bob is in can say when Bob is away. Nothing changed.
        Mon 09:00  #payments (only carol)   bot: Bob is away Fri 6 Mar to Mon 9 Mar.
            • They are on call for *payments* all that time
            Bob and whoever manages it know. They stay on call until somebody covers.
        Mon 09:00  #payments (only alice)   bot: Bob is away on Tue 3 Mar.
            • They are on call for *payments* all that time
            Bob and whoever manages it know. They stay on call until somebody covers.
        Mon 09:00  #payments (only alice)   bot: Name one person at a time: `/oncall away @bob fri to mon`.
        Mon 09:00  #payments (only alice)   bot: No one called `nobody` is here: choose somebody from Slack's list after `@`.
        Mon 09:00  → bob   bot: Carol noted that you're away Fri 6 Mar to Mon 9 Mar. If that is wrong, `/oncall away` lists it, to be removed.
        Mon 09:00  → bob   bot: You're away Fri 6 Mar to Mon 9 Mar and on call for *payments* all that time. You stay on call until somebody covers: `/oncall swap` asks for that.
            [Ask for cover] [My shifts]
        Mon 09:00  → bob   bot: Alice noted that you're away on Tue 3 Mar. If that is wrong, `/oncall away` lists it, to be removed.
    "#]]).await;
}

#[tokio::test]
async fn who_is_never_on_call_is_never_away_either() {
    let town = Town::on(MONDAY).await;
    town.moves_in(Person::new("gwen", "Gwen <!channel> & *co*").guest()).await;
    town.alice.types("/oncall away @gwen fri").await;
    town.alice.clicks_unseen(ControlId::RemoveAbsence(AbsenceId::random())).await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: Gwen <!channel> & *co* is a guest and so is never on call. Nothing was noted.
        Mon 09:00  #payments (only alice)   bot: That time off was removed already. `/oncall away` lists what is noted.
    "#]]).await;
}

#[tokio::test]
async fn what_is_no_time_off_is_said_back() {
    let town = Town::on(MONDAY).await;
    for typed in ["fri 25:00", "payments", "yesterday", "mon to", "jan 1 to dec 31", "<!channel>", "tue because tired"]
    {
        town.bob.types(&format!("/oncall away {typed}")).await;
    }
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: I read "fri 25:00" and there is no such time. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "payments" and can't tell when that is. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "yesterday" and that is over already. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "mon to" and can't tell when that is. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "jan 1 to dec 31" and that is longer than three months. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "<!channel>" and can't tell when that is. Try `/oncall away fri to mon`.
        Mon 09:00  #payments (only bob)   bot: I read "tue because tired" and can't tell when that is. Try `/oncall away fri to mon`.
    "#]]).await;
}

on_both!(whether_somebody_is_away_is_asked_of_any_span, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.bob.types("/oncall away fri to mon").await;
    town.forgets();
    let span = |from: &str, to: &str| Interval::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    let (bob, carol) = (id(&town, "bob").await, id(&town, "carol").await);
    let mut db = town.ctx().store.reader().await.unwrap();
    let away = span("2026-03-05T23:00:00Z", "2026-03-09T23:00:00Z");
    for (user, asked, expected) in [
        (bob, span("2026-03-05T00:00:00Z", "2026-03-05T23:00:00Z"), false),
        (bob, span("2026-03-05T00:00:00Z", "2026-03-05T23:00:01Z"), true),
        (bob, span("2026-03-09T22:59:59Z", "2026-03-12T00:00:00Z"), true),
        (bob, span("2026-03-09T23:00:00Z", "2026-03-12T00:00:00Z"), false),
        (carol, away, false),
    ] {
        assert_eq!(is_away(&mut db, town.workspace, user, asked).await.unwrap(), expected, "{asked:?}");
    }
    let both = BTreeSet::from([bob, carol]);
    let window = span("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    let found = absences_of(&mut db, town.workspace, &both, window).await.unwrap();
    assert_eq!(found.into_iter().collect::<Vec<_>>(), [(bob, vec![away])]);
    let elsewhere = rota::ids::WorkspaceId::random();
    assert!(!is_away(&mut db, elsewhere, bob, away).await.unwrap());
});
