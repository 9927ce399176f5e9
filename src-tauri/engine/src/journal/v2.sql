-- Rollouts. Instants are RFC 3339 in UTC. `snapshot` is the machine's own
-- text; `brief` and `facts` are JSON.
CREATE TABLE rollouts (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    function TEXT NOT NULL,
    alias TEXT NOT NULL,
    -- `program` or `code-deploy`.
    driver TEXT NOT NULL,
    from_version TEXT NOT NULL,
    to_version TEXT NOT NULL,
    plan TEXT NOT NULL,
    actor TEXT NOT NULL,
    note TEXT NOT NULL,
    started_at TEXT NOT NULL,
    brief TEXT NOT NULL,
    snapshot TEXT,
    deployment TEXT,
    stage TEXT NOT NULL,
    sentence TEXT NOT NULL,
    percent REAL NOT NULL,
    at_rest INTEGER NOT NULL DEFAULT 0,
    ended_at TEXT
) STRICT;

CREATE INDEX rollouts_by_alias ON rollouts (account, region, function, alias, id);
CREATE INDEX rollouts_open ON rollouts (account, region) WHERE at_rest = 0;

CREATE TABLE rollout_records (
    rollout TEXT NOT NULL REFERENCES rollouts (id),
    -- Counted from 1.
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (rollout, number)
) STRICT, WITHOUT ROWID;

-- Which run of the program drives the rollout of an alias. A lease of a run
-- that has ended is free.
CREATE TABLE leases (
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    function TEXT NOT NULL,
    alias TEXT NOT NULL,
    rollout TEXT NOT NULL REFERENCES rollouts (id),
    run TEXT NOT NULL,
    PRIMARY KEY (account, region, function, alias)
) STRICT, WITHOUT ROWID;

-- What a run that does not drive a rollout asks of the one that does.
CREATE TABLE rollout_commands (
    id TEXT PRIMARY KEY,
    rollout TEXT NOT NULL REFERENCES rollouts (id),
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    command TEXT NOT NULL,
    answered_at TEXT,
    -- Why it was not carried out; null when it was.
    refusal TEXT
) STRICT;

CREATE INDEX rollout_commands_open ON rollout_commands (rollout) WHERE answered_at IS NULL;

-- Events that a person saved for probing a function, as one JSON text.
CREATE TABLE probes (
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    function TEXT NOT NULL,
    probes TEXT NOT NULL,
    PRIMARY KEY (account, region, function)
) STRICT, WITHOUT ROWID;
