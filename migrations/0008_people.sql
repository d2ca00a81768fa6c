-- What people say of themselves, and what Rota has told them of their shifts.

-- Time off. The spans of one person neither overlap nor touch.
CREATE TABLE absences (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- Who said so, when it was not the person.
    set_by TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX absences_of_person ON absences (workspace_id, user_id, ends_at);

-- Shifts in somebody's time off that they and the managers have been told of.
CREATE TABLE told_conflicts (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (schedule_id, user_id, starts_at)
);

-- What somebody chose for themselves; nobody needs a row.
CREATE TABLE person_settings (
    user_id TEXT PRIMARY KEY REFERENCES users (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- How long before a shift they are reminded, in minutes. JSON; empty: as the workspace has it.
    reminders TEXT,
    -- Whether they are told that others changed their shifts. Empty: as the workspace has it.
    news BOOLEAN,
    phone TEXT,
    -- Who sees the phone: everybody, nobody.
    phone_for TEXT NOT NULL,
    -- In place of the zone Slack tells.
    time_zone TEXT
);
CREATE INDEX person_settings_of_workspace ON person_settings (workspace_id);

-- What admins chose for everybody.
CREATE TABLE people_settings (
    workspace_id TEXT PRIMARY KEY REFERENCES workspaces (id),
    override_phone_privacy BOOLEAN NOT NULL,
    -- Whether people who chose nothing are reminded and told of changes.
    tells_by_default BOOLEAN NOT NULL
);

-- What lies ahead of the people of each schedule, as they were last told, and when to look again: the next reminder, the
-- moment an edit has settled, or a week later.
CREATE TABLE shifts_ahead (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    -- The schedule's version that was looked at; 0 before the first look.
    version BIGINT NOT NULL,
    -- Empty before the first look at a schedule that is new.
    ahead TEXT,
    -- Reminders up to here have been given.
    reminded_until BIGINT NOT NULL,
    -- Reminders that fell into somebody's night while nobody was there to give them earlier.
    postponed TEXT NOT NULL DEFAULT '[]',
    due_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT
);
CREATE INDEX shifts_ahead_due ON shifts_ahead (due_at);
CREATE INDEX shifts_ahead_leased ON shifts_ahead (lease_owner) WHERE lease_owner IS NOT NULL;

-- Schedules that are there already are looked at in silence.
INSERT INTO shifts_ahead (schedule_id, workspace_id, version, ahead, reminded_until, due_at)
SELECT id, workspace_id, 0, NULL, -1, 0 FROM schedules;

-- Who edited a schedule since its people were last told.
CREATE TABLE edits (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (schedule_id, user_id, version)
);

-- People who may not be on call any more and whose rotations have not been looked at yet.
CREATE TABLE leavers (
    user_id TEXT PRIMARY KEY REFERENCES users (id),
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    left_at BIGINT NOT NULL
);
