//! Settings: from the environment or the same as flags, read once at start. Only `app` and `main` know them.

use std::net::SocketAddr;

use clap::{Args, Parser, Subcommand};

use crate::feeds::Reach;

/// Keeps an on-call rotation in Slack, and speaks Grafana OnCall's schedule API.
#[derive(Parser)]
#[command(name = "rota", version, about, max_term_width = 110)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve Slack and the REST API
    Serve(Settings),
    /// Try Rota without Slack: a page to type and click in, with a team of five and two schedules
    Demo(DemoSettings),
    /// Bring the database's tables up to date, and nothing else
    Migrate(DatabaseSettings),
    /// People of a workspace without Slack
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens for the REST API
    #[command(subcommand)]
    Token(TokenCommand),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// `sqlite://rota.db`, or `postgres://user:password@host/name`
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite://rota.db", hide_env_values = true)]
    pub database_url: String,
}

/// What `serve` needs.
#[derive(Clone, Args)]
pub struct Settings {
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// Where to listen; `PORT` alone means every address at that port [default: 127.0.0.1:8080]
    #[arg(long, env = "ROTA_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The port hosting platforms hand out
    #[arg(long, env = "PORT", hide = true)]
    pub port: Option<u16>,
    /// How the world reaches this server, with a path prefix if it is behind one; in links and `next` URLs
    #[arg(long, env = "ROTA_PUBLIC_URL")]
    pub public_url: Option<url::Url>,
    /// Slack's bot token (`xoxb-…`)
    #[arg(long, env = "SLACK_BOT_TOKEN", hide_env_values = true)]
    pub slack_bot_token: Option<String>,
    /// Slack's signing secret; several with commas while one is being rotated
    #[arg(long, env = "SLACK_SIGNING_SECRET", hide_env_values = true)]
    pub slack_signing_secret: Option<String>,
    /// A user token for user groups, where the workspace lets only admins edit them
    #[arg(long, env = "SLACK_ADMIN_TOKEN", hide_env_values = true)]
    pub slack_admin_token: Option<String>,
    /// Another Web API, for tests
    #[arg(long, env = "SLACK_API_URL", default_value = "https://slack.com/api")]
    pub slack_api_url: String,
    /// Requests a minute and token over the REST API; 0 turns the limit off
    #[arg(long, env = "ROTA_API_RATE_LIMIT", default_value_t = 300)]
    pub api_rate_limit: u32,
    /// Calendars may be read from private addresses: `true`, or the IP addresses that are allowed, with commas
    #[arg(long, env = "ROTA_ALLOW_PRIVATE_CALENDARS", default_value = "false")]
    pub allow_private_calendars: Reach,
}

/// What `demo` needs.
#[derive(Debug, Clone, Args)]
pub struct DemoSettings {
    /// Where the page listens; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Begin without schedules, as a new workspace does
    #[arg(long)]
    pub empty: bool,
}

/// `rota user …`
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add somebody; they are matched by e-mail when Slack is connected
    Add {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseSettings,
        /// What they are called in the API
        #[arg(long)]
        username: String,
        /// What messages call them [default: the username]
        #[arg(long)]
        name: Option<String>,
        /// Their address
        #[arg(long)]
        email: Option<String>,
        /// The IANA zone they read times in, like Europe/Oslo
        #[arg(long)]
        time_zone: Option<String>,
        /// They administer the workspace
        #[arg(long)]
        admin: bool,
        /// The Slack team or workspace id, where there are several
        #[arg(long)]
        workspace: Option<String>,
    },
    /// List people with their ids
    List {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseSettings,
        /// The Slack team or workspace id, where there are several
        #[arg(long)]
        workspace: Option<String>,
    },
}

/// `rota token …`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, once, alone on a line
    Create {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseSettings,
        /// What you will know it by
        #[arg(long)]
        name: String,
        /// `schedules:read`, or `schedules:write`, which reads too
        #[arg(long, default_value = "schedules:read")]
        scope: String,
        /// Whose token it is: a username; `users/current` answers with them
        #[arg(long)]
        user: Option<String>,
        /// The Slack team or workspace id, where there are several
        #[arg(long)]
        workspace: Option<String>,
    },
    /// List tokens, without their secrets
    List {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseSettings,
        /// The Slack team or workspace id, where there are several
        #[arg(long)]
        workspace: Option<String>,
    },
    /// Refuse a token from now on
    Revoke {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseSettings,
        /// The token's id, as `rota token list` shows it
        id: String,
        /// The Slack team or workspace id, where there are several
        #[arg(long)]
        workspace: Option<String>,
    },
}

impl Settings {
    /// Where to listen.
    pub fn listen(&self) -> SocketAddr {
        match (self.listen, self.port) {
            (Some(listen), _) => listen,
            (None, Some(port)) => SocketAddr::from(([0, 0, 0, 0], port)),
            (None, None) => SocketAddr::from(([127, 0, 0, 1], 8080)),
        }
    }

    /// What the Slack set-up lacks: empty when it is complete, or not wanted at all.
    pub fn missing_for_slack(&self) -> Vec<&'static str> {
        let given = |setting: &Option<String>| setting.as_deref().is_some_and(|value| !value.trim().is_empty());
        let settings =
            [("SLACK_BOT_TOKEN", &self.slack_bot_token), ("SLACK_SIGNING_SECRET", &self.slack_signing_secret)];
        settings.into_iter().filter(|(_, value)| !given(value)).map(|(name, _)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }
}
