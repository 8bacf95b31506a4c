CREATE TABLE user_totp (
    user_id uuid PRIMARY KEY REFERENCES app_user (id) ON DELETE CASCADE,
    sealed_secret bytea NOT NULL,
    confirmed boolean NOT NULL,
    last_step bigint NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE user_totp IS
    'Second factors (RFC 6238). The secret is sealed under the root ring with the user id as context; codes of last_step and before were used.';

CREATE TABLE recovery_code (
    user_id uuid NOT NULL REFERENCES user_totp (user_id) ON DELETE CASCADE,
    digest bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, digest)
);
COMMENT ON TABLE recovery_code IS 'SHA-256 of codes (80 random bits) that stand in for a lost second factor, each once.';

CREATE TABLE second_factor_challenge (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES user_session (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    tries_left integer NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX second_factor_challenge_by_session ON second_factor_challenge (session_id);
COMMENT ON TABLE second_factor_challenge IS 'Second factors that sessions still have to show.';

GRANT SELECT, INSERT, UPDATE, DELETE ON user_totp TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_code TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor_challenge TO ${app_role};
