package dev.claviger.local.gitlab;

/** How a token is signed: by one of the two published keys, or in one of the ways of a forger. */
enum Signature {
    /** The key for CI/CD job tokens. */
    CI_KEY,
    /** The key for tokens of people who sign in elsewhere with their GitLab account. */
    OIDC_KEY,
    /** A key that was never published, named truthfully. */
    UNKNOWN_KEY,
    /** A key that was never published, under the name of the CI key. */
    FOREIGN_KEY,
    /** HS256 with the published CI key as the shared secret. */
    HMAC_WITH_PUBLIC_KEY,
    /** No signature, {@code alg} is {@code none}. */
    NONE
}
