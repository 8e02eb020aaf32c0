-- Codes and sessions without an account are an operator's.
ALTER TABLE login_codes ALTER COLUMN account_id DROP NOT NULL;
ALTER TABLE sessions ALTER COLUMN account_id DROP NOT NULL;

-- What this ledger is, such as a demo's own.
CREATE TABLE facts (
    name TEXT COLLATE "C" PRIMARY KEY
);
