-- OIDC auth is a login method like the others. The CA certificates stay sealed as they are until a configuration is next changed: only the
-- service can open them.
ALTER TABLE login_method ADD COLUMN sealed_ca_cert bytea;
COMMENT ON COLUMN login_method.sealed_ca_cert IS
    'A CA certificate sealed alone, with its own context; of configurations of OIDC auth from before this column, until they are next changed.';

INSERT INTO login_method (id, identity_id, method, settings, sealed_ca_cert, token_ttl, token_max_ttl, token_uses_limit,
    token_trusted_ips, created_at, updated_at)
SELECT id, identity_id, 'oidc-auth',
    jsonb_build_object(
        'oidcDiscoveryUrl', discovery_url,
        'boundIssuer', bound_issuer,
        'boundAudiences', bound_audiences,
        'boundSubject', bound_subject,
        'boundClaims', bound_claims,
        'allowForkPipelines', allow_fork_pipelines,
        'accessTokenEndsWithJob', token_ends_with_job)
    || CASE WHEN claim_mapping IS NULL THEN '{}' ELSE jsonb_build_object('claimMetadataMapping', claim_mapping) END,
    sealed_ca_cert, token_ttl, token_max_ttl, token_uses_limit, token_trusted_ips, created_at, updated_at
FROM oidc_auth;

CREATE OR REPLACE VIEW identity_login_method (identity_id, method) AS
    SELECT identity_id, 'universal-auth'::text FROM universal_auth
    UNION ALL SELECT identity_id, method FROM login_method;

DROP TABLE oidc_auth;
