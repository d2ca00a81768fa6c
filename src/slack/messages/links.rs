//! What a schedule is linked to: its channels, its group, what is said and to whom, and what was just taken away.

use super::{Rendered, buttons, cut, section};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, code, escape, list};
use crate::store::directory::Channel;
use crate::store::links::{Announces, GroupHolds, Mentions};
use crate::usecases::links::Linked;
use crate::usecases::unlink_schedule::Unlink;

/// How many people are named who are always in a group; the rest are counted.
const MOST_NAMES: usize = 20;

/// What a schedule is linked to, after `first` when something was just done about it.
pub fn linked(first: Option<&str>, linked: &Linked) -> Rendered {
    let schedule = &linked.schedule;
    let is_empty = schedule.channel.is_none() && schedule.user_group.is_none() && linked.link.swap_channel.is_none();
    let said = |name: String, place: &dyn Fn(&str, Option<&Channel>) -> String| {
        let mut lines: Vec<String> = first.map(str::to_owned).into_iter().collect();
        if is_empty {
            let typed = code(&format!("/oncall link {} #channel @group", schedule.name));
            lines.push(format!("{name} isn't linked to a channel or a user group. {typed} links it."));
        } else {
            lines.push(format!("{name} is linked so:"));
            lines.extend(links(linked, place).into_iter().map(|line| format!("• {line}")));
        }
        lines.join("\n")
    };
    let shown = said(bold(&schedule.name), &|id, _| format!("<#{id}>"));
    let mut blocks = vec![section(&shown)];
    if linked.may_change {
        let label = if is_empty { "Link it" } else { "Change" };
        blocks.push(buttons(&[(ControlId::LinkForm(schedule.id), label)]));
    }
    let spoken = said(escape(&schedule.name), &|_, channel| spoken(channel));
    Rendered { text: cut(&spoken, super::TEXT_LIMIT), blocks }
}

fn spoken(channel: Option<&Channel>) -> String {
    channel.map_or("a channel I can't see".to_owned(), |channel| format!("#{}", escape(&channel.name)))
}

fn links(linked: &Linked, place: &dyn Fn(&str, Option<&Channel>) -> String) -> Vec<String> {
    let (schedule, link) = (&linked.schedule, &linked.link);
    let mut lines = Vec::new();
    let channel = schedule.channel.as_ref().map(|id| place(id, linked.channel.as_ref()));
    lines.push(match &channel {
        None => "No channel: handoffs are not announced.".to_owned(),
        Some(channel) => match link.announces {
            Announces::All => format!("Handoffs are announced in {channel}; {}.", mentioned(link.mentions)),
            Announces::Gaps => format!(
                "In {channel} I only say that nobody is on call, or that somebody stepped in; {}.",
                mentioned(link.mentions)
            ),
            Announces::Nothing => format!("In {channel} nothing is announced."),
        },
    });
    if let Some(channel) = channel.filter(|_| link.in_topic) {
        lines.push(format!("The topic of {channel} names who is on call."));
    }
    if schedule.channel.is_some() && linked.weekly_digest {
        lines.push("On Mondays at nine I say there who comes when that week.".to_owned());
    }
    lines.extend(link.swap_channel.as_ref().map(|id| {
        let channel = place(id, linked.swap_channel.as_ref());
        format!("Cover is asked for in {channel}.")
    }));
    lines.push(group_line(linked).unwrap_or_else(|| "No user group.".to_owned()));
    lines
}

fn group_line(linked: &Linked) -> Option<String> {
    linked.schedule.user_group.as_ref()?;
    let handle = linked.group.as_ref().map_or("a group I can't see".to_owned(), |group| handle(&group.handle));
    let whom = match linked.link.holds {
        GroupHolds::Current => "who is on call",
        GroupHolds::Next => "who is on call and who is next",
        GroupHolds::All => "everybody in the rotation",
    };
    let names: Vec<_> = linked.link.permanent.iter().map(|user| linked.people.name(*user)).collect();
    let always = if names.is_empty() { String::new() } else { format!(", and always {}", some_names(&names)) };
    Some(format!("{handle} holds {whom}{always}."))
}

fn mentioned(mentions: Mentions) -> &'static str {
    match mentions {
        Mentions::Joiners => "who comes on call is mentioned",
        Mentions::Everybody => "everybody on call is mentioned",
        Mentions::Nobody => "nobody is mentioned",
    }
}

/// A group as people type it.
pub fn handle(handle: &str) -> String {
    code(&format!("@{handle}"))
}

/// Names, as many as are worth reading.
pub fn some_names(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| escape(name)).collect();
    let more = names.len() - shown.len();
    shown.extend((more > 0).then(|| format!("{more} more")));
    list(&shown)
}

/// What a schedule is not linked to any more.
pub fn unlinked(before: &Linked, what: Unlink<'_>) -> Rendered {
    let schedule = &before.schedule;
    let said = |name: String, place: &dyn Fn(&str, Option<&Channel>) -> String| {
        let mut lines = Vec::new();
        let names = |id: &Option<String>| match what {
            Unlink::Everything => id.is_some(),
            Unlink::Channel(one) | Unlink::Group(one) => id.as_deref() == Some(one),
        };
        if let Some(id) = schedule.channel.as_ref().filter(|_| names(&schedule.channel)) {
            let topic = if before.link.in_topic { ", and its topic names nobody on call" } else { "" };
            lines.push(format!("{name} announces nothing in {} any more{topic}.", place(id, before.channel.as_ref())));
        }
        if let Some(id) = before.link.swap_channel.as_ref().filter(|_| names(&before.link.swap_channel)) {
            let channel = place(id, before.swap_channel.as_ref());
            lines.push(format!("Cover for {name} isn't asked for in {channel} any more."));
        }
        if names(&schedule.user_group) {
            let group = before.group.as_ref().map_or("its group".to_owned(), |group| handle(&group.handle));
            lines.push(format!(
                "{name} doesn't keep {group} any more: whoever is in it stays, unless another schedule keeps it too."
            ));
        }
        lines.push(format!("{} links it again.", code(&format!("/oncall link {} #channel @group", schedule.name))));
        lines.join("\n")
    };
    let shown = said(bold(&schedule.name), &|id, _| format!("<#{id}>"));
    let text = cut(&said(escape(&schedule.name), &|_, channel| spoken(channel)), super::TEXT_LIMIT);
    Rendered { text, blocks: vec![section(&shown)] }
}
