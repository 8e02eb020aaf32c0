-- Tables of money and usage are keyed by tenant first, then account, so that they can be distributed unchanged.

CREATE TABLE accounts (
    tenant_id   TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    plan        TEXT NOT NULL,
    created_ms  INTEGER NOT NULL,
    lot_count   INTEGER NOT NULL,
    entry_count INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lots (
    tenant_id               TEXT NOT NULL,
    account_id              TEXT NOT NULL,
    lot_id                  INTEGER NOT NULL,
    granted_micro_credits   INTEGER NOT NULL CHECK (granted_micro_credits > 0),
    remaining_micro_credits INTEGER NOT NULL CHECK (remaining_micro_credits BETWEEN 0 AND granted_micro_credits),
    PRIMARY KEY (tenant_id, account_id, lot_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;

-- One row a movement. The rows of one command share the sequence number of the first one as their `command_seq`.
CREATE TABLE entries (
    tenant_id     TEXT NOT NULL,
    account_id    TEXT NOT NULL,
    seq           INTEGER NOT NULL,
    command_seq   INTEGER NOT NULL,
    at_ms         INTEGER NOT NULL,
    from_side     TEXT NOT NULL,
    to_side       TEXT NOT NULL,
    lot_id        INTEGER,
    micro_credits INTEGER NOT NULL CHECK (micro_credits >= 0),
    -- What a charge was computed from, as JSON: with it the price can be computed again.
    record        TEXT,
    PRIMARY KEY (tenant_id, account_id, seq),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

CREATE TABLE idempotency_keys (
    tenant_id  TEXT NOT NULL,
    account_id TEXT NOT NULL,
    key        TEXT NOT NULL,
    body_hash  TEXT NOT NULL,
    status     INTEGER NOT NULL,
    answer     TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
) STRICT, WITHOUT ROWID;

-- Books and decks stay for ever under their hash: an entry's price can be computed again when they have long changed.
CREATE TABLE documents (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('book', 'deck')),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Only a key's hash is kept.
CREATE TABLE api_keys (
    key_hash   TEXT PRIMARY KEY,
    prefix     TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
