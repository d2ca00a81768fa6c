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
