-- What was on call, as it was while it lasted: final shifts between `recorded_from` and `recorded_to` of their schedule.
-- Never changed, save that the last one grows while it lasts; never pruned; gone only with the schedule.
CREATE TABLE ledger (
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    shift_id TEXT NOT NULL,
    level BIGINT NOT NULL,
    is_override BOOLEAN NOT NULL,
    -- Who served, and for whom by which swap.
    people TEXT NOT NULL,
    -- Who made the override.
    made_by TEXT,
    -- Whether its rule had begun it before it was recorded, and would have gone on with it after.
    began_before BOOLEAN NOT NULL,
    runs_on BOOLEAN NOT NULL,
    PRIMARY KEY (schedule_id, seq)
);
CREATE INDEX ledger_by_end ON ledger (schedule_id, ends);

CREATE TABLE ledger_marks (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    recorded_from BIGINT NOT NULL,
    recorded_to BIGINT NOT NULL,
    -- What the next row is numbered.
    next_seq BIGINT NOT NULL,
    -- The rules in force since `recorded_to`, and of which version of the schedule they are. After a change it is they that
    -- say what was on call until then. Empty: those the schedule has now.
    rules TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- Of schedules that Rota has looked after until now, what their rules say is the best there is.
INSERT INTO ledger_marks (schedule_id, workspace_id, recorded_from, recorded_to, next_seq, rules, version)
SELECT id, workspace_id, created_at, created_at, 0, '', 0 FROM schedules WHERE on_call IS NOT NULL;

-- When the health of a schedule is looked at next, and what was told of it.
CREATE TABLE schedule_health (
    schedule_id TEXT PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    due_at BIGINT NOT NULL,
    -- Whether the coming handoffs are told every week.
    weekly_digest BOOLEAN NOT NULL,
    -- The Monday that was reported last, or when the schedule came to be known.
    reported_at BIGINT NOT NULL,
    -- When nobody is on call, as the last look saw it: a change is told of what it opens beside that.
    uncovered TEXT,
    lease_owner TEXT,
    lease_until BIGINT
);
CREATE INDEX schedule_health_due ON schedule_health (due_at);

INSERT INTO schedule_health (schedule_id, workspace_id, due_at, weekly_digest, reported_at)
SELECT schedule_id, workspace_id, recorded_from, FALSE, recorded_from FROM ledger_marks;
