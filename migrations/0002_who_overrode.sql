-- Who made an override and why, and which of two that overlap wins: the one that lies higher.
ALTER TABLE shifts ADD COLUMN made_by TEXT;
ALTER TABLE shifts ADD COLUMN reason TEXT;
ALTER TABLE shifts ADD COLUMN lies_over BIGINT NOT NULL DEFAULT 0;
