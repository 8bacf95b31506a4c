-- How many secrets jobs read: what is usual for an identity.

CREATE TABLE detection_job (
    org text NOT NULL,
    actor_id text NOT NULL,
    issuer text NOT NULL,
    job_id text NOT NULL,
    read_at timestamptz NOT NULL,
    secrets integer NOT NULL CHECK (secrets > 0),
    PRIMARY KEY (org, actor_id, issuer, job_id)
);
COMMENT ON TABLE detection_job IS
    'The jobs of each identity in the last month with the distinct secrets that they read. Written with the cursor of the rules; a repetition changes nothing.';
COMMENT ON COLUMN detection_job.read_at IS 'When it read for the first time, by the entries.';
CREATE INDEX detection_job_by_time ON detection_job (org, actor_id, read_at DESC);
-- What is too old goes.
CREATE INDEX detection_job_by_age ON detection_job (read_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON detection_job TO ${app_role};
