-- A rollout's lines of one kind, and the newest of them, are read while it is
-- looked at, whatever else its log has.
CREATE INDEX rollout_records_by_kind ON rollout_records (rollout, kind, number);
