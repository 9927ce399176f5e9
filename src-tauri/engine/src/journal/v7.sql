-- Who posted a command, and who is at it, so that none is carried out twice or
-- after nobody waits for it any more.
-- The run that asked; null of an earlier program.
ALTER TABLE rollout_commands ADD COLUMN run TEXT;
-- The run that carries it out; null while it waits.
ALTER TABLE rollout_commands ADD COLUMN taken_by TEXT;
