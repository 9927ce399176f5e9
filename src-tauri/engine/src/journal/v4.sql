-- Chats that were begun and not seen to be over, so that the next start can end
-- what a killed program left behind. No tokens: nobody joins a chat from here.
CREATE TABLE chats (
    -- The `ClientToken` that it was asked for with.
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    instance TEXT NOT NULL,
    flow TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    -- Null until AWS answered.
    contact TEXT,
    -- The run of the program that began it.
    run TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chats_by_place ON chats (account, region);
