-- What a schedule is linked to besides its channel and group, and how. No row: everything as it is by default.
CREATE TABLE schedule_links (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- Whom its group holds: `current`, `next`, `all`.
    members TEXT NOT NULL,
    -- Who is in its group whoever is on call: a list of people's ids.
    permanent TEXT NOT NULL,
    -- Where cover is asked for; empty: the schedule's channel.
    swap_channel TEXT,
    -- Whether the channel's topic names who is on call.
    in_topic BOOLEAN NOT NULL,
    -- Who is mentioned in announcements: `joiners`, `everybody`, `nobody`.
    mentions TEXT NOT NULL,
    -- What is announced: `all`, `gaps`, `none`.
    announces TEXT NOT NULL
);

-- Channels whose topic names who is on call, or did: a row goes when Rota's part of the topic is gone.
CREATE TABLE channel_topics (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    channel TEXT NOT NULL,
    -- What Rota wrote last, markers and all.
    written TEXT NOT NULL DEFAULT '',
    due_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until BIGINT,
    PRIMARY KEY (workspace_id, channel)
);
CREATE INDEX channel_topics_due ON channel_topics (due_at);
