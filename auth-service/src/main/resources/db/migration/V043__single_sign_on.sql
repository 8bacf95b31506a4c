CREATE TABLE sso_provider (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL UNIQUE REFERENCES organization (id) ON DELETE CASCADE,
    discovery_url text NOT NULL,
    ca_cert text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    sealed_client_secret bytea NOT NULL,
    default_role text NOT NULL,
    group_claim text NOT NULL,
    group_roles jsonb NOT NULL,
    admits_unknown boolean NOT NULL,
    trusts_mfa boolean NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE sso_provider IS
    'Single sign-on by OpenID Connect, one configuration per organisation. The client secret is sealed under the root ring with the row id as context.';

CREATE TABLE sso_link (
    provider_id uuid NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    subject text NOT NULL,
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (provider_id, subject),
    UNIQUE (provider_id, user_id)
);
CREATE INDEX sso_link_by_user ON sso_link (user_id);
COMMENT ON TABLE sso_link IS
    'Which subject of a provider is which person. Nothing else links them: never the e-mail, which an issuer may say at will.';

CREATE TABLE sso_attempt (
    state_digest bytea PRIMARY KEY,
    provider_id uuid NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    browser_digest bytea NOT NULL,
    link_user_id uuid REFERENCES app_user (id) ON DELETE CASCADE,
    invitation text,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sso_attempt_by_age ON sso_attempt (expires_at);
COMMENT ON TABLE sso_attempt IS
    'Logins under way at a provider. state and the cookie of the browser are kept as digests; nonce and code verifier derive from the cookie.';

-- A session by single sign-on is as good as the organisation whose provider vouched for it, and no further.
ALTER TABLE user_session ADD COLUMN bound_org_id uuid REFERENCES organization (id) ON DELETE CASCADE;
ALTER TABLE organization ADD COLUMN sso_only boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT, UPDATE, DELETE ON sso_provider TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON sso_link TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON sso_attempt TO ${app_role};
