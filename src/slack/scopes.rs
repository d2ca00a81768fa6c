//! The scopes Rota does without: what is off where the workspace has not given one.

/// A scope that is not needed to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Optional {
    /// Slack's word for it.
    pub scope: &'static str,
    /// What is off without it.
    pub what_for: &'static str,
}

/// Every optional scope of the manifest.
pub const OPTIONAL: [Optional; 4] = [
    Optional { scope: "files:write", what_for: "the file of `/oncall report` and the picture of `/oncall show`" },
    Optional { scope: "channels:join", what_for: "coming into public channels that are linked" },
    Optional { scope: "channels:write.topic", what_for: "who is on call in the topic of public channels" },
    Optional { scope: "groups:write.topic", what_for: "who is on call in the topic of private channels" },
];
