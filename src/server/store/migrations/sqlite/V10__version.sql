-- Grows with each change of an account: who knows an account of this version knows its lots.
ALTER TABLE accounts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
