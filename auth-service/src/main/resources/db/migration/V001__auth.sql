CREATE TABLE organization (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE organization IS 'The tenants.';

CREATE TABLE app_user (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES organization (id),
    email text NOT NULL UNIQUE,
    first_name text NOT NULL,
    last_name text NOT NULL,
    org_role text NOT NULL CHECK (org_role IN ('admin', 'member', 'no-access')),
    super_admin boolean NOT NULL,
    password_hash bytea NOT NULL,
    password_salt bytea NOT NULL,
    password_memory_kib integer NOT NULL,
    password_passes integer NOT NULL,
    password_lanes integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (email = lower(email))
);
COMMENT ON TABLE app_user IS
    'People. The e-mail stands in its one canonical spelling; the password as Argon2id (RFC 9106) with the parameters it was made with.';

CREATE TABLE identity (
    id uuid PRIMARY KEY,
    membership_id uuid NOT NULL UNIQUE,
    org_id uuid NOT NULL REFERENCES organization (id),
    name text NOT NULL,
    org_role text NOT NULL CHECK (org_role IN ('admin', 'member', 'no-access')),
    delete_protection boolean NOT NULL,
    instance_admin boolean NOT NULL,
    metadata jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX identity_by_org ON identity (org_id, created_at, id);
COMMENT ON TABLE identity IS 'Machines that may log in, with their role in their organisation. Metadata is a list of {id, key, value}.';

CREATE TABLE instance (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    org_id uuid NOT NULL REFERENCES organization (id),
    user_id uuid NOT NULL REFERENCES app_user (id),
    set_up_at timestamptz NOT NULL
);
COMMENT ON TABLE instance IS 'One row once the instance is set up; its key lets exactly one of several concurrent attempts win.';

CREATE TABLE signing_key (
    kid text PRIMARY KEY,
    public_key bytea NOT NULL,
    sealed_private_key bytea NOT NULL,
    active_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE signing_key IS
    'Keys of access tokens (EC P-256). The private half is sealed under the root ring with the key id as context; active_from leaves time to publish the public half first.';

CREATE TABLE universal_auth (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL UNIQUE REFERENCES identity (id) ON DELETE CASCADE,
    client_id uuid NOT NULL UNIQUE,
    secret_trusted_ips text[] NOT NULL,
    token_ttl bigint NOT NULL,
    token_max_ttl bigint NOT NULL,
    token_period bigint NOT NULL,
    token_uses_limit bigint NOT NULL,
    token_trusted_ips text[] NOT NULL,
    lockout_enabled boolean NOT NULL,
    lockout_threshold integer NOT NULL,
    lockout_duration bigint NOT NULL,
    lockout_counter_reset bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE universal_auth IS 'Login by client id and client secret, one configuration per identity. Times in seconds.';

CREATE TABLE universal_lockout (
    id uuid PRIMARY KEY,
    universal_auth_id uuid UNIQUE REFERENCES universal_auth (id) ON DELETE CASCADE,
    failures integer NOT NULL DEFAULT 0,
    failed_at timestamptz NOT NULL DEFAULT '-infinity',
    locked_until timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE universal_lockout IS
    'Counts wrong client secrets. The rows without a configuration take the failures of unknown clients, so that those cost the same work.';
INSERT INTO universal_lockout (id)
SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid FROM generate_series(0, 255) AS n;

CREATE TABLE client_secret (
    id uuid PRIMARY KEY,
    universal_auth_id uuid NOT NULL REFERENCES universal_auth (id) ON DELETE CASCADE,
    digest bytea NOT NULL,
    prefix text NOT NULL,
    description text NOT NULL,
    ttl bigint NOT NULL,
    uses_limit bigint NOT NULL,
    uses bigint NOT NULL DEFAULT 0,
    revoked boolean NOT NULL DEFAULT false,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (universal_auth_id, digest)
);
COMMENT ON TABLE client_secret IS
    'Client secrets: 256 random bits each, of which only the SHA-256 and the first four characters are kept.';

CREATE TABLE oidc_auth (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL UNIQUE REFERENCES identity (id) ON DELETE CASCADE,
    discovery_url text NOT NULL,
    sealed_ca_cert bytea,
    bound_issuer text NOT NULL,
    bound_audiences text NOT NULL,
    bound_subject text NOT NULL,
    bound_claims jsonb NOT NULL,
    claim_mapping jsonb,
    allow_fork_pipelines boolean NOT NULL,
    token_ttl bigint NOT NULL,
    token_max_ttl bigint NOT NULL,
    token_uses_limit bigint NOT NULL,
    token_trusted_ips text[] NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE oidc_auth IS
    'Login by the ID token of a foreign issuer, one configuration per identity. The CA certificate is sealed under the root ring with the row id as context.';

CREATE TABLE access_token (
    id uuid PRIMARY KEY,
    identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    method text NOT NULL,
    client_secret_id uuid,
    ttl bigint NOT NULL,
    max_ttl bigint NOT NULL,
    period bigint NOT NULL,
    ceiling bigint NOT NULL,
    uses_limit bigint NOT NULL,
    uses bigint NOT NULL DEFAULT 0,
    trusted_ips text[] NOT NULL,
    created_at timestamptz NOT NULL,
    renewed_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX access_token_by_identity ON access_token (identity_id);
CREATE INDEX access_token_by_expiry ON access_token (expires_at);
COMMENT ON TABLE access_token IS
    'One row per login, under the jti that all its renewals share, with the limits as they were configured then. Holds no token. Times in seconds, 0 is no limit.';

GRANT SELECT, INSERT, UPDATE ON organization TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON app_user TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON identity TO ${app_role};
GRANT SELECT, INSERT ON instance TO ${app_role};
GRANT SELECT, INSERT ON signing_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON universal_auth TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON universal_lockout TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON client_secret TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON oidc_auth TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON access_token TO ${app_role};
