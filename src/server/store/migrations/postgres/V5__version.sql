-- Grows with each change of an account: who knows an account of this version knows its lots.
ALTER TABLE accounts ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
