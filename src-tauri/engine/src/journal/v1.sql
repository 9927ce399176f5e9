-- One row an act. Instants are RFC 3339 in UTC; `before`, `after` and
-- `outcome` are JSON. `outcome` is null while the act is open.
CREATE TABLE acts (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    actor TEXT NOT NULL,
    function TEXT NOT NULL,
    alias TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    undoes TEXT REFERENCES acts (id),
    -- The run of the program that wrote the intent.
    run TEXT NOT NULL,
    settled_at TEXT,
    outcome TEXT,
    took_effect INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX acts_by_alias ON acts (account, region, function, alias, id);
CREATE INDEX acts_open ON acts (account, region) WHERE outcome IS NULL;
CREATE INDEX acts_undoing ON acts (undoes) WHERE undoes IS NOT NULL;
