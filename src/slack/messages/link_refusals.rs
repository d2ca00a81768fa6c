//! Why a schedule was not linked, or a link not taken away: one sentence each, with who can or what to do.
//!
//! The same sentence stands in an answer, with markup, and at a field of a modal, without.

use crate::slack::mrkdwn::Ink;
use crate::usecases::link_schedule::{ChannelTrouble, GroupTrouble, MOST_PERMANENT, Refusal};

/// Why nothing was changed. `None` when it is our fault.
pub fn not_linked(refusal: &Refusal, ink: Ink) -> Option<String> {
    Some(match refusal {
        Refusal::Gone => format!("This schedule is gone. {} lists those there are.", ink.code("/oncall")),
        Refusal::Stranger => super::STRANGER.to_owned(),
        Refusal::MayNot(schedule, managers) => {
            let who = match managers.as_slice() {
                [] => "a workspace admin".to_owned(),
                managers => format!("{} or a workspace admin", ink.names(managers)),
            };
            format!("Only {who} can change what {} is linked to.", ink.schedule(schedule))
        }
        Refusal::Changed(schedule) => {
            let again = ink.code(&format!("/oncall link {schedule}"));
            format!("{} was changed meanwhile, so nothing was done: {again} shows it as it is.", ink.schedule(schedule))
        }
        Refusal::Channel(id, trouble) | Refusal::SwapChannel(id, trouble) => channel(id, *trouble, ink),
        Refusal::Group(handle, trouble) => group(handle, trouble, ink),
        Refusal::TooMany(handle, count) => format!(
            "{count} people would always be in {}, and {MOST_PERMANENT} is the most. Leave the box empty, or choose a group of \
             its own for who is on call. Nothing was changed.",
            ink.code(&format!("@{handle}"))
        ),
        Refusal::TopicOfNothing => "A topic needs a channel: choose the one to announce in.".to_owned(),
        Refusal::TopicScope(scope) => format!(
            "I may not set topics here: the Slack app lacks the scope {}. Whoever runs Rota can add it (README, \
             \"Groups\"). Nothing was changed.",
            ink.code(scope)
        ),
        Refusal::NotLinked(schedule) => {
            let shows = ink.code(&format!("/oncall link {schedule}"));
            format!("{} isn't linked to that: {shows} shows what it is linked to.", ink.schedule(schedule))
        }
        Refusal::Store(_) => return None,
    })
}

fn channel(id: &str, trouble: ChannelTrouble, ink: Ink) -> String {
    let channel = match ink {
        Ink::Markup => format!("<#{id}>"),
        Ink::Plain => "this channel".to_owned(),
    };
    let invite = ink.code("/invite @Rota");
    match trouble {
        ChannelTrouble::NotSeen => {
            format!("I can't see {channel}. If it is private, type {invite} there and try again. Nothing was changed.")
        }
        ChannelTrouble::Archived => {
            format!(
                "Nobody can post in {channel}, it is archived: unarchive it or choose another. Nothing was changed."
            )
        }
        ChannelTrouble::NotMember => {
            format!(
                "I'm not in {channel} and may not come in by myself: type {invite} there and try again. Nothing was changed."
            )
        }
        ChannelTrouble::NotNow => format!("Slack doesn't tell me about {channel} right now. Try again in a minute."),
    }
}

fn group(handle: &str, trouble: &GroupTrouble, ink: Ink) -> String {
    let group = ink.code(&format!("@{handle}"));
    match trouble {
        GroupTrouble::Unknown => {
            format!("Slack has no user group {group}. Make it in Slack first, or choose one from its list after \"@\".")
        }
        GroupTrouble::NotNow => format!("Slack doesn't tell me who is in {group} right now. Try again in a minute."),
        GroupTrouble::Refused(word) => {
            let why = match word.as_str() {
                "permission_denied" => {
                    "this workspace lets only admins edit user groups. An admin can allow it under Settings → \
                     Permissions → User groups, or give Rota an admin token (README, \"Groups\")"
                        .to_owned()
                }
                "plan_upgrade_required" | "paid_teams_only" => {
                    "Slack has user groups on paid plans only. Announcements work without".to_owned()
                }
                "missing_scope" => {
                    let (write, read) = (ink.code("usergroups:write"), ink.code("usergroups:read"));
                    format!("the Slack app lacks the scope {write} or {read}. Whoever runs Rota can add it")
                }
                word => format!("Slack answers {}", ink.code(word)),
            };
            format!("I can't keep {group}: {why}. Nothing was changed.")
        }
    }
}
