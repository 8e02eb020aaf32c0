-- Codes and sessions without an account are an operator's.
CREATE TABLE codes_of_all (
    code_hash  TEXT PRIMARY KEY,
    account_id TEXT,
    expires_ms INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO codes_of_all SELECT code_hash, account_id, expires_ms, used_ms FROM login_codes;
DROP TABLE login_codes;
ALTER TABLE codes_of_all RENAME TO login_codes;
CREATE INDEX login_codes_by_end ON login_codes (expires_ms);

CREATE TABLE sessions_of_all (
    session_hash TEXT PRIMARY KEY,
    account_id   TEXT,
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sessions_of_all SELECT session_hash, account_id, created_ms, expires_ms FROM sessions;
DROP TABLE sessions;
ALTER TABLE sessions_of_all RENAME TO sessions;
CREATE INDEX sessions_by_end ON sessions (expires_ms);

-- What this ledger is, such as a demo's own.
CREATE TABLE facts (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
