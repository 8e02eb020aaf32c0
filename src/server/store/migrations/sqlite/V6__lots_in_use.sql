-- Whether a lot is of use, as a column: other databases keep an index on it cheaper than one on what it is made of.
DROP INDEX lots_in_use;
ALTER TABLE lots ADD COLUMN in_use INTEGER GENERATED ALWAYS AS
    (CASE WHEN remaining_micro_credits > 0 OR source_capped <> 0 THEN 1 ELSE 0 END) VIRTUAL;
CREATE INDEX lots_in_use ON lots (tenant_id, account_id, lot_id) WHERE in_use = 1;
