-- Campaigns: many charges within one limit. What they reserve and have used is their hold's, and their usage's.
CREATE TABLE campaigns (
    tenant_id              TEXT NOT NULL,
    account_id             TEXT NOT NULL,
    -- What the usage of its charges is tagged with.
    campaign_id            TEXT NOT NULL,
    -- Counted from 1 in its account.
    position               INTEGER NOT NULL,
    mode                   TEXT NOT NULL CHECK (mode IN ('hold_maximum', 'hold_expected', 'warn')),
    -- NULL where nothing is reserved.
    hold_id                INTEGER,
    made_ms                INTEGER NOT NULL,
    expires_ms             INTEGER NOT NULL,
    -- When one without a hold was ended; where there is a hold, that one says it.
    ended_ms               INTEGER,
    -- What it was priced by, and its captures are.
    service                TEXT NOT NULL,
    plan                   TEXT NOT NULL,
    -- Days since 1970; NULL where prices do not change on dates.
    at_day                 INTEGER,
    book_hash              TEXT NOT NULL,
    -- By name, as JSON.
    deck_hashes            TEXT NOT NULL,
    min_micro_credits      INTEGER NOT NULL,
    expected_micro_credits INTEGER NOT NULL,
    max_micro_credits      INTEGER NOT NULL,
    -- What was missing of the most when it started.
    missing_micro_credits  INTEGER NOT NULL,
    CHECK ((mode = 'warn') = (hold_id IS NULL)),
    PRIMARY KEY (tenant_id, account_id, campaign_id),
    UNIQUE (tenant_id, account_id, position),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;
