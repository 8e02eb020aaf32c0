-- Who may come in. Keys, codes and sessions are the ledger's own and no tenant's. Of each secret only a hash is kept.

CREATE TABLE keys (
    -- A number is never given twice.
    key_id       INTEGER PRIMARY KEY AUTOINCREMENT,
    key_hash     TEXT NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    name         TEXT NOT NULL,
    -- Names with a space between them.
    scopes       TEXT NOT NULL,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER,
    revoked_ms   INTEGER,
    last_used_ms INTEGER
) STRICT;

INSERT INTO keys (key_hash, prefix, name, scopes, created_ms)
SELECT key_hash, prefix, 'first', 'admin', created_ms FROM api_keys ORDER BY created_ms;

DROP TABLE api_keys;
ALTER TABLE keys RENAME TO api_keys;

CREATE TABLE login_codes (
    code_hash  TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    session_hash TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What has ended is removed.
CREATE INDEX login_codes_by_end ON login_codes (expires_ms);
CREATE INDEX sessions_by_end ON sessions (expires_ms);
