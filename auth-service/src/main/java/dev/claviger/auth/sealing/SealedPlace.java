package dev.claviger.auth.sealing;

import java.util.stream.Stream;

/** Where something lies sealed. What is moved to another place or another row does not open. */
public enum SealedPlace {
    SIGNING_KEY("signing-key", "auth:signing-key:"),
    SECOND_FACTOR("second-factor", "auth:totp:"),
    LOGIN_METHOD("login-method", "auth:login-method:"),

    /** Of a login method whose CA certificate lies sealed alone, as those of OIDC auth once did. */
    CA_CERTIFICATE("ca-certificate", "auth:oidc-ca-cert:"),
    SSO_PROVIDER("sso-provider", "auth:sso-provider:");

    private final String word;
    private final String prefix;

    SealedPlace(String word, String prefix) {
        this.word = word;
        this.prefix = prefix;
    }

    /** How the view {@code sealed_under_root_key} and the API call it. */
    public String word() {
        return word;
    }

    /** What the sealed bytes are bound to in the row of that id. */
    public String context(Object id) {
        return prefix + id;
    }

    /** The place of that word. */
    public static SealedPlace of(String word) {
        return Stream.of(values())
                .filter(place -> place.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing is sealed at " + word));
    }
}
