package dev.claviger.auth.claim;

/** The login methods that judge the claims of a signed token. Their rules are the same; the texts of refusals name the method. */
public enum TokenKind {
    OIDC,
    JWT;

    String text() {
        return name();
    }
}
