-- A schedule that somebody is making or changing in Slack, while its forms are open. A modal remembers 3,000 characters, and
-- a rotation of a hundred people is more. Raised with every step, `version` keeps a form of an earlier step from acting.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_age ON drafts (updated_at);
