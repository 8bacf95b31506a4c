-- Logins that are made at databases for whoever asks, and end again.

CREATE TABLE dynamic_secret_inputs (
    id uuid PRIMARY KEY,
    sealed bytea NOT NULL
);
COMMENT ON TABLE dynamic_secret_inputs IS
    'How to make and end logins at a server: address, account, statements. A dynamic secret that moves to another server gets other ones; the old ones stay until the last login there has ended.';
COMMENT ON COLUMN dynamic_secret_inputs.sealed IS 'All of it, wrapped by the root key ring and bound to the id.';

CREATE TABLE dynamic_secret (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    project_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    environment_slug text NOT NULL,
    folder_id uuid,
    folder_ids uuid[] NOT NULL,
    secret_path text NOT NULL,
    name text NOT NULL,
    inputs_id uuid NOT NULL REFERENCES dynamic_secret_inputs,
    default_ttl text NOT NULL,
    max_ttl text,
    username_template text,
    metadata jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    doomed_at timestamptz,
    is_forced boolean NOT NULL DEFAULT false,
    is_hidden boolean NOT NULL DEFAULT false,
    looked_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dynamic_secret IS 'Definitions of logins that are made on demand. One that is deleted stays until its last lease has ended.';
COMMENT ON COLUMN dynamic_secret.environment_slug IS 'Follows the environment when that is renamed.';
COMMENT ON COLUMN dynamic_secret.folder_ids IS 'The folder with those it lies in, the uppermost first. Empty for the uppermost of all.';
COMMENT ON COLUMN dynamic_secret.secret_path IS 'Follows the folder when that is renamed.';
COMMENT ON COLUMN dynamic_secret.doomed_at IS 'Since when it gives no leases and only waits for its last one to end.';
COMMENT ON COLUMN dynamic_secret.is_forced IS 'Whether leases that cannot be ended at once are forgotten.';
COMMENT ON COLUMN dynamic_secret.is_hidden IS 'Whether it is gone for everybody: its folder is gone, or it was deleted by force.';
COMMENT ON COLUMN dynamic_secret.looked_at IS 'When somebody last looked whether its folder is still there.';
CREATE UNIQUE INDEX dynamic_secret_by_folder ON dynamic_secret (project_id, environment_id, folder_id, name) NULLS NOT DISTINCT
    WHERE NOT is_hidden;
CREATE INDEX dynamic_secret_by_path ON dynamic_secret (project_id, environment_slug, secret_path, name);
CREATE INDEX dynamic_secret_by_inputs ON dynamic_secret (inputs_id);
CREATE INDEX dynamic_secret_by_look ON dynamic_secret (looked_at) WHERE doomed_at IS NULL;
CREATE INDEX dynamic_secret_doomed ON dynamic_secret (id) WHERE doomed_at IS NOT NULL;

CREATE TABLE dynamic_secret_lease (
    id uuid PRIMARY KEY,
    dynamic_secret_id uuid NOT NULL REFERENCES dynamic_secret,
    inputs_id uuid NOT NULL REFERENCES dynamic_secret_inputs,
    state text NOT NULL CHECK (state IN ('CREATING', 'ACTIVE', 'ENDING')),
    sealed bytea NOT NULL,
    config jsonb,
    version integer NOT NULL DEFAULT 1,
    expire_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    owner uuid,
    claimed_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    problem text,
    failed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dynamic_secret_lease IS
    'Logins that are there or may be. Written before a login is made, deleted after nobody can log in with it any more.';
COMMENT ON COLUMN dynamic_secret_lease.sealed IS 'The name of the login, wrapped by the root key ring and bound to the id. Its password is not kept.';
COMMENT ON COLUMN dynamic_secret_lease.due_at IS
    'When it is to be ended, or tried again: its expiry, the end of its making, the next try. The queue of all replicas.';
COMMENT ON COLUMN dynamic_secret_lease.owner IS 'Whoever works on it now; until claimed_until nobody else does.';
COMMENT ON COLUMN dynamic_secret_lease.problem IS 'Why the last try to end it failed, without any words of the server.';
COMMENT ON COLUMN dynamic_secret_lease.failed_at IS 'When ending it failed first.';
CREATE INDEX dynamic_secret_lease_by_due ON dynamic_secret_lease (due_at);
CREATE INDEX dynamic_secret_lease_by_secret ON dynamic_secret_lease (dynamic_secret_id, created_at);
CREATE INDEX dynamic_secret_lease_by_inputs ON dynamic_secret_lease (inputs_id, due_at);
CREATE INDEX dynamic_secret_lease_failing ON dynamic_secret_lease (failed_at) WHERE failed_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON dynamic_secret_inputs, dynamic_secret, dynamic_secret_lease TO ${app_role};
