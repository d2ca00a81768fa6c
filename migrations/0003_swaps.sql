-- Somebody asks for cover, somebody takes it. Its begin and end are microseconds since 1970 (UTC): clients read back what
-- they wrote. A request is never deleted, only withdrawn; that its time has passed unanswered is told by the clock.
CREATE TABLE swaps (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    beneficiary TEXT NOT NULL REFERENCES users (id),
    starts_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    description TEXT,
    taken_by TEXT REFERENCES users (id),
    taken_at BIGINT,
    withdrawn_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Raised at every change, so that a button of an older message cannot act on what it does not show.
    version BIGINT NOT NULL
);
CREATE INDEX swaps_in_order ON swaps (workspace_id, starts_us, seq);
CREATE INDEX swaps_of_schedule ON swaps (schedule_id, seq);
CREATE INDEX swaps_taken_by ON swaps (taken_by);
