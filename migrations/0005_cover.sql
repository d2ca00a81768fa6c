-- What a request for cover says beyond the swap it is about: whom it asks, how urgent it is, what is given in return. A swap
-- made over the API has no such row. Bounds of shifts are milliseconds; `due_at` is when something is to be done by itself,
-- `check_at` is set when the schedule was looked at after a change.
CREATE TABLE covers (
    swap_id TEXT PRIMARY KEY REFERENCES swaps (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    -- The one person asked; empty: anybody.
    asked TEXT REFERENCES users (id),
    urgent BOOLEAN NOT NULL,
    -- Asked for while the shift lasted: it begins when somebody accepts.
    running BOOLEAN NOT NULL,
    -- The whole shift it is about, or a part of which.
    shift_starts BIGINT NOT NULL,
    shift_ends BIGINT NOT NULL,
    -- The shift of the person asked that the asker would serve in return.
    return_schedule TEXT REFERENCES schedules (id) ON DELETE SET NULL,
    return_starts BIGINT,
    return_ends BIGINT,
    -- The other half of an exchange that was made.
    exchanged_for TEXT,
    -- The request this was a part of.
    part_of TEXT,
    -- Who asks to hand it back.
    hand_back_by TEXT,
    -- Why nothing more comes of it, and whose doing that was; empty while it is open or taken.
    ended TEXT,
    ended_by TEXT,
    reminded_at BIGINT,
    due_at BIGINT,
    check_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT
);
CREATE INDEX covers_due ON covers (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX covers_to_check ON covers (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX covers_leased ON covers (lease_until) WHERE lease_until IS NOT NULL;

-- Who is asked in a direct message: from when on (empty once it was said), and whether they declined.
CREATE TABLE cover_asks (
    swap_id TEXT NOT NULL REFERENCES swaps (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id),
    ask_at BIGINT,
    declined BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (swap_id, user_id)
);

-- Parts of a request that somebody offers to serve. States: open, agreed, refused.
CREATE TABLE cover_offers (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    swap_id TEXT NOT NULL REFERENCES swaps (id) ON DELETE CASCADE,
    offered_by TEXT NOT NULL REFERENCES users (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state TEXT NOT NULL
);

-- Messages that are rewritten when what they are about changes: who reads them, and where they are once they were posted.
-- The key is that of the outbox, which forgets its rows earlier than this may.
CREATE TABLE posts (
    key TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    subject TEXT NOT NULL,
    seq BIGINT NOT NULL,
    reader TEXT NOT NULL,
    target TEXT NOT NULL,
    channel TEXT,
    ts TEXT
);
CREATE INDEX posts_about ON posts (subject, seq);

-- The key of the post that a message rewrites, or in whose thread it goes; a reply may be shown in the channel as well.
ALTER TABLE outbox ADD COLUMN rewrites TEXT;
ALTER TABLE outbox ADD COLUMN thread_of TEXT;
ALTER TABLE outbox ADD COLUMN broadcast BOOLEAN NOT NULL DEFAULT FALSE;
