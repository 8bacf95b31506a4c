package dev.claviger.auth.claim;

import java.util.List;
import java.util.Optional;

/**
 * One question that was asked of a token, and how it was answered.
 *
 * @param claim what it was asked about
 * @param objections the refusal that follows; empty when the token passed
 */
public record Check(String name, String claim, String expected, String received, List<LoginRefused> objections) {

    public Check {
        objections = List.copyOf(objections);
    }

    static Check of(String name, String claim, Object expected, Object received, Optional<LoginRefused> objection) {
        return new Check(
                name,
                claim,
                ClaimValue.shown(expected),
                ClaimValue.shown(received),
                objection.stream().toList());
    }

    public boolean passed() {
        return objections.isEmpty();
    }

    Optional<Denial> denial() {
        return objections.stream().findFirst().map(answer -> new Denial(answer, reason()));
    }

    private String reason() {
        return "check=%s claim=%s expected=%s received=%s".formatted(name, claim, expected, received);
    }
}
