CREATE TABLE service_token (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    project_id uuid NOT NULL,
    name text NOT NULL,
    scopes jsonb NOT NULL,
    permissions text[] NOT NULL,
    digest bytea NOT NULL,
    encrypted_key text,
    iv text,
    tag text,
    created_by_kind text NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX service_token_by_project ON service_token (org_id, project_id, created_at, id);
COMMENT ON TABLE service_token IS
    'Tokens of one project: 256 random bits each, of which only the SHA-256 is kept. scopes is a list of {environment, secretPath}. A deleted token has no row. encrypted_key, iv and tag are what old clients hand in, for them alone.';

GRANT SELECT, INSERT, UPDATE, DELETE ON service_token TO ${app_role};
