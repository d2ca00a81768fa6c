//! Two weeks of a schedule: what `/oncall show` says, and the picture it sends.

use expect_test::expect;
use rota::playground::{NewChannel, Weather};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(two_weeks_are_told_at_once_and_sent_as_a_picture_that_can_be_shared, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.passes("1 min").await;
    town.alice.types("/oncall override @carol 2h payments").await;
    town.forgets();
    town.alice.types("/oncall show payments").await;
    town.reads(expect![[r#"
        Mon 09:01  #payments (only alice)   bot: *payments*, two weeks from today:
            • ⟨today at 00:00⟩ to ⟨today at 09:00⟩: nobody
            • ⟨today at 09:00⟩ to ⟨today at 09:01⟩: Alice
            • now until ⟨today at 11:01⟩: Carol (override)
            • ⟨today at 11:01⟩ to ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            I send you the picture in a direct message. Its days are those of Europe/Oslo.
            [Share picture in channel] [Ask for cover]
        Mon 09:01  → alice   bot: *payments*, two weeks from Mon 2 Mar, times in Europe/Oslo.
            (file on-call-from-2026-03-02.png: payments, two weeks from Mon 2 March 2026, times in Europe/Oslo: Mon 2 Mar 00:00 CET to Mon 2 Mar 09:00 CET: nobody; Mon 2 Mar 09:00 CET to Mon 2 Mar 09:01 CET: Alice; now until Mon 2 Mar 11:01 CET: Carol (override); Mon 2 Mar 11:01 CET to Mon 9 Mar 09:00 CET: Alice; Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET: Bob.)
        Mon 09:01  → carol   bot: You're on call for *payments* instead of Alice from now until ⟨today at 11:01⟩ (override by Alice).
            [Next shifts]
    "#]]).await;
    let (name, bytes) = town.slack.files().pop().expect("a picture was sent");
    assert_eq!(name, "on-call-from-2026-03-02.png");
    assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n");
    town.alice.clicks("Share picture in channel").await;
    town.reads(expect![[r#"
        Mon 09:01  #payments (only alice)   bot: The picture of *payments* comes into this channel.
        Mon 09:01  #payments   bot: *payments*, two weeks from Mon 2 Mar, times in Europe/Oslo.
            (file on-call-from-2026-03-02.png: payments, two weeks from Mon 2 March 2026, times in Europe/Oslo: Mon 2 Mar 00:00 CET to Mon 2 Mar 09:00 CET: nobody; Mon 2 Mar 09:00 CET to Mon 2 Mar 09:01 CET: Alice; now until Mon 2 Mar 11:01 CET: Carol (override); Mon 2 Mar 11:01 CET to Mon 9 Mar 09:00 CET: Alice; Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET: Bob.)
    "#]]).await;
});

#[tokio::test]
async fn where_the_picture_cannot_be_sent_the_words_stand_and_it_is_said_why() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.slack.make_channel(NewChannel::named("random").with(&["alice"]).without_bot());
    town.passes("1 day").await;
    town.slack.fails_next("files.getUploadURLExternal", Weather::Refused("missing_scope"));
    town.alice.types("/oncall picture").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments (only alice)   bot: *payments*, two weeks from today:
            • now until ⟨Mar 9, 2026 at 09:00⟩: Alice
            • ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩: Bob
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩: Alice
            I send you the picture in a direct message. Its days are those of Europe/Oslo.
            [Share picture in channel] [Ask for cover]
        Tue 09:00  #payments (only alice)   bot: I can't send the picture: I lack the permission `files:write`. Whoever runs Rota can add it to the app and install it again (README, "Files"). What I wrote above is right.
    "#]]).await;
    town.alice.types_in("#random", "/oncall show payments").await;
    town.forgets();
    town.alice.clicks_in("#random", "Share picture in channel").await;
    town.reads(expect![[r#"
        Tue 09:00  #random (only alice)   bot: The picture of *payments* comes into this channel.
        Tue 09:00  #random (only alice)   bot: I can't send the picture: I am not in this channel. Type `/invite @Rota` in it and ask again.
    "#]]).await;
    town.alice.types("/oncall show paymnts").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments (only alice)   bot: I don't know a schedule called `paymnts`. Did you mean `payments`? `/oncall` lists who is on call.
    "#]]).await;
}
