-- The keys that quotes are signed with. A key that no longer signs keeps its public half: the private one is erased.

CREATE TABLE signing_keys (
    kid        TEXT PRIMARY KEY,
    seed       BLOB CHECK (length(seed) = 32),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    created_ms INTEGER NOT NULL,
    retired_ms INTEGER,
    CHECK ((seed IS NULL) = (retired_ms IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- One key signs.
CREATE UNIQUE INDEX signing_key_in_use ON signing_keys ((retired_ms IS NULL)) WHERE retired_ms IS NULL;
