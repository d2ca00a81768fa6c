//! Asking who is on call, and what comes next.

use expect_test::expect;
use rota::playground::Person;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(somebody_asks_who_is_on_call, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob", "carol"]).in_channel("#payments").await;
    town.schedule("search").daily("06:00", 12, ["carol+bob"]).await;
    town.bob.types("/oncall now payments").await;
    town.bob.types("/oncall").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            [Next shifts] [Ask for cover] [Share in channel]
        Mon 09:00  #payments (only bob)   bot: *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *search* — *Carol* and *Bob* until ⟨today at 18:00⟩, then nobody until ⟨tomorrow at 06:00⟩
            [My shifts] [Ask for cover] [Share in channel]
    "#]])
        .await;
});

#[tokio::test]
async fn the_channels_schedules_come_first_then_mine() {
    let town = Town::on(MONDAY).await;
    town.schedule("aaa").weekly("Mon 09:00", ["alice"]).await;
    town.schedule("bbb").weekly("Mon 09:00", ["bob"]).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol"]).in_channel("#payments").await;
    town.bob.types("/oncall now").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: *payments* — *Carol*
            *bbb* — *Bob*
            *aaa* — *Alice*
            [My shifts] [Ask for cover] [Share in channel]
    "#]])
        .await;
}

#[tokio::test]
async fn an_empty_workspace_says_how_to_begin() {
    let town = Town::on(MONDAY).await;
    town.bob.types("/oncall now").await;
    town.bob.types("/oncall next").await;
    town.bob.types("/oncall mine").await;
    town.bob.types("/oncall now payments").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: There are no schedules yet. `/oncall create` makes the first in about a minute.
            [Create a schedule]
        Mon 09:00  #payments (only bob)   bot: There are no schedules yet. `/oncall create` makes the first in about a minute.
            [Create a schedule]
        Mon 09:00  #payments (only bob)   bot: You have no shifts in the next four months.
        Mon 09:00  #payments (only bob)   bot: I don't know a schedule called `payments`: there are no schedules yet.
    "#]]).await;
}

#[tokio::test]
async fn what_is_not_understood_is_answered_with_the_nearest_thing() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.bob.types("/oncall now paymets").await;
    town.bob.types("/oncall hlep").await;
    town.bob.types("/oncall 🤷").await;
    town.bob.types("/oncall help").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        Mon 09:00  #payments (only bob)   bot: I don't understand `hlep`. Did you mean `/oncall help`? `/oncall help` shows what I do.
        Mon 09:00  #payments (only bob)   bot: I don't understand `🤷`. `/oncall help` shows what I do.
        Mon 09:00  #payments (only bob)   bot: I know who is on call. Type:
            • `/oncall` who is on call now, this channel's schedules first
            • `/oncall now payments` who is on call for payments, until when, then who
            • `/oncall next payments` the next shifts of payments; `next me` lists yours
            • `/oncall mine` your own next shifts
            • `/oncall show payments` two weeks of payments, as a picture too
            • `/oncall swap payments` ask others to cover a shift of yours, or a part of it; also `cover`
            • `/oncall take payments` you take over now, until the next handoff; `take payments fri 18:00 to mon 9:00` takes that time
            • `/oncall override @bob 2h payments` Bob instead of whoever is on call; also `tomorrow 9-17`, `fri 18:00 to mon 9:00`, `until 18:00 because …`
            • `/oncall override` the same with a form
            • `/oncall overrides payments` the overrides of payments, now and later, to look at or remove
            • `/oncall create` a form that makes a schedule: who takes turns, when, announced where
            • `/oncall edit payments` a form that changes payments; a preview shows who wins and loses shifts before anything is saved
            • `/oncall away fri to mon` you're away; shifts of yours that lie in it are shown and told to the managers. `away @bob fri to mon` for somebody else
            • `/oncall away https://hr.example.com/me.ics` follows a calendar of your absences, from an HR tool or of your own; only you see its address
            • `/oncall away` your time off that is noted, to look at or remove
            • `/oncall settings` when you are reminded of your shifts, who sees your phone number, your time zone
            • `/oncall report payments march` hours on call: weekdays, nights, weekends, and a file; without a schedule of all yours, without a month so far
            • `/oncall digest payments on` payments' channel hears every Monday at nine who comes when; `off` ends that
            • `/oncall calendar` a secret link that shows your shifts in your own calendar; `calendar payments` shows everybody's of payments
            • `/oncall link payments #payments @payments-oncall` announce payments there and keep that group; who would leave the group is shown first
            • `/oncall link payments` what payments is linked to and how, with a button to change it; `/oncall link` alone is a form
            • `/oncall unlink payments` no channel and no group any more; add `#channel` or `@group` to unlink only that
            • `/oncall help` this list
    "#]]).await;
}

#[tokio::test]
async fn the_next_shifts_and_my_own_are_told_with_gaps_and_overrides() {
    let town = Town::on(MONDAY).await;
    let payments =
        town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).overridden("26 hours", "2 hours", "carol");
    payments.in_channel("#payments").await;
    town.schedule("search").daily("18:00", 6, ["bob", "carol"]).await;
    town.bob.types("/oncall next").await;
    town.bob.types("/oncall next search").await;
    town.bob.types("/oncall mine").await;
    town.alice.types("/oncall next me").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: *payments*, from now on:
            • now until ⟨tomorrow at 11:00⟩: Alice
            • ⟨tomorrow at 11:00⟩ to ⟨tomorrow at 13:00⟩: Carol
            • ⟨tomorrow at 13:00⟩ to ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Bob
            [Share who is on call now]
        Mon 09:00  #payments (only bob)   bot: *search*, from now on:
            • now until ⟨today at 18:00⟩: nobody
            • ⟨today at 18:00⟩ to ⟨tomorrow at 00:00⟩: Carol
            • ⟨tomorrow at 00:00⟩ to ⟨tomorrow at 18:00⟩: nobody
            • ⟨tomorrow at 18:00⟩ to ⟨Mar 4, 2026 at 00:00⟩: Bob
            • ⟨Mar 4, 2026 at 00:00⟩ to ⟨Mar 4, 2026 at 18:00⟩: nobody
            • ⟨Mar 4, 2026 at 18:00⟩ to ⟨Mar 5, 2026 at 00:00⟩: Carol
            • ⟨Mar 5, 2026 at 00:00⟩ to ⟨Mar 5, 2026 at 18:00⟩: nobody
            • ⟨Mar 5, 2026 at 18:00⟩ to ⟨Mar 6, 2026 at 00:00⟩: Bob
            [Share who is on call now]
        Mon 09:00  #payments (only bob)   bot: You're on call:
            • *search*: ⟨tomorrow at 18:00⟩ to ⟨Mar 4, 2026 at 00:00⟩ (tomorrow)
            • *search*: ⟨Mar 5, 2026 at 18:00⟩ to ⟨Mar 6, 2026 at 00:00⟩ (in 3 days)
            • *search*: ⟨Mar 7, 2026 at 18:00⟩ to ⟨Mar 8, 2026 at 00:00⟩ (in 5 days)
            • *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (in 7 days)
            • *search*: ⟨Mar 9, 2026 at 18:00⟩ to ⟨Mar 10, 2026 at 00:00⟩ (in 7 days)
            • *search*: ⟨Mar 11, 2026 at 18:00⟩ to ⟨Mar 12, 2026 at 00:00⟩ (in 9 days)
            • *search*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 14, 2026 at 00:00⟩ (in 11 days)
            • *search*: ⟨Mar 15, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 00:00⟩ (in 13 days)
            [Ask for cover]
        Mon 09:00  #payments (only alice)   bot: You're on call:
            • *payments*: now until ⟨tomorrow at 11:00⟩
            • *payments*: ⟨tomorrow at 13:00⟩ to ⟨Mar 9, 2026 at 09:00⟩ (tomorrow)
            • *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩ (in 14 days)
            • *payments*: ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩ (in 28 days)
            • *payments*: ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩ (in 42 days)
            • *payments*: ⟨Apr 27, 2026 at 09:00⟩ to ⟨May 4, 2026 at 09:00⟩ (in 56 days)
            • *payments*: ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩ (in 70 days)
            • *payments*: ⟨May 25, 2026 at 09:00⟩ to ⟨Jun 1, 2026 at 09:00⟩ (in 84 days)
            [Ask for cover]
    "#]])
        .await;
}

#[tokio::test]
async fn it_has_to_be_said_which_schedule_when_several_can_be_meant() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.schedule("search").weekly("Mon 09:00", ["bob", "alice"]).await;
    town.bob.types("/oncall next").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: Which schedule? Type `/oncall next payments`, `/oncall next search`, or `/oncall mine` for your own.
    "#]]).await;
}

#[tokio::test]
async fn an_answer_is_shared_in_the_channel() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.bob.types("/oncall now payments").await;
    town.bob.clicks("Share in channel").await;
    town.bob.clicks("Next shifts").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            [Next shifts] [Ask for cover] [Share in channel]
        Mon 09:00  #payments   bot: *payments* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
        Mon 09:00  #payments (only bob)   bot: *payments*, from now on:
            • now until ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            • ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩: Bob
            • ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩: Alice
            • ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩: Bob
            • ⟨Apr 13, 2026 at 09:00⟩ to ⟨Apr 20, 2026 at 09:00⟩: Alice
            • ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩: Bob
            [Share who is on call now]
    "#]])
        .await;
}

#[tokio::test]
async fn people_read_the_fallback_times_in_their_own_zone() {
    let town = Town::on(MONDAY).await;
    let dev = town.moves_in(Person::new("dev", "Dev").in_zone("Asia/Kolkata")).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    let heard = dev.types("/oncall now payments").await;
    assert!(heard.body.contains("|Mon 9 Mar 13:30 IST>"), "{}", heard.body);
    town.forgets();
}

#[tokio::test]
async fn a_guest_is_told_to_ask_a_member_and_somebody_new_may_look() {
    let town = Town::on(MONDAY).await;
    let guest = town.moves_in(Person::new("greta", "Greta").guest()).await;
    town.slack.add_person(Person::new("newt", "Newt"));
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.is_read_by_rota().await;
    guest.types("/oncall").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only greta)   bot: Guests can't see who is on call. Ask a member of this workspace.
    "#]])
        .await;
}

#[tokio::test]
async fn somebody_unheard_of_is_known_at_their_second_question() {
    let town = Town::on(MONDAY).await;
    town.slack.set_events(&[]);
    town.slack.add_person(Person::new("newt", "Newt").in_zone("Europe/Oslo"));
    let newt = town.knows("newt");
    newt.types("/oncall mine").await;
    newt.types("/oncall mine").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only newt)   bot: I don't know you yet. I'm asking Slack who you are: try again in a moment.
        Mon 09:00  #payments (only newt)   bot: You have no shifts in the next four months.
    "#]]).await;
}

#[tokio::test]
async fn more_schedules_than_fit_are_counted() {
    let town = Town::on(MONDAY).await;
    for number in 0..15 {
        town.schedule(&format!("team {number:02}")).weekly("Mon 09:00", ["alice", "bob"]).await;
    }
    town.bob.types("/oncall now").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: *team 00* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 01* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 02* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 03* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 04* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 05* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 06* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 07* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 08* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 09* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 10* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            *team 11* — *Alice* until ⟨Mar 9, 2026 at 09:00⟩, then Bob
            And 3 more schedules: `/oncall now` with its name asks for one.
            [My shifts] [Ask for cover] [Share in channel]
    "#]])
        .await;
}

#[tokio::test]
async fn names_of_peoples_making_are_harmless() {
    let town = Town::on(MONDAY).await;
    town.moves_in(Person::new("mallory", "Mallory <!channel> *&* 🙂")).await;
    town.schedule("<!here> & *co*").weekly("Mon 09:00", ["mallory"]).in_channel("#payments").loudly().await;
    town.bob.types("/oncall now").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *<!here> & ∗co∗*: @mallory is on call.
            [Next shifts] [Ask for cover]
        Mon 09:00  #payments (only bob)   bot: *<!here> & ∗co∗* — *Mallory <!channel> ∗&∗ 🙂*
            [My shifts] [Ask for cover] [Share in channel]
    "#]])
        .await;
}
