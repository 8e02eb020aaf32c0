-- What of a hold did not come back at its end: its lots had expired.
ALTER TABLE holds ADD COLUMN forfeited_micro_credits BIGINT NOT NULL DEFAULT 0 CHECK (forfeited_micro_credits >= 0);
UPDATE holds SET forfeited_micro_credits = coalesce((SELECT sum(micro_credits) FROM entries
    WHERE entries.tenant_id = holds.tenant_id AND entries.account_id = holds.account_id
      AND entries.concerns = holds.hold_id AND kind IN ('release', 'hold_expiry') AND to_side = 'forfeited'), 0)
    WHERE ended IS NOT NULL;
