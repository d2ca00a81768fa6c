-- The next message is found without sorting all that wait: ten thousand handoffs of one instant are due at the same time.
CREATE INDEX outbox_in_turn ON outbox (due_at, seq, id) WHERE state IN ('waiting', 'sending', 'unsure');
DROP INDEX outbox_due;
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE lease_until IS NOT NULL;
