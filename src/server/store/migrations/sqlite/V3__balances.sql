-- Lots of all kinds, billing periods, holds, attempts and allotments.

ALTER TABLE accounts ADD COLUMN parent_id TEXT;
-- What was agreed, as JSON. An account from before this version has none: it is on its plan from the day it was opened.
ALTER TABLE accounts ADD COLUMN terms TEXT;
ALTER TABLE accounts ADD COLUMN period_index INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN period_start_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN period_end_ms INTEGER NOT NULL DEFAULT 0;
-- The allowance that counts as granted in the period.
ALTER TABLE accounts ADD COLUMN granted_micro_credits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN debt_micro_credits INTEGER NOT NULL DEFAULT 0;
-- When a hold of it expires next; NULL while none is open.
ALTER TABLE accounts ADD COLUMN hold_due_ms INTEGER;
CREATE INDEX accounts_by_parent ON accounts (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX accounts_by_hold ON accounts (tenant_id, hold_due_ms) WHERE hold_due_ms IS NOT NULL;
CREATE INDEX accounts_by_period ON accounts (tenant_id, period_end_ms);

ALTER TABLE lots ADD COLUMN kind TEXT NOT NULL DEFAULT 'promo';
ALTER TABLE lots ADD COLUMN held_micro_credits INTEGER NOT NULL DEFAULT 0
    CHECK (held_micro_credits BETWEEN 0 AND remaining_micro_credits);
ALTER TABLE lots ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN expires_ms INTEGER;
ALTER TABLE lots ADD COLUMN priority INTEGER NOT NULL DEFAULT 2;
-- The lot of the account above that its credits are from, and whether they were drawn under a cap.
ALTER TABLE lots ADD COLUMN source_lot_id INTEGER;
ALTER TABLE lots ADD COLUMN source_capped INTEGER NOT NULL DEFAULT 0;
-- Those that are of use: few, however many there were.
CREATE INDEX lots_in_use ON lots (tenant_id, account_id, lot_id) WHERE remaining_micro_credits > 0 OR source_capped;

DROP TRIGGER entries_stay;
ALTER TABLE entries ADD COLUMN kind TEXT NOT NULL DEFAULT 'charge';
-- The earlier charge or hold that an entry is about.
ALTER TABLE entries ADD COLUMN concerns INTEGER;
UPDATE entries SET kind = 'grant' WHERE record IS NULL;
CREATE INDEX entries_by_concern ON entries (tenant_id, account_id, concerns) WHERE concerns IS NOT NULL;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE holds (
    tenant_id              TEXT NOT NULL,
    account_id             TEXT NOT NULL,
    hold_id                INTEGER NOT NULL,
    made_ms                INTEGER NOT NULL,
    expires_ms             INTEGER NOT NULL,
    -- How it ended; NULL while it is open.
    ended                  TEXT,
    micro_credits          INTEGER NOT NULL CHECK (micro_credits >= 0),
    captured_micro_credits INTEGER NOT NULL CHECK (captured_micro_credits BETWEEN 0 AND micro_credits),
    -- What it still reserves, lot by lot, as JSON.
    parts                  TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, hold_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_open ON holds (tenant_id, account_id, expires_ms) WHERE ended IS NULL;

-- Attempts that were charged when they started and have not ended.
CREATE TABLE attempts (
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    charge_id  INTEGER NOT NULL,
    parts      TEXT NOT NULL,
    reserved   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, charge_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;

-- What an account gives to those below it, in the order in which it was agreed.
CREATE TABLE allotments (
    tenant_id          TEXT NOT NULL,
    account_id         TEXT NOT NULL,
    to_account_id      TEXT NOT NULL,
    position           INTEGER NOT NULL,
    reserve            INTEGER NOT NULL,
    micro_credits      INTEGER NOT NULL CHECK (micro_credits > 0),
    renew              INTEGER NOT NULL,
    used_micro_credits INTEGER NOT NULL CHECK (used_micro_credits >= 0),
    PRIMARY KEY (tenant_id, account_id, to_account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;

-- What happens once for ever, whatever key it is asked under: payments, captures, refunds, interactions, quotes.
CREATE TABLE identities (
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    -- The first entry of what it was.
    act        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, kind, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;
INSERT INTO identities
    SELECT tenant_id, account_id, 'interaction', service || ':' || interaction_id, command_seq FROM interactions;
DROP TABLE interactions;

-- Answers lie in the order of time, so that they are written and dropped at the ends; keys, which are random, are small.
CREATE TABLE answers (
    answer_id  INTEGER PRIMARY KEY,
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    status     INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
ALTER TABLE idempotency_keys RENAME TO old_keys;
CREATE TABLE idempotency_keys (
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key        TEXT NOT NULL,
    answer_id  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO answers (tenant_id, account_id, key, body_hash, status, answer, created_ms)
    SELECT tenant_id, account_id, key, body_hash, status, answer, created_ms FROM old_keys ORDER BY created_ms;
INSERT INTO idempotency_keys SELECT tenant_id, account_id, key, answer_id FROM answers;
DROP TABLE old_keys;
