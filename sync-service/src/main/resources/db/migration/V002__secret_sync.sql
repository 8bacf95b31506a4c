-- What is kept in step with folders.

CREATE TABLE secret_sync (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    connection_id uuid NOT NULL REFERENCES app_connection,
    destination text NOT NULL CHECK (destination IN ('gitlab')),
    destination_key text NOT NULL,
    destination_config jsonb NOT NULL,
    sync_options jsonb NOT NULL,
    is_auto_sync_enabled boolean NOT NULL,
    environment_id uuid NOT NULL,
    environment_name text NOT NULL,
    environment_slug text NOT NULL,
    folder_id uuid,
    secret_path text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, name)
);
COMMENT ON TABLE secret_sync IS
    'A folder whose secrets are to be the same somewhere else. Its connection cannot be deleted as long as it is here.';
COMMENT ON COLUMN secret_sync.destination_key IS
    'The place at the other side in one spelling: instance, kind, number and environment scope. Two syncs with the same one write to the same place.';
COMMENT ON COLUMN secret_sync.destination_config IS 'As it was given; clients compare every key they wrote.';
COMMENT ON COLUMN secret_sync.folder_id IS 'Null for the uppermost folder of the environment.';
CREATE INDEX secret_sync_by_connection ON secret_sync (connection_id);
CREATE INDEX secret_sync_by_destination ON secret_sync (org_id, destination_key);

GRANT SELECT, INSERT, UPDATE, DELETE ON secret_sync TO ${app_role};
