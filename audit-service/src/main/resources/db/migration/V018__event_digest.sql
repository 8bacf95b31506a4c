-- Null for events that came before this column.
ALTER TABLE event_key ADD COLUMN digest bytea;
COMMENT ON COLUMN event_key.digest IS
    'SHA-256 of the event as received: the same event may come again, but another one under its id is quarantined.';
