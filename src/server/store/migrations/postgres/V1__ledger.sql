-- Tables of money and usage are keyed by tenant first, then account, so that they can be distributed unchanged. Names are
-- ordered by their bytes, whatever the language of the server is.

CREATE TABLE accounts (
    tenant_id             TEXT COLLATE "C" NOT NULL,
    account_id            TEXT COLLATE "C" NOT NULL,
    plan                  TEXT NOT NULL,
    parent_id             TEXT COLLATE "C",
    -- What was agreed, as JSON.
    terms                 TEXT NOT NULL,
    created_ms            BIGINT NOT NULL,
    lot_count             BIGINT NOT NULL,
    entry_count           BIGINT NOT NULL,
    period_index          BIGINT NOT NULL,
    period_start_ms       BIGINT NOT NULL,
    period_end_ms         BIGINT NOT NULL,
    -- The allowance that counts as granted in the period.
    granted_micro_credits BIGINT NOT NULL,
    debt_micro_credits    BIGINT NOT NULL,
    -- When a hold of it expires next; NULL while none is open.
    hold_due_ms           BIGINT,
    PRIMARY KEY (tenant_id, account_id)
    -- What changes with each charge is in no index: its new version stays on the same page.
) WITH (fillfactor = 60);
CREATE INDEX accounts_by_parent ON accounts (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX accounts_by_hold ON accounts (tenant_id, hold_due_ms) WHERE hold_due_ms IS NOT NULL;
CREATE INDEX accounts_by_period ON accounts (tenant_id, period_end_ms);

CREATE TABLE lots (
    tenant_id               TEXT COLLATE "C" NOT NULL,
    account_id              TEXT COLLATE "C" NOT NULL,
    lot_id                  BIGINT NOT NULL,
    kind                    TEXT NOT NULL,
    granted_micro_credits   BIGINT NOT NULL CHECK (granted_micro_credits > 0),
    remaining_micro_credits BIGINT NOT NULL CHECK (remaining_micro_credits BETWEEN 0 AND granted_micro_credits),
    held_micro_credits      BIGINT NOT NULL CHECK (held_micro_credits BETWEEN 0 AND remaining_micro_credits),
    created_ms              BIGINT NOT NULL,
    expires_ms              BIGINT,
    priority                BIGINT NOT NULL,
    -- The lot of the account above that its credits are from, and whether they were drawn under a cap.
    source_lot_id           BIGINT,
    source_capped           BIGINT NOT NULL,
    -- Whether it is of use: few are, however many there were.
    in_use                  BIGINT NOT NULL GENERATED ALWAYS AS
        (CASE WHEN remaining_micro_credits > 0 OR source_capped <> 0 THEN 1 ELSE 0 END) STORED,
    PRIMARY KEY (tenant_id, account_id, lot_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
) WITH (fillfactor = 60);
CREATE INDEX lots_in_use ON lots (tenant_id, account_id, lot_id) WHERE in_use = 1;

-- One row a movement. The rows of one act share the number of the first one as their `command_seq`. That their account is
-- there is not asked for each row again: whoever writes them has locked it.
CREATE TABLE entries (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    account_id    TEXT COLLATE "C" NOT NULL,
    seq           BIGINT NOT NULL,
    command_seq   BIGINT NOT NULL,
    at_ms         BIGINT NOT NULL,
    from_side     TEXT NOT NULL,
    to_side       TEXT NOT NULL,
    lot_id        BIGINT,
    micro_credits BIGINT NOT NULL CHECK (micro_credits >= 0),
    -- What a charge was computed from, as JSON: with it the price can be computed again.
    record        TEXT,
    kind          TEXT NOT NULL,
    -- The earlier charge or hold that an entry is about.
    concerns      BIGINT,
    PRIMARY KEY (tenant_id, account_id, seq)
);
CREATE INDEX entries_by_concern ON entries (tenant_id, account_id, concerns) WHERE concerns IS NOT NULL;

CREATE FUNCTION entries_stay() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'entries are append-only'; END $$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION entries_stay();
CREATE TRIGGER entries_are_kept BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION entries_stay();

CREATE TABLE holds (
    tenant_id              TEXT COLLATE "C" NOT NULL,
    account_id             TEXT COLLATE "C" NOT NULL,
    hold_id                BIGINT NOT NULL,
    made_ms                BIGINT NOT NULL,
    expires_ms             BIGINT NOT NULL,
    -- How it ended; NULL while it is open.
    ended                  TEXT,
    micro_credits          BIGINT NOT NULL CHECK (micro_credits >= 0),
    captured_micro_credits BIGINT NOT NULL CHECK (captured_micro_credits BETWEEN 0 AND micro_credits),
    -- What it still reserves, lot by lot, as JSON.
    parts                  TEXT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, hold_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);
CREATE INDEX holds_open ON holds (tenant_id, account_id, expires_ms) WHERE ended IS NULL;

-- Attempts that were charged when they started and have not ended.
CREATE TABLE attempts (
    tenant_id  TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    charge_id  BIGINT NOT NULL,
    parts      TEXT NOT NULL,
    reserved   BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, charge_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);

-- What an account gives to those below it, in the order in which it was agreed.
CREATE TABLE allotments (
    tenant_id          TEXT COLLATE "C" NOT NULL,
    account_id         TEXT COLLATE "C" NOT NULL,
    to_account_id      TEXT COLLATE "C" NOT NULL,
    position           BIGINT NOT NULL,
    reserve            BIGINT NOT NULL,
    micro_credits      BIGINT NOT NULL CHECK (micro_credits > 0),
    renew              BIGINT NOT NULL,
    used_micro_credits BIGINT NOT NULL CHECK (used_micro_credits >= 0),
    PRIMARY KEY (tenant_id, account_id, to_account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts
);

-- What happens once for ever, whatever key it is asked under: payments, captures, refunds, interactions, quotes.
CREATE TABLE identities (
    tenant_id  TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    -- The first entry of what it was.
    act        BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, kind, id)
);

-- The answers to idempotency keys.
CREATE TABLE answers (
    tenant_id  TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    body_hash  TEXT NOT NULL,
    status     BIGINT NOT NULL,
    answer     TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
);
CREATE INDEX answers_by_age ON answers (created_ms);

-- Books and decks stay for ever under their hash: an entry's price can be computed again when they have long changed.
CREATE TABLE documents (
    hash TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('book', 'deck')),
    body TEXT NOT NULL
);

-- Who may come in. Keys, codes and sessions are the ledger's own and no tenant's. Of each secret only a hash is kept.
CREATE TABLE api_keys (
    -- A number is never given twice.
    key_id       BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    key_hash     TEXT COLLATE "C" NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    name         TEXT NOT NULL,
    -- Names with a space between them.
    scopes       TEXT NOT NULL,
    created_ms   BIGINT NOT NULL,
    expires_ms   BIGINT,
    revoked_ms   BIGINT,
    last_used_ms BIGINT
);

CREATE TABLE login_codes (
    code_hash  TEXT COLLATE "C" PRIMARY KEY,
    account_id TEXT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms    BIGINT
);
CREATE INDEX login_codes_by_end ON login_codes (expires_ms);

CREATE TABLE sessions (
    session_hash TEXT COLLATE "C" PRIMARY KEY,
    account_id   TEXT NOT NULL,
    created_ms   BIGINT NOT NULL,
    expires_ms   BIGINT NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires_ms);

-- The keys that quotes are signed with. A key that no longer signs keeps its public half: the private one is erased.
CREATE TABLE signing_keys (
    kid        TEXT COLLATE "C" PRIMARY KEY,
    seed       BYTEA CHECK (length(seed) = 32),
    public_key BYTEA NOT NULL CHECK (length(public_key) = 32),
    created_ms BIGINT NOT NULL,
    retired_ms BIGINT,
    CHECK ((seed IS NULL) = (retired_ms IS NOT NULL))
);
-- One key signs.
CREATE UNIQUE INDEX signing_key_in_use ON signing_keys ((retired_ms IS NULL)) WHERE retired_ms IS NULL;
