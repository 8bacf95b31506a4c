package dev.claviger.auth.claim;

import io.vertx.core.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the claims of a token whose signature is good, in the order of http-api.md 3.3 from step 4 on: time, issuer, subject,
 * audience, claims, mapping, and our own rule about forks. The first objection counts.
 *
 * @param kind of token, for the texts of refusals
 * @param skew how far the issuer's clock and ours may differ
 */
public record Judge(TokenKind kind, Binding binding, Instant now, Duration skew) {

    public Verdict decide(Map<String, Object> claims) {
        return Stream.<Supplier<Optional<Denial>>>of(
                        () -> end(claims),
                        () -> beginning(claims),
                        () -> issuer(claims),
                        () -> subject(claims),
                        () -> audience(claims),
                        () -> boundClaims(claims),
                        () -> mapping(claims),
                        () -> fork(claims))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .<Verdict>map(Verdict.Denied::new)
                .orElseGet(() -> new Verdict.Accepted(mapped(claims)));
    }

    /** A token without an end is not accepted. */
    private Optional<Denial> end(Map<String, Object> claims) {
        Optional<BigDecimal> end = seconds(claims.get("exp"));
        boolean isOver = end.isEmpty() || end.get().compareTo(epoch(now.minus(skew))) <= 0;
        return isOver ? Optional.of(outOfTime("exp", "later than " + now, claims.get("exp"))) : Optional.empty();
    }

    private Optional<Denial> beginning(Map<String, Object> claims) {
        if (!claims.containsKey("nbf")) {
            return Optional.empty();
        }
        Optional<BigDecimal> beginning = seconds(claims.get("nbf"));
        boolean isAhead = beginning.isEmpty() || beginning.get().compareTo(epoch(now.plus(skew))) > 0;
        return isAhead ? Optional.of(outOfTime("nbf", "not after " + now, claims.get("nbf"))) : Optional.empty();
    }

    private Optional<Denial> issuer(Map<String, Object> claims) {
        return binding.issuer().isEmpty() || binding.issuer().equals(claims.get("iss"))
                ? Optional.empty()
                : denial(LoginRefused.unverified(kind), "boundIssuer", "iss", binding.issuer(), claims.get("iss"));
    }

    private Optional<Denial> subject(Map<String, Object> claims) {
        String wanted = binding.subject();
        boolean fits = wanted.isEmpty()
                || (claims.get("sub") instanceof String subject && ClaimValue.matchesText(subject, wanted));
        return fits
                ? Optional.empty()
                : denial(LoginRefused.subject(kind), "boundSubject", "sub", wanted, claims.get("sub"));
    }

    private Optional<Denial> audience(Map<String, Object> claims) {
        Alternatives wanted = binding.audiences();
        @Nullable Object given = claims.get("aud");
        List<?> audiences = given instanceof Collection<?> several ? List.copyOf(several) : List.of(orNothing(given));
        boolean fits = wanted.isEmpty()
                || audiences.stream()
                        .filter(String.class::isInstance)
                        .anyMatch(each -> ClaimValue.matchesAny(each, wanted.texts()));
        return fits ? Optional.empty() : denial(LoginRefused.audience(kind), "boundAudiences", "aud", wanted, given);
    }

    private Optional<Denial> boundClaims(Map<String, Object> claims) {
        return binding.claims().entrySet().stream()
                .map(bound -> boundClaim(claims, bound.getKey(), bound.getValue()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Denial> boundClaim(Map<String, Object> claims, String name, Alternatives wanted) {
        Optional<Object> given = ClaimValue.find(claims, name);
        if (given.isEmpty()) {
            return denial(LoginRefused.missing(name), "boundClaims", name, wanted, "nothing");
        }
        return ClaimValue.matchesAny(given.get(), wanted.texts())
                ? Optional.empty()
                : denial(LoginRefused.claim(kind), "boundClaims", name, wanted, given.get());
    }

    private Optional<Denial> mapping(Map<String, Object> claims) {
        return sources().values().stream()
                .filter(source -> ClaimValue.find(claims, source).isEmpty())
                .findFirst()
                .flatMap(source ->
                        denial(LoginRefused.missing(source), "claimMetadataMapping", source, "anything", "nothing"));
    }

    private Optional<Denial> fork(Map<String, Object> claims) {
        return binding.allowForkPipelines()
                ? Optional.empty()
                : ForkRule.violation(claims).map(reason -> new Denial(LoginRefused.fork(), reason));
    }

    private Map<String, String> mapped(Map<String, Object> claims) {
        Map<String, String> mapped = new HashMap<>();
        sources()
                .forEach((name, source) -> ClaimValue.find(claims, source)
                        .ifPresent(
                                value -> mapped.put(name, ClaimValue.text(value).orElseGet(() -> Json.encode(value)))));
        return mapped;
    }

    private Map<String, String> sources() {
        Map<String, String> mapping = binding.claimMapping();
        return mapping == null ? Map.of() : mapping;
    }

    private Denial outOfTime(String claim, String expected, @Nullable Object received) {
        return Denial.of(LoginRefused.outOfTime(kind), "time", claim, expected, orNothing(received));
    }

    private static Optional<Denial> denial(
            LoginRefused answer, String check, String claim, Object expected, @Nullable Object received) {
        return Optional.of(Denial.of(answer, check, claim, expected, orNothing(received)));
    }

    private static Object orNothing(@Nullable Object value) {
        return value == null ? "nothing" : value;
    }

    private static BigDecimal epoch(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond());
    }

    /** A NumericDate (RFC 7519); anything else is no time. */
    private static Optional<BigDecimal> seconds(@Nullable Object value) {
        return value instanceof Number ? ClaimValue.text(value).map(BigDecimal::new) : Optional.empty();
    }
}
