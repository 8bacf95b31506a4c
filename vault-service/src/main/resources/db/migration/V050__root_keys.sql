CREATE TABLE root_key (
    id text PRIMARY KEY,
    canary bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE root_key IS
    'Every root key that was ever in the ring, with a known text that it wrapped: a key that does not open it is not the key of that name.';

ALTER TABLE project
    ADD COLUMN root_key text NOT NULL
        GENERATED ALWAYS AS (encode(substring(keyset FROM 2 FOR get_byte(keyset, 0)), 'escape')) STORED,
    ADD COLUMN keys_rotated_at timestamptz;
CREATE INDEX project_root_key ON project (root_key, id);
COMMENT ON COLUMN project.root_key IS 'The id of the root key that wraps the keyset, as the keyset itself names it.';
COMMENT ON COLUMN project.keys_rotated_at IS 'When all content was last sealed anew with a new key; null for never.';

GRANT SELECT, INSERT ON root_key TO ${app_role};
