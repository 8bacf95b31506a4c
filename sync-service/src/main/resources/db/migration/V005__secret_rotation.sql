-- Credentials that are exchanged for new ones now and then.

CREATE TABLE secret_rotation (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    project_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('postgres-credentials', 'random-value')),
    name text NOT NULL,
    description text,
    connection_id uuid REFERENCES app_connection,
    parameters jsonb NOT NULL,
    secrets_mapping jsonb NOT NULL,
    environment_id uuid NOT NULL,
    environment_name text NOT NULL,
    environment_slug text NOT NULL,
    folder_id uuid,
    secret_path text NOT NULL,
    is_auto_rotation_enabled boolean NOT NULL,
    rotation_interval integer NOT NULL CHECK (rotation_interval > 0),
    rotate_at_hours integer NOT NULL,
    rotate_at_minutes integer NOT NULL,
    active_index integer NOT NULL CHECK (active_index IN (0, 1)),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    is_made boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    phase text NOT NULL CHECK (phase IN ('IDLE', 'CREATE', 'PROVE', 'PUBLISH', 'VERIFY')),
    status text CHECK (status IN ('success', 'failed')),
    message text,
    job_id uuid,
    is_manual boolean NOT NULL DEFAULT false,
    rotated_at timestamptz,
    attempted_at timestamptz,
    next_rotation_at timestamptz,
    verify_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz,
    owner uuid,
    lease_until timestamptz
);
COMMENT ON TABLE secret_rotation IS
    'Rotations: what they rotate, how far the one under way is, and who works on it. Whoever holds the lease does; a lease that ran out is taken over.';
COMMENT ON COLUMN secret_rotation.parameters IS 'As they were given; clients compare every key they wrote.';
COMMENT ON COLUMN secret_rotation.folder_id IS 'Null for the uppermost folder of the environment.';
COMMENT ON COLUMN secret_rotation.active_index IS 'Which of the two credentials is in the secrets now.';
COMMENT ON COLUMN secret_rotation.is_made IS 'False until the first rotation is published. What is not made when its replica died is taken back.';
COMMENT ON COLUMN secret_rotation.deleted_at IS 'Nobody sees it any more; it stays until its credentials are known to be useless.';
COMMENT ON COLUMN secret_rotation.phase IS 'What is to be done next: set the new credential at the target, try it, write the secrets, look for those who use them.';
COMMENT ON COLUMN secret_rotation.due_at IS 'When to go on with what is under way. Null when nothing is.';
COMMENT ON COLUMN secret_rotation.verify_until IS 'How long syncs of the folder are waited for.';
CREATE UNIQUE INDEX secret_rotation_name ON secret_rotation (project_id, name) WHERE deleted_at IS NULL;
CREATE INDEX secret_rotation_by_connection ON secret_rotation (connection_id);
CREATE INDEX secret_rotation_by_due ON secret_rotation (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX secret_rotation_by_next ON secret_rotation (next_rotation_at) WHERE is_auto_rotation_enabled;
CREATE INDEX secret_rotation_by_lease ON secret_rotation (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE rotation_credential (
    id uuid PRIMARY KEY,
    rotation_id uuid NOT NULL REFERENCES secret_rotation ON DELETE CASCADE,
    slot integer NOT NULL CHECK (slot IN (0, 1)),
    state text NOT NULL CHECK (state IN ('PENDING', 'ACTIVE', 'INACTIVE', 'REPLACED', 'REVOKED')),
    sealed bytea NOT NULL,
    due_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE rotation_credential IS
    'The credentials of rotations: the one that is being set, the one in the secrets, the one before, and those that must be proved useless before they are forgotten.';
COMMENT ON COLUMN rotation_credential.sealed IS 'The credential, wrapped by the root key ring and bound to the id. Stored before the target is told.';
COMMENT ON COLUMN rotation_credential.state IS
    'REPLACED: its successor has taken its place at the target, which is yet to be confirmed. REVOKED: it is to be made useless, and that to be confirmed.';
CREATE UNIQUE INDEX rotation_credential_live ON rotation_credential (rotation_id, state) WHERE state IN ('PENDING', 'ACTIVE', 'INACTIVE');
CREATE INDEX rotation_credential_of ON rotation_credential (rotation_id);
CREATE INDEX rotation_credential_by_due ON rotation_credential (due_at) WHERE due_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON secret_rotation, rotation_credential TO ${app_role};
