package dev.claviger.auth.claim;

/**
 * A refusal with its two readers.
 *
 * @param answer for the caller
 * @param reason for the administrator: the check, the claim, what was expected and what came
 */
public record Denial(LoginRefused answer, String reason) {

    static Denial of(LoginRefused answer, String check, String claim, Object expected, Object received) {
        return new Denial(
                answer,
                "check=%s claim=%s expected=%s received=%s"
                        .formatted(check, claim, ClaimValue.shown(expected), ClaimValue.shown(received)));
    }
}
