CREATE TABLE named_token (
    token_id uuid PRIMARY KEY REFERENCES access_token (id) ON DELETE CASCADE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE named_token IS 'The access tokens that an administrator made, with the name each was given. A row goes with its token.';

GRANT SELECT, INSERT, UPDATE, DELETE ON named_token TO ${app_role};
