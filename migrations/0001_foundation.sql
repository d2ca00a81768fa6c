-- One text for SQLite and PostgreSQL: TEXT, BIGINT and BOOLEAN only. Instants are milliseconds since 1970 (UTC), wall-clock
-- readings are text as the API writes them (2026-03-02T09:00:00), lists are JSON. `seq` is the order of making.

CREATE TABLE workspaces (
    id TEXT PRIMARY KEY,
    slack_team_id TEXT UNIQUE,
    name TEXT NOT NULL,
    bot_user_id TEXT,
    created_at BIGINT NOT NULL,
    synced_at BIGINT
);

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    slack_id TEXT,
    username TEXT NOT NULL,
    full_name TEXT NOT NULL,
    email TEXT,
    time_zone TEXT,
    standing TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, slack_id)
);
CREATE INDEX users_in_order ON users (workspace_id, seq);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT REFERENCES users (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX tokens_of_workspace ON tokens (workspace_id, created_at);

CREATE TABLE channels (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    slack_id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_private BOOLEAN NOT NULL,
    is_archived BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, slack_id)
);

CREATE TABLE user_groups (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    slack_id TEXT NOT NULL,
    name TEXT NOT NULL,
    handle TEXT NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    -- When a schedule's change asks for a look at the members; empty when nothing is waiting.
    due_at BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until BIGINT,
    UNIQUE (workspace_id, slack_id)
);
CREATE INDEX user_groups_due ON user_groups (due_at);

CREATE TABLE schedules (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The name in lower case: what makes it unique, since people type it.
    name_key TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    team_id TEXT,
    channel TEXT,
    user_group TEXT,
    ical_url_primary TEXT,
    ical_url_overrides TEXT,
    enable_web_overrides BOOLEAN,
    vacancy TEXT NOT NULL,
    fallback TEXT NOT NULL,
    made_by TEXT,
    created_at BIGINT NOT NULL,
    -- Raised at every change to the schedule or its shifts: what was computed from an older version is thrown away.
    version BIGINT NOT NULL,
    -- When to look again: the next handoff, or the moment of a change. Empty: nothing will change by itself.
    next_change_at BIGINT,
    -- Who was on call when the schedule was last looked at; empty before the first look.
    on_call TEXT,
    lease_owner TEXT,
    lease_until BIGINT,
    UNIQUE (workspace_id, name_key)
);
CREATE INDEX schedules_in_order ON schedules (workspace_id, seq);
CREATE INDEX schedules_due ON schedules (next_change_at);
CREATE INDEX schedules_leased ON schedules (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX schedules_of_channel ON schedules (workspace_id, channel);
CREATE INDEX schedules_of_group ON schedules (workspace_id, user_group);

CREATE TABLE managers (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (schedule_id, user_id)
);

CREATE TABLE shifts (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    -- The schedule that owns it (kind web, and overrides of every kind); empty when it is only attached.
    schedule_id TEXT REFERENCES schedules (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT,
    team_id TEXT,
    time_zone TEXT,
    level BIGINT NOT NULL,
    starts TEXT NOT NULL,
    duration BIGINT NOT NULL,
    rotation_start TEXT NOT NULL,
    until TEXT,
    frequency TEXT,
    every BIGINT,
    week_start TEXT,
    by_day TEXT,
    by_month TEXT,
    by_monthday TEXT,
    users TEXT NOT NULL,
    rolling_users TEXT,
    first_group BIGINT,
    source BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX shifts_in_order ON shifts (workspace_id, seq);
CREATE INDEX shifts_of_schedule ON shifts (schedule_id);

CREATE TABLE schedule_shifts (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    shift_id TEXT NOT NULL REFERENCES shifts (id) ON DELETE CASCADE,
    PRIMARY KEY (schedule_id, shift_id)
);
CREATE INDEX schedule_shifts_of_shift ON schedule_shifts (shift_id);

-- What must be said, written in the transaction that causes it. One row, one message.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    -- Unique per (schedule, transition, kind, target): the same thing is never said twice.
    dedup_key TEXT NOT NULL UNIQUE,
    -- A channel's or a person's Slack id. Order is kept within one target.
    target TEXT NOT NULL,
    message TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    -- When the last attempt began: after a crash the channel's history is read from here.
    attempted_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    sent_channel TEXT,
    sent_ts TEXT,
    sent_at BIGINT,
    trouble TEXT
);
CREATE INDEX outbox_in_order ON outbox (workspace_id, seq);
CREATE INDEX outbox_waiting ON outbox (workspace_id, target, seq) WHERE state IN ('waiting', 'sending', 'unsure');
-- In the order of turns: the next of ten thousand handoffs of one instant is found without sorting them all.
CREATE INDEX outbox_in_turn ON outbox (due_at, seq, id) WHERE state IN ('waiting', 'sending', 'unsure');
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE lease_until IS NOT NULL;

-- When a target (one message a second) or a method (Retry-After) may be called again.
CREATE TABLE pace (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    scope TEXT NOT NULL,
    free_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, scope)
);

-- Deliveries from Slack that were taken, so that a repeated one is not done twice.
CREATE TABLE inbox (
    delivery_id TEXT PRIMARY KEY,
    received_at BIGINT NOT NULL
);
CREATE INDEX inbox_by_age ON inbox (received_at);

-- What is periodic: when each job is due, and who does it now.
CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    due_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT
);

-- What is wrong with a schedule and has been told once; gone when it is well again.
CREATE TABLE troubles (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, subject, kind)
);
