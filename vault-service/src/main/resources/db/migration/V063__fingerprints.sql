CREATE TABLE fingerprint_key (
    org_id uuid PRIMARY KEY,
    keyset bytea NOT NULL,
    root_key text NOT NULL
        GENERATED ALWAYS AS (encode(substring(keyset FROM 2 FOR get_byte(keyset, 0)), 'escape')) STORED,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX fingerprint_key_root_key ON fingerprint_key (root_key, org_id);
COMMENT ON TABLE fingerprint_key IS
    'The random key that an organisation makes fingerprints of values with, wrapped by the root key ring. Never changes; wrapped anew when the root key does.';

-- Null is still to be filled in by a job: rows from before, or from a replica of an older release.
ALTER TABLE secret_version ADD COLUMN fingerprint bytea;
ALTER TABLE personal_secret ADD COLUMN fingerprint bytea;
COMMENT ON COLUMN secret_version.fingerprint IS
    'HMAC of the value under the key of the organisation, 16 bytes; empty for a value that is too short or redacted; null while it is not filled in.';
COMMENT ON COLUMN personal_secret.fingerprint IS
    'HMAC of the value under the key of the organisation, 16 bytes; empty for a value that is too short; null while it is not filled in.';

-- Organisations have different keys, so a fingerprint names its organisation, too.
CREATE INDEX secret_version_fingerprint ON secret_version (fingerprint);
CREATE INDEX personal_secret_fingerprint ON personal_secret (fingerprint);
CREATE INDEX secret_version_unfilled ON secret_version (secret_id, version) WHERE fingerprint IS NULL;
CREATE INDEX personal_secret_unfilled ON personal_secret (id) WHERE fingerprint IS NULL;

GRANT SELECT, INSERT, UPDATE ON fingerprint_key TO ${app_role};
