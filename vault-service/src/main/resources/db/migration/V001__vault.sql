CREATE TABLE project (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    description text,
    type text NOT NULL DEFAULT 'secret-manager',
    auto_capitalization boolean NOT NULL DEFAULT false,
    has_delete_protection boolean NOT NULL DEFAULT false,
    keyset bytea NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (org_id, slug)
);
COMMENT ON TABLE project IS
    'A project with its own keyset, wrapped by the root key ring. Every change inside it bumps revision in the same transaction, so that readers know whether what they remember is current.';

CREATE TABLE environment (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    name text NOT NULL,
    slug text NOT NULL,
    position integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, slug)
);
COMMENT ON TABLE environment IS 'A stage of a project (dev, staging, prod), with a root folder of its own.';

CREATE TABLE folder (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    parent_id uuid REFERENCES folder ON DELETE CASCADE,
    name text NOT NULL,
    path text NOT NULL,
    description text,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (env_id, path)
);
CREATE INDEX folder_parent ON folder (parent_id);
COMMENT ON TABLE folder IS
    'A folder of an environment; path is canonical (/, /app, /app/db) and moves with its parents. The root folder has path / and no parent.';

CREATE TABLE secret (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    folder_id uuid NOT NULL REFERENCES folder ON DELETE CASCADE,
    key text NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (folder_id, key)
);
COMMENT ON TABLE secret IS 'A shared secret as it is now; its content stands in secret_version under (id, version).';

CREATE TABLE secret_version (
    secret_id uuid NOT NULL REFERENCES secret ON DELETE CASCADE,
    version integer NOT NULL,
    key text NOT NULL,
    value bytea NOT NULL,
    detail bytea NOT NULL,
    skip_multiline_encoding boolean NOT NULL DEFAULT false,
    reminder_days integer,
    reminder_note text,
    actor_type text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    provenance jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (secret_id, version)
);
COMMENT ON TABLE secret_version IS
    'Every content a secret ever had: value and detail (comment, metadata) as ciphertext bound to project, secret, version and field; who wrote it, out of which job.';

CREATE TABLE secret_import (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    folder_id uuid NOT NULL REFERENCES folder ON DELETE CASCADE,
    import_env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    import_path text NOT NULL,
    position integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (folder_id, import_env_id, import_path)
);
COMMENT ON TABLE secret_import IS 'Folder folder_id also shows the secrets of another folder; lower positions come first.';

CREATE TABLE membership (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    actor_type text NOT NULL,
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, actor_type, actor_id)
);
CREATE INDEX membership_actor ON membership (actor_id);
COMMENT ON TABLE membership IS 'An identity or user that belongs to a project; what it may do follows from membership_role.';

CREATE TABLE membership_role (
    id uuid PRIMARY KEY,
    membership_id uuid NOT NULL REFERENCES membership ON DELETE CASCADE,
    role text NOT NULL,
    temporary boolean NOT NULL DEFAULT false,
    temporary_range text,
    access_start timestamptz,
    access_end timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX membership_role_membership ON membership_role (membership_id);
COMMENT ON TABLE membership_role IS 'A role of a membership, for good or for a while.';

GRANT SELECT, INSERT, UPDATE, DELETE
    ON project, environment, folder, secret, secret_version, secret_import, membership, membership_role
    TO ${app_role};
