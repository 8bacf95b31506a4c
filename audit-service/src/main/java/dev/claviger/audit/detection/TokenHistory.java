package dev.claviger.audit.detection;

/** What the log knows of a token, in parts of queries of {@link HistoryQueries}: about the entry {@code c}, whose token is {@code c.token}. */
final class TokenHistory {
    private static final String TOKEN_AGE =
            " AND h.outcome = 'success' AND h.received_at > c.received_at - interval '100 days'";

    private static final String LOGIN_OF_TOKEN = HistoryQueries.BEFORE
            + "h.metadata ->> 'identityAccessTokenId' = c.token AND h.metadata ->> 'identityAccessTokenId' IS NOT NULL"
            + " AND h.name LIKE 'login-identity-%'" + TOKEN_AGE;

    private static final String ISSUANCE =
            "SELECT " + HistoryQueries.PLACE.formatted("h") + " AS place, %s AS is_use FROM trail h WHERE ";

    /**
     * Where the token of an entry came from: the login of a machine; where a person entered or stayed; where somebody made a service token,
     * and where it was used first, for whoever makes one is not who uses it.
     */
    static final String ISSUANCES = "(" + ISSUANCE.formatted("false") + LOGIN_OF_TOKEN
            + " AND h.client_ip IS NOT NULL LIMIT 100) UNION ALL (" + ISSUANCE.formatted("false")
            + HistoryQueries.BEFORE
            + "coalesce(h.metadata ->> 'sessionId', h.metadata ->> 'serviceTokenId') = c.token AND h.name IN"
            + " ('select-organization', 'refresh-user-session', 'create-service-token') AND h.client_ip IS NOT NULL"
            + TOKEN_AGE + HistoryQueries.NEWEST + "100) UNION ALL (" + ISSUANCE.formatted("true")
            + HistoryQueries.BEFORE
            + "c.actor_type = 'service' AND h.actor_id = c.actor_id AND h.client_ip IS NOT NULL" + TOKEN_AGE
            + " AND h.occurred_at > c.occurred_at - interval '100 days'"
            + " ORDER BY h.occurred_at LIMIT 1)";

    static final String TOKEN_ENDS = "'revoke-access-token', 'revoke-token-identity-token-auth', 'user-logout',"
            + " 'end-user-session', 'delete-service-token'";

    private static final String METHOD_ENDS = "'revoke-identity-tokens', 'revoke-identity-universal-auth',"
            + " 'revoke-identity-token-auth', 'revoke-identity-kubernetes-auth', 'revoke-identity-oidc-auth',"
            + " 'revoke-identity-jwt-auth', 'revoke-identity-aws-auth', 'revoke-identity-gcp-auth',"
            + " 'revoke-identity-azure-auth', 'revoke-identity-ldap-auth', 'revoke-identity-tls-cert-auth'";

    private static final String STATES =
            "'disable-identity', 'enable-identity', 'delete-identity', 'disable-user', 'enable-user', 'delete-user'";

    /** What ended: %1$s of %2$s; seconds in $4. */
    private static final String ENDED = "SELECT %3$s FROM trail h WHERE " + HistoryQueries.BEFORE
            + "coalesce(h.metadata ->> 'identityAccessTokenId', h.metadata ->> 'tokenId', h.metadata ->> 'sessionId',"
            + " h.metadata ->> 'serviceTokenId', h.metadata ->> 'identityId', h.metadata ->> 'userId') = %2$s"
            + " AND h.name IN (%1$s) AND h.outcome = 'success' AND h.received_at > c.received_at - interval '400 days'";

    private static final String LONG_AGO = " AND h.occurred_at < c.occurred_at - $4::bigint * interval '1 second'";

    static final String TOKEN_ENDED = "EXISTS (" + ENDED.formatted(TOKEN_ENDS, "c.token", "") + LONG_AGO + ")";

    /** Of an identity, or those of one method: the tokens that were issued before. */
    static final String ALL_TOKENS_ENDED = "EXISTS (SELECT FROM (SELECT h.name, h.occurred_at FROM trail h WHERE "
            + LOGIN_OF_TOKEN + " LIMIT 1) i CROSS JOIN LATERAL (" + ENDED.formatted(METHOD_ENDS, "c.actor_id", "h.name")
            + LONG_AGO + " AND h.occurred_at > i.occurred_at) e"
            + " WHERE e.name IN ('revoke-identity-tokens', replace(i.name, 'login-', 'revoke-')))";

    /** What was done last is that; who was enabled meanwhile may act again, by whichever clock. */
    static final String DISABLED = "coalesce((SELECT h.name NOT LIKE 'enable-%' AND h.is_long_ago FROM ("
            + ENDED.formatted(
                    STATES,
                    "c.actor_id",
                    "h.name, h.occurred_at, h.occurred_at < c.occurred_at - $4::bigint * interval '1 second' AS is_long_ago")
            + " AND h.occurred_at <= c.occurred_at + $4::bigint * interval '1 second'" + HistoryQueries.NEWEST
            + "1) h), false)";

    private TokenHistory() {}
}
