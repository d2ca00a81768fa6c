-- What subscribers were told says the same few texts thousands of times: each is kept once, and entries name its place.
DELETE FROM export_copies;
ALTER TABLE export_copies ADD COLUMN texts TEXT NOT NULL DEFAULT '[]';
