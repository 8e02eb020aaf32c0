-- What balances are watched for.

-- The credits granted in the lots that can be used in the period.
ALTER TABLE accounts ADD COLUMN base_micro_credits BIGINT NOT NULL DEFAULT 0;
-- Thresholds, who is told, what was told, and auto-reload, as JSON; NULL where nothing was ever set or told.
ALTER TABLE accounts ADD COLUMN watch TEXT;
-- When something falls due within the period that is no hold: a lot expires, a reload goes on. NULL while nothing does.
ALTER TABLE accounts ADD COLUMN due_ms BIGINT;
UPDATE accounts SET base_micro_credits = coalesce((SELECT CAST(sum(granted_micro_credits) AS BIGINT) FROM lots
    WHERE lots.tenant_id = accounts.tenant_id AND lots.account_id = accounts.account_id AND source_capped = 0
    AND (remaining_micro_credits > 0 OR lots.created_ms >= period_start_ms)), 0)
    WHERE plan <> '';
UPDATE accounts SET due_ms = (SELECT min(expires_ms) FROM lots
    WHERE lots.tenant_id = accounts.tenant_id AND lots.account_id = accounts.account_id
    AND remaining_micro_credits > held_micro_credits AND expires_ms < period_end_ms);
CREATE INDEX accounts_by_due ON accounts (tenant_id, due_ms) WHERE due_ms IS NOT NULL;
