-- Calendars of absences by address: whose, how the last looks ended, and when to look again.
CREATE TABLE absence_feeds (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    next_at BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT,
    -- As it was given. It is the person's secret.
    url TEXT NOT NULL,
    -- How often the calendar itself asks to be looked at, at most, in seconds.
    hint_s BIGINT,
    etag TEXT,
    last_modified TEXT,
    -- When it could be read last, what it was then, among which people and for which time it was worked out.
    good_at BIGINT NOT NULL,
    people_digest TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    known_from BIGINT NOT NULL,
    known_until BIGINT NOT NULL,
    -- How many looks failed since, from when on, and why the last did.
    failures BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    trouble TEXT
);
CREATE INDEX absence_feeds_due ON absence_feeds (next_at);
CREATE INDEX absence_feeds_of_person ON absence_feeds (workspace_id, user_id);

-- The calendar that says so; empty: a person did. Those of one calendar neither overlap nor touch.
ALTER TABLE absences ADD COLUMN feed_id TEXT REFERENCES absence_feeds (id) ON DELETE CASCADE;
CREATE INDEX absences_of_feed ON absences (feed_id) WHERE feed_id IS NOT NULL;
