-- Runs that somebody has asked for the opposite of, while they were under way.

ALTER TABLE sync_job ADD is_called_off boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sync_job.is_called_off IS
    'Of a run that is under way: it is not tried again, and whoever takes it over from a dead replica only ends it. What is asked for after that is.';
