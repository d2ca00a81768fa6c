-- Calendars by address: which are followed, how often they are looked at and how the last looks ended.
CREATE TABLE feeds (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    -- What it says: `primary` the shifts, `overrides` who serves instead.
    which TEXT NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    next_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    -- As it was given. It may hold a secret.
    url TEXT NOT NULL,
    -- How often to look, in seconds; and how often the calendar itself asks to be looked at, at most.
    every_s BIGINT NOT NULL,
    hint_s BIGINT,
    etag TEXT,
    last_modified TEXT,
    -- When it could be read last; empty: never. Which people there were then, and through which time slots are kept.
    good_at BIGINT,
    people_digest TEXT,
    body_digest TEXT,
    slots_from BIGINT,
    slots_until BIGINT,
    -- How many looks failed since, from when on, and why the last did.
    failures BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    trouble TEXT,
    -- What of it was told to whoever manages the schedule as odd.
    puzzle_digest TEXT,
    -- Who serves in it, as a list of ids.
    people TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (schedule_id, which)
);
CREATE INDEX feeds_due ON feeds (next_at);
CREATE INDEX feeds_of_workspace ON feeds (workspace_id);

-- The last good copy: what it comes to in the time ahead, and the text itself (packed, in letters).
CREATE TABLE feed_copies (
    schedule_id TEXT NOT NULL,
    which TEXT NOT NULL,
    slots TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (schedule_id, which),
    FOREIGN KEY (schedule_id, which) REFERENCES feeds (schedule_id, which) ON DELETE CASCADE
);

-- Addresses that were stored and not read until now.
INSERT INTO feeds (schedule_id, which, workspace_id, next_at, url, every_s)
    SELECT id, 'primary', workspace_id, 0, ical_url_primary, 600 FROM schedules WHERE ical_url_primary IS NOT NULL;
INSERT INTO feeds (schedule_id, which, workspace_id, next_at, url, every_s)
    SELECT id, 'overrides', workspace_id, 0, ical_url_overrides, 600 FROM schedules WHERE ical_url_overrides IS NOT NULL;
