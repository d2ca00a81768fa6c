-- Teams of people, which schedules and shifts may belong to.
CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The name in lower case: what makes it unique, since clients look teams up by it.
    name_key TEXT NOT NULL,
    email TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, name_key)
);
CREATE INDEX teams_in_order ON teams (workspace_id, seq);

CREATE TABLE team_members (
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (team_id, user_id)
);

-- Replies to requests that change something, for those who ask again: because their connection was cut before the reply
-- was fully written, or with an `Idempotency-Key` they chose.
CREATE TABLE replies (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    token_id TEXT NOT NULL REFERENCES tokens (id),
    -- What the client calls the request; empty when it calls it nothing and its reply was lost.
    client_key TEXT,
    -- A digest of the request: the same for one that is repeated.
    request TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- Empty while the request is being worked on.
    answered_at BIGINT,
    status BIGINT,
    body TEXT,
    UNIQUE (token_id, client_key)
);
CREATE INDEX replies_by_request ON replies (token_id, request);
CREATE INDEX replies_by_age ON replies (begun_at);
