CREATE TABLE root_key (
    id text PRIMARY KEY,
    canary bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE root_key IS
    'Every root key that was ever in the ring, with a known text that it wrapped: a key that does not open it is not the key of that name.';

CREATE FUNCTION root_key_of(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN length(sealed) > 0 THEN encode(substring(sealed FROM 2 FOR get_byte(sealed, 0)), 'escape') ELSE '' END;
COMMENT ON FUNCTION root_key_of IS 'The id of the root key that sealed these bytes, as they name it themselves.';

CREATE VIEW sealed_under_root_key (place, id, sealed, root_key) AS
    SELECT 'signing-key', kid, sealed_private_key, root_key_of(sealed_private_key) FROM signing_key
    UNION ALL SELECT 'second-factor', user_id::text, sealed_secret, root_key_of(sealed_secret) FROM user_totp
    UNION ALL SELECT 'login-method', id::text, sealed_settings, root_key_of(sealed_settings)
        FROM login_method WHERE sealed_settings IS NOT NULL
    UNION ALL SELECT 'ca-certificate', id::text, sealed_ca_cert, root_key_of(sealed_ca_cert)
        FROM login_method WHERE sealed_ca_cert IS NOT NULL
    UNION ALL SELECT 'sso-provider', id::text, sealed_client_secret, root_key_of(sealed_client_secret) FROM sso_provider;
COMMENT ON VIEW sealed_under_root_key IS 'All that is sealed under the root ring, whatever table holds it, with the root key that it needs.';

CREATE TABLE root_key_rewrap (
    id uuid PRIMARY KEY,
    root_key text NOT NULL,
    org_id uuid NOT NULL,
    starter_id text NOT NULL,
    starter_name text NOT NULL,
    state text NOT NULL,
    after_place text NOT NULL,
    after_id text NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    unopenable bigint NOT NULL,
    damages jsonb NOT NULL,
    problem text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX root_key_rewrap_running ON root_key_rewrap ((true)) WHERE state = 'running';
COMMENT ON TABLE root_key_rewrap IS
    'Sealing anew under another root key, in the background, a step per transaction. Whoever holds the row lock does the next step; after a crash another replica goes on from where the last commit left it. The organisation is that of who started it.';

GRANT SELECT, INSERT ON root_key TO ${app_role};
GRANT SELECT ON sealed_under_root_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON root_key_rewrap TO ${app_role};
GRANT UPDATE (sealed_private_key) ON signing_key TO ${app_role};
