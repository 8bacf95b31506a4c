CREATE TABLE personal_secret (
    id uuid PRIMARY KEY,
    secret_id uuid NOT NULL REFERENCES secret ON DELETE CASCADE,
    user_id uuid NOT NULL,
    version integer NOT NULL,
    value bytea NOT NULL,
    detail bytea NOT NULL,
    skip_multiline_encoding boolean NOT NULL DEFAULT false,
    reminder_days integer,
    reminder_note text,
    actor_name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (secret_id, user_id)
);
COMMENT ON TABLE personal_secret IS
    'What user user_id sees instead of the shared secret secret_id, and nobody else: value and detail as ciphertext bound to id, version and field. Earlier contents are not kept.';

GRANT SELECT, INSERT, UPDATE, DELETE ON personal_secret TO ${app_role};
