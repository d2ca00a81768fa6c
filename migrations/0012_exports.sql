-- Secret links to calendars. Only a hash is kept. A personal link has no schedule. A revoked one is kept, so that it can say so.
CREATE TABLE export_links (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- Whose link it is: a person, or an API token that acts for nobody.
    owner TEXT NOT NULL,
    schedule_id TEXT REFERENCES schedules (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_read_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX export_links_of_owner ON export_links (workspace_id, owner);
-- One link that works for each owner and schedule.
CREATE UNIQUE INDEX export_links_in_force ON export_links (owner, COALESCE(schedule_id, '')) WHERE revoked_at IS NULL;

-- What subscribers were last told of each schedule: raised sequence numbers and events that vanished are told from it.
CREATE TABLE export_copies (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    -- The schedule's version and the day (since 1970, UTC) it was made at.
    version BIGINT NOT NULL,
    day BIGINT NOT NULL,
    entries TEXT NOT NULL
);
CREATE TABLE export_people (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (schedule_id, user_id)
);
CREATE INDEX export_people_of_user ON export_people (user_id);
