ALTER TABLE oidc_auth ADD COLUMN token_ends_with_job boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN oidc_auth.token_ends_with_job IS
    'Whether access tokens end with the ID token they were bought with, which GitLab lets live as long as its job may run.';

CREATE TABLE refused_login (
    identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    method text NOT NULL,
    reason text NOT NULL,
    times bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    last_address text NOT NULL,
    last_user_agent text NOT NULL,
    last_job jsonb NOT NULL,
    PRIMARY KEY (identity_id, method, reason)
);
COMMENT ON TABLE refused_login IS
    'Why logins of an identity were refused lately, the newest reasons of each identity only. A help for administrators; the record is the audit log.';

GRANT SELECT, INSERT, UPDATE, DELETE ON refused_login TO ${app_role};
