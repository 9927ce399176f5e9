-- Changes other than moving an alias, and the guided work that they belong to.
-- Instants are RFC 3339 in UTC; `change`, `outcome`, `goal` are JSON.
CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    goal TEXT NOT NULL,
    -- Null while there is something left to do.
    ended_at TEXT
) STRICT;

CREATE INDEX tasks_open ON tasks (account, region) WHERE ended_at IS NULL;

CREATE TABLE changes (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    actor TEXT NOT NULL,
    task TEXT REFERENCES tasks (id),
    change TEXT NOT NULL,
    undoes TEXT REFERENCES changes (id),
    -- The run of the program that wrote the intent.
    run TEXT NOT NULL,
    settled_at TEXT,
    -- Null while the change is open.
    outcome TEXT,
    took_effect INTEGER NOT NULL DEFAULT 0,
    -- Whether a look showed that somebody undid it elsewhere.
    found_undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX changes_by_task ON changes (task, id);
CREATE INDEX changes_open ON changes (account, region) WHERE outcome IS NULL;
CREATE INDEX changes_undoing ON changes (undoes) WHERE undoes IS NOT NULL;
