//! Somebody leaves the workspace, or becomes a guest: their rotations are found.

use expect_test::expect;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(managers_hear_once_of_somebody_who_left_and_of_the_gaps, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice", "bob", "carol"]).await;
    town.schedule("search").weekly("Mon 09:00", ["bob+carol"]).await;
    town.schedule("other").weekly("Mon 09:00", ["alice"]).await;
    town.lets_manage(payments, "carol").await;
    town.slack.change_person("bob", |bob| bob.deleted = true);
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 09:00  → alice   bot: Bob has left this workspace and is still in these rotations. Their turns stay empty; please put somebody else in their place.
            • *search*: no gap, others are on call then
        Mon 09:00  → carol   bot: Bob has left this workspace and is still in these rotations. Their turns stay empty; please put somebody else in their place.
            • *payments*: nobody is on call ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩, ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ and ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩
    "#]]).await;
    // They are back, and nobody hears of it; what comes and goes again is told again.
    town.slack.change_person("bob", |bob| bob.deleted = false);
    town.is_read_by_rota().await;
    town.passes("1 hour").await;
    town.reads(expect![[""]]).await;
    town.slack.change_person("bob", |bob| bob.is_restricted = true);
    town.is_read_by_rota().await;
    town.slack.change_person("bob", |bob| bob.deleted = true);
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 10:01  → alice   bot: Bob is a guest now, and guests can't be on call, and is still in these rotations. Their turns stay empty; please put somebody else in their place.
            • *search*: no gap, others are on call then
        Mon 10:01  → carol   bot: Bob is a guest now, and guests can't be on call, and is still in these rotations. Their turns stay empty; please put somebody else in their place.
            • *payments*: nobody is on call ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩, ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ and ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩
    "#]]).await;
});

#[tokio::test]
async fn who_leaves_and_is_in_no_rotation_is_not_told_of() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "carol"]).await;
    town.slack.change_person("bob", |bob| bob.deleted = true);
    town.passes("1 min").await;
    town.reads(expect![[""]]).await;
}

on_both!(two_replicas_tell_of_a_leaver_once, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.slack.change_person("bob", |bob| bob.deleted = true);
    town.passes("1 min").await;
    assert_eq!(town.said().len(), 1);
});
