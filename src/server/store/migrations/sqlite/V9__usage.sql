-- What usage is of, and its sums by day. Entries from before this version have the days of UTC, and the service that
-- their record names.
DROP TRIGGER entries_stay;
ALTER TABLE entries ADD COLUMN utc_offset_s INTEGER NOT NULL DEFAULT 0;
-- What usage an entry is of: NULL where it is of none, empty where nobody says.
ALTER TABLE entries ADD COLUMN service TEXT;
ALTER TABLE entries ADD COLUMN agent TEXT;
ALTER TABLE entries ADD COLUMN campaign TEXT;
-- What was priced and not deducted.
ALTER TABLE entries ADD COLUMN recorded_micro_credits INTEGER NOT NULL DEFAULT 0;

UPDATE entries SET agent = '', campaign = '', service = coalesce(
    (SELECT json_extract(first.record, '$.measured.service') FROM entries AS first
     WHERE first.tenant_id = entries.tenant_id AND first.account_id = entries.account_id
       AND first.seq = entries.command_seq),
    (SELECT json_extract(hold.record, '$.measured.service') FROM entries AS hold
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
-- The price is a decimal: its whole part, and six digits after the point.
UPDATE entries SET recorded_micro_credits =
    CAST(json_extract(record, '$.price') AS INTEGER) * 1000000
    + CASE instr(json_extract(record, '$.price'), '.') WHEN 0 THEN 0 ELSE CAST(substr(
        substr(json_extract(record, '$.price'), instr(json_extract(record, '$.price'), '.') + 1) || '000000', 1, 6)
        AS INTEGER) END
WHERE kind = 'charge' AND json_extract(record, '$.decision') = 'recorded';
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;

-- What captures and outcomes are of.
ALTER TABLE holds ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE holds ADD COLUMN campaign TEXT NOT NULL DEFAULT '';
UPDATE holds SET service = coalesce(
    (SELECT json_extract(record, '$.measured.service') FROM entries
     WHERE entries.tenant_id = holds.tenant_id AND entries.account_id = holds.account_id AND seq = hold_id), '');
ALTER TABLE attempts ADD COLUMN service TEXT;
ALTER TABLE attempts ADD COLUMN agent TEXT;
ALTER TABLE attempts ADD COLUMN campaign TEXT;
UPDATE attempts SET (service, agent, campaign) =
    (SELECT service, agent, campaign FROM entries
     WHERE entries.tenant_id = attempts.tenant_id AND entries.account_id = attempts.account_id AND seq = charge_id);

-- What entries come to by account, day on the account's clocks, and label. Reports read nothing else.
CREATE TABLE usage_days (
    tenant_id              TEXT NOT NULL,
    account_id             TEXT NOT NULL,
    -- Days since 1970.
    day                    INTEGER NOT NULL,
    service                TEXT NOT NULL,
    agent                  TEXT NOT NULL,
    campaign               TEXT NOT NULL,
    used_micro_credits     INTEGER NOT NULL,
    returned_micro_credits INTEGER NOT NULL,
    recorded_micro_credits INTEGER NOT NULL,
    -- What of the used ones was between 20:00 and 08:00.
    night_micro_credits    INTEGER NOT NULL,
    charges                INTEGER NOT NULL,
    -- The entries that it is made of are among these.
    first_seq              INTEGER NOT NULL,
    last_seq               INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, day, service, agent, campaign),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;
INSERT INTO usage_days
    SELECT tenant_id, account_id, at_ms / 86400000, coalesce(service, ''), coalesce(agent, ''), coalesce(campaign, ''),
           sum(CASE WHEN to_side = 'usage' THEN micro_credits ELSE 0 END),
           sum(CASE WHEN from_side = 'usage' THEN micro_credits ELSE 0 END),
           sum(recorded_micro_credits),
           sum(CASE WHEN to_side = 'usage' AND NOT at_ms % 86400000 BETWEEN 28800000 AND 71999999
               THEN micro_credits ELSE 0 END),
           sum(service IS NOT NULL AND seq = command_seq AND kind IN ('charge', 'capture')),
           min(seq), max(seq)
    FROM entries
    WHERE to_side = 'usage' OR from_side = 'usage'
       OR (service IS NOT NULL AND seq = command_seq AND kind IN ('charge', 'capture'))
    GROUP BY 1, 2, 3, 4, 5, 6;
