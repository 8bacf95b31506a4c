-- Syncs that take their variables along when they are deleted.

ALTER TABLE secret_sync ADD ends_after_removal boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN secret_sync.ends_after_removal IS
    'Somebody has deleted it together with its variables: it goes with the run that has removed them. Whoever changes or runs it takes that back.';
