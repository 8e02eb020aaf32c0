-- Books and decks that there are to run by, and those that the ledger has run by. What they say is in documents, under
-- their hashes.

CREATE TABLE imports (
    import_id   BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('book', 'deck')),
    -- A book's id; the service that a deck is for.
    name        TEXT COLLATE "C" NOT NULL,
    -- A book's; of decks empty.
    version     TEXT NOT NULL,
    hash        TEXT COLLATE "C" NOT NULL,
    imported_ms BIGINT NOT NULL,
    UNIQUE (kind, hash, name)
);

CREATE TABLE activations (
    -- Counted from 1. The last one is in force.
    activation_id BIGINT PRIMARY KEY,
    book_hash     TEXT NOT NULL,
    -- By name, as JSON.
    deck_hashes   TEXT NOT NULL,
    activated_ms  BIGINT NOT NULL,
    -- NULL where it is what the command line gave at a start.
    activated_by  TEXT
);
