-- What usage is of, and its sums by day.
ALTER TABLE entries ADD COLUMN utc_offset_s BIGINT NOT NULL DEFAULT 0;
-- What usage an entry is of: NULL where it is of none, empty where nobody says.
ALTER TABLE entries ADD COLUMN service TEXT;
ALTER TABLE entries ADD COLUMN agent TEXT;
ALTER TABLE entries ADD COLUMN campaign TEXT;
-- What was priced and not deducted.
ALTER TABLE entries ADD COLUMN recorded_micro_credits BIGINT NOT NULL DEFAULT 0;

-- What captures and outcomes are of.
ALTER TABLE holds ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN service TEXT;
ALTER TABLE attempts ADD COLUMN agent TEXT;
ALTER TABLE attempts ADD COLUMN campaign TEXT;

-- What entries come to by account, day on the account's clocks, and label. Reports read nothing else.
CREATE TABLE usage_days (
    tenant_id              TEXT COLLATE "C" NOT NULL,
    account_id             TEXT COLLATE "C" NOT NULL,
    -- Days since 1970.
    day                    BIGINT NOT NULL,
    service                TEXT COLLATE "C" NOT NULL,
    agent                  TEXT COLLATE "C" NOT NULL,
    campaign               TEXT COLLATE "C" NOT NULL,
    used_micro_credits     BIGINT NOT NULL,
    returned_micro_credits BIGINT NOT NULL,
    recorded_micro_credits BIGINT NOT NULL,
    -- What of the used ones was between 20:00 and 08:00.
    night_micro_credits    BIGINT NOT NULL,
    charges                BIGINT NOT NULL,
    -- The entries that it is made of are among these.
    first_seq              BIGINT NOT NULL,
    last_seq               BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, day, service, agent, campaign)
) WITH (fillfactor = 60);
