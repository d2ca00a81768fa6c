//! The app under test as Slack knows it: where it lives, what it signed up for, its secret.

/// The installed app.
#[derive(Debug)]
pub struct App {
    pub id: String,
    pub bot: String,
    /// The id of its bot user.
    pub user: String,
    /// Where deliveries go, without a slash at the end. `None` until it is connected.
    pub base: Option<String>,
    pub signing_secret: String,
    pub previous_secret: Option<String>,
    pub commands: Vec<String>,
    /// Global shortcuts: what each is called, and its `callback_id`.
    pub shortcuts: Vec<(String, String)>,
    pub events: Vec<String>,
    pub home_tab: bool,
    pub for_organisation: bool,
}

/// The events an app like Rota subscribes to.
const FIRST_EVENTS: &[&str] = &[
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "team_join",
    "subteam_created",
    "subteam_updated",
    "subteam_members_changed",
    "channel_id_changed",
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "channel_left",
    "group_rename",
    "group_archive",
    "group_unarchive",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
];

/// The organisation's id and name, when the app is installed for one.
pub const ENTERPRISE: (&str, &str) = ("E0000000001", "Playground Group");

impl App {
    pub fn new(signing_secret: String) -> Self {
        Self {
            id: "A0000000001".to_owned(),
            bot: "B0000000001".to_owned(),
            user: String::new(),
            base: None,
            signing_secret,
            previous_secret: None,
            commands: vec!["/oncall".to_owned()],
            shortcuts: vec![("Ask for cover".to_owned(), "ask_for_cover".to_owned())],
            events: FIRST_EVENTS.iter().map(|&event| event.to_owned()).collect(),
            home_tab: true,
            for_organisation: false,
        }
    }
}
