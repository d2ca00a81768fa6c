//! What Rota tells a schedule's managers when something is wrong: what happened, what still works, what to do.

use super::{Rendered, words};
use crate::slack::client::CallError;
use crate::slack::mrkdwn::{bold, code, escape, list};
use crate::usecases::message::Barrier;

/// Slack takes no messages for a schedule's channel.
pub fn channel_refused(schedule: &str, channel: &str, reason: &str) -> Rendered {
    let schedule = bold(schedule);
    let channel = format!("<#{channel}>");
    let what_to_do = match reason {
        "is_archived" => {
            format!("the channel {channel} is archived. Unarchive it, or give the schedule another channel")
        }
        "channel_not_found" => {
            format!("Slack says there is no channel {channel} that I can see. If it is private, invite me to it")
        }
        "not_in_channel" => format!("I am not a member of {channel}. Invite me to it"),
        "restricted_action" | "restricted_action_read_only_channel" => {
            format!("I may not post in {channel}. Allow it in the channel's settings")
        }
        _ => format!("Slack refuses messages for {channel} ({})", code(reason)),
    };
    words(&format!(
        "I couldn't announce a handoff of {schedule}: {what_to_do}. The schedule and its user group are right; \
         I'll tell you again only if it breaks anew."
    ))
}

/// Slack does not let us set a channel's topic.
pub fn topic_refused(channel: &str, schedules: &[String], reason: &str) -> Rendered {
    let schedules = list(&schedules.iter().map(|name| bold(name)).collect::<Vec<_>>());
    let channel = format!("<#{channel}>");
    let what_to_do = match reason {
        "is_archived" => "the channel is archived. Unarchive it, or turn the topic off with `/oncall link`".to_owned(),
        "not_in_channel" | "channel_not_found" => "I am not a member of it. Invite me with `/invite @Rota`".to_owned(),
        "missing_scope" => "the Slack app lacks the scope `channels:write.topic` (`groups:write.topic` for a private \
             channel). Whoever runs Rota can add it (README, \"Groups\")"
            .to_owned(),
        _ => format!("Slack refuses ({})", code(reason)),
    };
    words(&format!(
        "I couldn't put who is on call for {schedules} into the topic of {channel}: {what_to_do}. Announcements go on; \
         I'll tell you again only if it breaks anew."
    ))
}

/// Slack does not let us change a user group.
pub fn group_refused(handle: &str, schedules: &[String], reason: &str) -> Rendered {
    let group = code(&format!("@{handle}"));
    let schedules = list(&schedules.iter().map(|name| bold(name)).collect::<Vec<_>>());
    let why = match reason {
        "permission_denied" => {
            "this workspace lets only admins edit user groups. An admin can allow it under _Settings → Permissions → \
             User groups_, or give Rota an admin token (README, \"Groups\")"
                .to_owned()
        }
        "plan_upgrade_required" | "paid_teams_only" => {
            "Slack has user groups only on paid plans. Announcements go on; take the group off the schedule to stop these \
             messages"
                .to_owned()
        }
        "no_such_subteam" | "subteam_not_found" => "Slack says there is no such group any more".to_owned(),
        "missing_scope" => "Rota lacks the scope `usergroups:write`. Add it to the app and install it again".to_owned(),
        _ => format!("Slack answers {}", code(reason)),
    };
    words(&format!("I couldn't update {group} for {schedules}: {why}. The schedule and the announcements are right."))
}

/// Somebody on call cannot be in a user group.
pub fn left_out(handle: &str, schedule: &str, person: &str, because: Barrier) -> Rendered {
    let (group, schedule, person) = (code(&format!("@{handle}")), bold(schedule), escape(person));
    let why = match because {
        Barrier::NotInSlack => "isn't known in this Slack workspace".to_owned(),
        Barrier::Guest => "is a guest, and guests can't be on call or in user groups".to_owned(),
        Barrier::Bot => "is a bot, and bots can't be on call or in user groups".to_owned(),
        Barrier::Deactivated => "has left this workspace".to_owned(),
    };
    words(&format!(
        "{person} is planned on {schedule} now but {why}, so {group} is without them; the others on call are in it. \
         Please put somebody else in the rotation."
    ))
}

/// A file or picture that was promised does not come.
pub fn file_refused(what: &str, error: &CallError) -> Rendered {
    super::words(&match error {
        CallError::Refused(word) if word == "missing_scope" => {
            format!(
                "I can't send the {what}: I lack the permission `files:write`. Whoever runs Rota can add it to the app and \
                 install it again (README, \"Files\"). What I wrote above is right."
            )
        }
        CallError::Refused(word) if word == "not_in_channel" || word == "channel_not_found" => {
            format!("I can't send the {what}: I am not in this channel. Type `/invite @Rota` in it and ask again.")
        }
        CallError::Refused(word) => {
            format!("I can't send the {what}: Slack answers `{}`. What I wrote above is right.", escape(word))
        }
        _ => format!("I couldn't send the {what}: Slack does not answer. Ask for it again in a minute."),
    })
}
