-- Raised whenever somebody of the workspace, or what they chose for themselves, is written: until then, what was read of them
-- holds.
ALTER TABLE workspaces ADD COLUMN people_edition BIGINT NOT NULL DEFAULT 0;
