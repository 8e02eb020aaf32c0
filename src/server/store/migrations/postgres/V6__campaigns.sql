-- Campaigns: many charges within one limit. What they reserve and have used is their hold's, and their usage's.
CREATE TABLE campaigns (
    tenant_id              TEXT COLLATE "C" NOT NULL,
    account_id             TEXT COLLATE "C" NOT NULL,
    -- What the usage of its charges is tagged with.
    campaign_id            TEXT COLLATE "C" NOT NULL,
    -- Counted from 1 in its account.
    position               BIGINT NOT NULL,
    mode                   TEXT NOT NULL CHECK (mode IN ('hold_maximum', 'hold_expected', 'warn')),
    -- NULL where nothing is reserved.
    hold_id                BIGINT,
    made_ms                BIGINT NOT NULL,
    expires_ms             BIGINT NOT NULL,
    -- When one without a hold was ended; where there is a hold, that one says it.
    ended_ms               BIGINT,
    -- What it was priced by, and its captures are.
    service                TEXT NOT NULL,
    plan                   TEXT NOT NULL,
    -- Days since 1970; NULL where prices do not change on dates.
    at_day                 BIGINT,
    book_hash              TEXT NOT NULL,
    -- By name, as JSON.
    deck_hashes            TEXT NOT NULL,
    min_micro_credits      BIGINT NOT NULL,
    expected_micro_credits BIGINT NOT NULL,
    max_micro_credits      BIGINT NOT NULL,
    -- What was missing of the most when it started.
    missing_micro_credits  BIGINT NOT NULL,
    CHECK ((mode = 'warn') = (hold_id IS NULL)),
    PRIMARY KEY (tenant_id, account_id, campaign_id),
    UNIQUE (tenant_id, account_id, position)
);
