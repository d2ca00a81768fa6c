-- What forms say of a rotation beyond what REST does: whether left-out days use up turns, when it ends whatever it is at, when
-- an edit put another in its place, and which rotation it is a version of (the id of the first one).
ALTER TABLE shifts ADD COLUMN turns TEXT;
ALTER TABLE shifts ADD COLUMN ends_at BIGINT;
ALTER TABLE shifts ADD COLUMN retired_at BIGINT;
ALTER TABLE shifts ADD COLUMN rotation TEXT;

-- Settings of a schedule that only its form knows. A schedule without a row has none of them.
CREATE TABLE schedule_settings (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    anyone_may_edit BOOLEAN NOT NULL
);
