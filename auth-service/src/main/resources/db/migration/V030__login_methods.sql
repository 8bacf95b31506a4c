CREATE TABLE login_method (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    method text NOT NULL,
    settings jsonb NOT NULL,
    sealed_settings bytea,
    token_ttl bigint NOT NULL,
    token_max_ttl bigint NOT NULL,
    token_uses_limit bigint NOT NULL,
    token_trusted_ips text[] NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (identity_id, method)
);
COMMENT ON TABLE login_method IS
    'The configurations of login methods without a table of their own, one per identity and method. Credentials and certificates among the settings are sealed under the root ring with the row id as context. Times in seconds.';

CREATE VIEW identity_login_method (identity_id, method) AS
    SELECT identity_id, 'universal-auth'::text FROM universal_auth
    UNION ALL SELECT identity_id, 'oidc-auth'::text FROM oidc_auth
    UNION ALL SELECT identity_id, method FROM login_method;
COMMENT ON VIEW identity_login_method IS 'Which login methods are attached to which identity, whatever table holds them.';

GRANT SELECT, INSERT, UPDATE, DELETE ON login_method TO ${app_role};
GRANT SELECT ON identity_login_method TO ${app_role};
