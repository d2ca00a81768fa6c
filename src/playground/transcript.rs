//! What was said: everything the app made visible, and what a person met when they did something.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::Value;

/// Where something became visible.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A channel, by name without `#`.
    Channel(String),
    /// The direct messages between the app and this person.
    Direct(String),
    /// An ephemeral message: only this person saw it. `channel` is `@bot` in their direct messages with the app.
    OnlyFor {
        /// The channel's name without `#`, or `@bot`.
        channel: String,
        /// The one who sees it.
        handle: String,
    },
    /// A modal in front of this person.
    Modal(String),
    /// The App Home of this person.
    Home(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(name) => write!(f, "#{name}"),
            Self::Direct(handle) => write!(f, "→ {handle}"),
            Self::OnlyFor { channel, handle } if channel.starts_with('@') => write!(f, "{channel} (only {handle})"),
            Self::OnlyFor { channel, handle } => write!(f, "#{channel} (only {handle})"),
            Self::Modal(handle) => write!(f, "modal of {handle}"),
            Self::Home(handle) => write!(f, "home of {handle}"),
        }
    }
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A message appeared.
    Posted,
    /// A message changed.
    Edited,
    /// A message went away.
    Deleted,
    /// A channel's topic was set.
    TopicSet,
    /// A modal opened.
    Opened,
    /// A modal came to lie on top of another.
    Pushed,
    /// A modal changed.
    Updated,
    /// A modal closed because the app said so.
    Closed,
    /// Fields of a modal were marked wrong.
    FieldErrors,
    /// The App Home was drawn.
    Published,
}

/// One thing the app made visible.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: Place,
    /// What happened.
    pub what: What,
    /// The message's own `text` (what screen readers and notifications say), or a view's title; names, dates and
    /// links as a reader sees them.
    pub text: String,
    /// The blocks as plain text, a line each, `[buttons]` in brackets; empty without blocks.
    pub blocks: String,
    /// The message or view as Slack would give it.
    pub raw: Value,
    /// The message's `ts`, or the view's id.
    pub ts: String,
    /// The `ts` of the thread it is in.
    pub thread: Option<String>,
    /// The message's metadata.
    pub metadata: Option<Value>,
}

impl Entry {
    /// What a person reads: the blocks, or the text where there are none.
    pub fn shown(&self) -> &str {
        if self.blocks.is_empty() { &self.text } else { &self.blocks }
    }
}

/// `#payments   bot (edited): Bob covers …   [Undo]`; further lines are indented.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Posted | What::Published | What::Opened => "",
            What::Edited => " (edited)",
            What::Deleted => " (deleted)",
            What::TopicSet => " (topic)",
            What::Pushed => " (pushed)",
            What::Updated => " (updated)",
            What::Closed => " (closed)",
            What::FieldErrors => " (errors)",
        };
        let thread = match (&self.thread, self.raw["subtype"] == "thread_broadcast") {
            (None, _) => "",
            (Some(_), false) => " (in thread)",
            (Some(_), true) => " (in thread and channel)",
        };
        write!(f, "{}   bot{what}{thread}: ", self.place)?;
        let mut lines = self.shown().lines();
        if matches!(self.what, What::Opened | What::Pushed | What::Updated) {
            write!(f, "{}", self.text)?;
        } else {
            write!(f, "{}", lines.next().unwrap_or_default())?;
        }
        lines.try_for_each(|line| write!(f, "\n    {line}"))
    }
}

/// Why a person who did something saw it fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The app took longer than three seconds.
    OperationTimeout,
    /// The app could not be reached or did not answer 200.
    DispatchFailed(String),
    /// The app's answer was not one Slack understands: "We had some trouble connecting".
    BadAnswer(String),
    /// There is no such person, place, button, field or modal; says what there is.
    NotThere(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OperationTimeout => f.write_str("operation_timeout"),
            Self::DispatchFailed(why) => write!(f, "dispatch_failed: {why}"),
            Self::BadAnswer(why) => write!(f, "we had some trouble connecting: {why}"),
            Self::NotThere(what) => f.write_str(what),
        }
    }
}

/// What came of something a person did, up to the moment the app had answered.
///
/// What the app says later, from the background, is in the transcript.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// The app's HTTP status, when it answered.
    pub status: Option<u16>,
    /// The body of the app's answer as it came.
    pub body: String,
    /// Why it failed, if it did.
    pub trouble: Option<Trouble>,
    /// What became visible meanwhile, in order.
    pub entries: Vec<Entry>,
    /// The errors the app put on the fields of a modal, by block id.
    pub field_errors: BTreeMap<String, String>,
}

impl Heard {
    /// What became visible, as a person reads it, entries separated by line breaks.
    pub fn text(&self) -> String {
        self.entries.iter().map(Entry::shown).collect::<Vec<_>>().join("\n")
    }

    /// The same, when it went without trouble.
    ///
    /// # Panics
    /// When there was trouble; says which.
    #[expect(clippy::return_self_not_must_use, reason = "often it is called for the panic alone")]
    pub fn calmly(self) -> Self {
        if let Some(trouble) = &self.trouble {
            panic!("{trouble}");
        }
        self
    }

    pub(super) fn trouble(trouble: Trouble) -> Self {
        Self { trouble: Some(trouble), ..Self::default() }
    }
}
