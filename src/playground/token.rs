//! Tokens the app may call with: its own, and those of people who lent it theirs.

/// An access token and what it may do.
#[derive(Debug, Clone)]
pub struct Token {
    pub text: String,
    /// The id of the bot user or of the person it belongs to.
    pub user: String,
    pub is_bot: bool,
    pub scopes: Vec<String>,
    pub revoked: bool,
}

/// What a bot is granted at first: all that Rota asks for, with the optional ones.
pub const FIRST_SCOPES: &[&str] = &[
    "commands",
    "chat:write",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "usergroups:write",
    "channels:read",
    "groups:read",
    "im:read",
    "im:write",
    "channels:history",
    "groups:history",
    "im:history",
    "channels:write.topic",
    "groups:write.topic",
    "channels:join",
    "files:write",
    "team:read",
    "pins:write",
];

impl Token {
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }

    pub fn has_one_of<S: AsRef<str>>(&self, scopes: &[S]) -> bool {
        scopes.iter().any(|scope| self.has(scope.as_ref()))
    }
}
