-- What usage is of, and its sums by day. Entries from before this version have the days of UTC, and the service that
-- their record names.
ALTER TABLE entries ADD COLUMN utc_offset_s BIGINT NOT NULL DEFAULT 0;
-- What usage an entry is of: NULL where it is of none, empty where nobody says.
ALTER TABLE entries ADD COLUMN service TEXT;
ALTER TABLE entries ADD COLUMN agent TEXT;
ALTER TABLE entries ADD COLUMN campaign TEXT;
-- What was priced and not deducted.
ALTER TABLE entries ADD COLUMN recorded_micro_credits BIGINT NOT NULL DEFAULT 0;

ALTER TABLE entries DISABLE TRIGGER entries_stay;
UPDATE entries SET agent = '', campaign = '', service = coalesce(
    (SELECT first.record::jsonb #>> '{measured,service}' FROM entries AS first
     WHERE first.tenant_id = entries.tenant_id AND first.account_id = entries.account_id
       AND first.seq = entries.command_seq),
    (SELECT hold.record::jsonb #>> '{measured,service}' FROM entries AS hold
     WHERE hold.tenant_id = entries.tenant_id AND hold.account_id = entries.account_id
       AND hold.seq = entries.concerns),
    '')
WHERE kind IN ('charge', 'capture') AND (to_side = 'usage' OR (seq = command_seq AND record IS NOT NULL));
UPDATE entries SET agent = '', campaign = '', service = coalesce(
    (SELECT charge.service FROM entries AS charge
     WHERE charge.tenant_id = entries.tenant_id AND charge.account_id = entries.account_id
       AND charge.seq = entries.concerns),
    '')
WHERE kind IN ('refund', 'adjustment', 'outcome') AND concerns IS NOT NULL
  AND (to_side = 'usage' OR from_side = 'usage');
UPDATE entries SET recorded_micro_credits = CAST((record::jsonb ->> 'price')::numeric * 1000000 AS BIGINT)
WHERE kind = 'charge' AND record::jsonb ->> 'decision' = 'recorded';
ALTER TABLE entries ENABLE TRIGGER entries_stay;

-- What captures and outcomes are of.
ALTER TABLE holds ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
UPDATE holds SET service = coalesce(
    (SELECT record::jsonb #>> '{measured,service}' FROM entries
     WHERE entries.tenant_id = holds.tenant_id AND entries.account_id = holds.account_id AND seq = hold_id), '');
ALTER TABLE attempts ADD COLUMN service TEXT;
ALTER TABLE attempts ADD COLUMN agent TEXT;
ALTER TABLE attempts ADD COLUMN campaign TEXT;
UPDATE attempts SET (service, agent, campaign) =
    (SELECT entries.service, entries.agent, entries.campaign FROM entries
     WHERE entries.tenant_id = attempts.tenant_id AND entries.account_id = attempts.account_id AND seq = charge_id);

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
INSERT INTO usage_days
    SELECT tenant_id, account_id, at_ms / 86400000, coalesce(service, ''), coalesce(agent, ''), coalesce(campaign, ''),
           CAST(sum(CASE WHEN to_side = 'usage' THEN micro_credits ELSE 0 END) AS BIGINT),
           CAST(sum(CASE WHEN from_side = 'usage' THEN micro_credits ELSE 0 END) AS BIGINT),
           CAST(sum(recorded_micro_credits) AS BIGINT),
           CAST(sum(CASE WHEN to_side = 'usage' AND NOT at_ms % 86400000 BETWEEN 28800000 AND 71999999
                THEN micro_credits ELSE 0 END) AS BIGINT),
           count(*) FILTER (WHERE service IS NOT NULL AND seq = command_seq AND kind IN ('charge', 'capture')),
           min(seq), max(seq)
    FROM entries
    WHERE to_side = 'usage' OR from_side = 'usage'
       OR (service IS NOT NULL AND seq = command_seq AND kind IN ('charge', 'capture'))
    GROUP BY 1, 2, 3, 4, 5, 6;
