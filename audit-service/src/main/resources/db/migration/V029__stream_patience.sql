-- A receiver that took nothing for long is given up.

ALTER TABLE audit_stream ADD COLUMN failing_since timestamptz;
COMMENT ON COLUMN audit_stream.failing_since IS
    'Since when the receiver takes nothing. Null while it does, and for trouble of our own. What it delivers, or an administrator changes, clears it.';
