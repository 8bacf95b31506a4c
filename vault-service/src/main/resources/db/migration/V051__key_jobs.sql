CREATE TABLE key_job (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    org_id uuid,
    project_id uuid,
    starter_type text NOT NULL,
    starter_id text NOT NULL,
    starter_name text NOT NULL,
    state text NOT NULL,
    step text NOT NULL,
    after_id uuid NOT NULL,
    after_version integer NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    unopenable bigint NOT NULL,
    damages jsonb NOT NULL,
    problem text,
    not_before timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX key_job_running ON key_job
    (kind, coalesce(project_id, org_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE state = 'running';
CREATE INDEX key_job_waiting ON key_job (not_before) WHERE state = 'running';
CREATE INDEX key_job_of ON key_job (coalesce(project_id, org_id), kind, created_at);
COMMENT ON TABLE key_job IS
    'Work on keys that goes on in the background, a step per transaction. Whoever holds the row lock does the next step; after a crash another replica goes on from where the last commit left it. Without a foreign key, for the project may be deleted meanwhile.';

-- To walk through what a project holds.
CREATE INDEX secret_project ON secret (project_id, id);
CREATE INDEX secret_version_walk ON secret_version (project_id, secret_id, version);
DROP INDEX secret_version_project;

GRANT SELECT, INSERT, UPDATE, DELETE ON key_job TO ${app_role};
