-- Interactions that were charged, by the id that all their steps share: each counts once.

CREATE TABLE interactions (
    tenant_id      TEXT NOT NULL,
    account_id     TEXT NOT NULL,
    service        TEXT NOT NULL,
    interaction_id TEXT NOT NULL,
    -- The charge's first entry.
    command_seq    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, service, interaction_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) STRICT, WITHOUT ROWID;
