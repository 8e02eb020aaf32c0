-- What has happened, and who is told of it.

CREATE TABLE outbox (
    tenant_id  TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    event_id   TEXT COLLATE "C" NOT NULL,
    type       TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    -- What there is to say, as JSON.
    data       TEXT NOT NULL,
    -- When its deliveries were made; NULL until then.
    given_ms   BIGINT,
    PRIMARY KEY (tenant_id, account_id, event_id)
);
CREATE INDEX outbox_to_give_out ON outbox (tenant_id, created_ms) WHERE given_ms IS NULL;
CREATE INDEX outbox_by_age ON outbox (tenant_id, created_ms, event_id);
CREATE INDEX outbox_by_account ON outbox (tenant_id, account_id, created_ms, event_id);

-- Where events are sent. Secrets are kept as they are: what is sent is signed by them.
CREATE TABLE webhook_endpoints (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    endpoint_id  TEXT COLLATE "C" NOT NULL,
    url          TEXT NOT NULL,
    -- Names with a space between them; NULL for all.
    types        TEXT,
    -- Whose events; NULL for all.
    account_id   TEXT COLLATE "C",
    secret       TEXT NOT NULL,
    old_secret   TEXT,
    old_until_ms BIGINT,
    created_ms   BIGINT NOT NULL,
    deleted_ms   BIGINT,
    PRIMARY KEY (tenant_id, endpoint_id)
);

-- An event on its way to one place: an endpoint, or an address of e-mail.
CREATE TABLE deliveries (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    account_id  TEXT COLLATE "C" NOT NULL,
    delivery_id TEXT COLLATE "C" NOT NULL,
    event_id    TEXT COLLATE "C" NOT NULL,
    channel     TEXT NOT NULL CHECK (channel IN ('webhook', 'mail')),
    target      TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    -- Counted when it is claimed.
    attempts    BIGINT NOT NULL,
    created_ms  BIGINT NOT NULL,
    -- When it may be claimed: for the next try, or because the time of the one who claimed it is up.
    next_ms     BIGINT NOT NULL,
    ended_ms    BIGINT,
    -- What was answered last, and what went wrong.
    status      BIGINT,
    problem     TEXT,
    PRIMARY KEY (tenant_id, account_id, delivery_id)
);
CREATE INDEX deliveries_due ON deliveries (tenant_id, next_ms) WHERE state = 'pending';
CREATE INDEX deliveries_by_age ON deliveries (tenant_id, created_ms, delivery_id);
CREATE INDEX deliveries_by_state ON deliveries (tenant_id, state, created_ms, delivery_id);
CREATE INDEX deliveries_by_id ON deliveries (tenant_id, delivery_id);
