-- Where was this session or service token issued?
CREATE INDEX trail_by_issuance ON trail (org, (coalesce(metadata ->> 'sessionId', metadata ->> 'serviceTokenId')), occurred_at DESC)
    WHERE name IN ('select-organization', 'refresh-user-session', 'create-service-token') AND outcome = 'success';

-- When did this token end, and when was this identity or person disabled or enabled?
CREATE INDEX trail_by_end ON trail (org, (coalesce(metadata ->> 'identityAccessTokenId', metadata ->> 'tokenId', metadata ->> 'sessionId',
        metadata ->> 'serviceTokenId', metadata ->> 'identityId', metadata ->> 'userId')), occurred_at DESC)
    WHERE name IN ('revoke-access-token', 'revoke-token-identity-token-auth', 'user-logout', 'end-user-session', 'delete-service-token',
        'disable-identity', 'enable-identity', 'delete-identity', 'disable-user', 'enable-user', 'delete-user', 'revoke-identity-tokens',
        'revoke-identity-universal-auth', 'revoke-identity-token-auth', 'revoke-identity-kubernetes-auth', 'revoke-identity-oidc-auth',
        'revoke-identity-jwt-auth', 'revoke-identity-aws-auth', 'revoke-identity-gcp-auth', 'revoke-identity-azure-auth',
        'revoke-identity-ldap-auth', 'revoke-identity-tls-cert-auth') AND outcome = 'success';
