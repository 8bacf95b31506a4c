-- As whom secrets are read.

CREATE TABLE sync_identity (
    org_id uuid PRIMARY KEY,
    identity_id uuid NOT NULL,
    identity_name text NOT NULL,
    client_id text NOT NULL,
    sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE sync_identity IS 'The machine identity of an organisation as which this service reads its secrets.';
COMMENT ON COLUMN sync_identity.sealed IS 'The client secret, wrapped by the root key ring and bound to the organisation.';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync_identity TO ${app_role};
