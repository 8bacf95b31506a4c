-- A person may belong to several organisations. The columns of app_user that said it for one are no longer read or written; they go
-- with the next release, when no older replica can be running.
CREATE TABLE org_membership (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    role text NOT NULL,
    status text NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (org_id, user_id)
);
CREATE INDEX org_membership_by_user ON org_membership (user_id);
COMMENT ON TABLE org_membership IS 'Who belongs to which organisation, with the slug of the role there. Only active members may do anything.';

INSERT INTO org_membership (id, org_id, user_id, role, status, created_at, updated_at)
SELECT gen_random_uuid(), org_id, id, org_role, 'active', created_at, updated_at FROM app_user;

ALTER TABLE app_user
    ALTER COLUMN org_id DROP NOT NULL,
    ALTER COLUMN org_role DROP NOT NULL,
    ALTER COLUMN password_hash DROP NOT NULL,
    ALTER COLUMN password_salt DROP NOT NULL,
    ALTER COLUMN password_memory_kib DROP NOT NULL,
    ALTER COLUMN password_passes DROP NOT NULL,
    ALTER COLUMN password_lanes DROP NOT NULL,
    ADD COLUMN enabled boolean NOT NULL DEFAULT true;

ALTER TABLE organization ADD COLUMN require_mfa boolean NOT NULL DEFAULT false;

CREATE TABLE user_session (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    method text NOT NULL,
    mfa_verified boolean NOT NULL,
    org_id uuid,
    user_agent text NOT NULL,
    address text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    idle_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX user_session_by_user ON user_session (user_id);
CREATE INDEX user_session_by_expiry ON user_session (expires_at);
COMMENT ON TABLE user_session IS
    'One row per login of a person; its id is the jti of every access token of that login. org_id is the organisation chosen last.';

CREATE TABLE refresh_token (
    digest bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES user_session (id) ON DELETE CASCADE,
    spent_at timestamptz
);
CREATE INDEX refresh_token_by_session ON refresh_token (session_id);
COMMENT ON TABLE refresh_token IS
    'SHA-256 of the refresh tokens (256 random bits) of each session. Each is spent once; one that comes again ends its session.';

CREATE TABLE attempt_guard (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL
);
CREATE INDEX attempt_guard_by_age ON attempt_guard (failed_at);
COMMENT ON TABLE attempt_guard IS
    'Counts attempts that have not succeeded, per account and per address, known or not. The key is a digest of what is guarded.';

GRANT SELECT, INSERT, UPDATE, DELETE ON org_membership TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON user_session TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_token TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt_guard TO ${app_role};
