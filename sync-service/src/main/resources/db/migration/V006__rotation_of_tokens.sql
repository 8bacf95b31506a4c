-- Access tokens of GitLab as a kind of rotation, consumers that are told, and who delivers what was rotated.

ALTER TABLE secret_rotation
    DROP CONSTRAINT secret_rotation_kind_check,
    ADD CONSTRAINT secret_rotation_kind_check CHECK (kind IN ('postgres-credentials', 'gitlab-access-token', 'random-value')),
    ADD told_at timestamptz;
COMMENT ON COLUMN secret_rotation.told_at IS 'When the webhook last confirmed that the consumer has the credential of then.';

ALTER TABLE sync_job ADD rotation_ids uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN sync_job.rotation_ids IS 'Rotations whose secrets the last run delivered, in whatever folder they are.';
