package dev.claviger.auth.claim;

import io.vertx.core.json.Json;
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
    private static final String ANYTHING = "anything";

    public Verdict decide(Map<String, Object> claims) {
        return checks(claims)
                .map(Check::denial)
                .flatMap(Optional::stream)
                .findFirst()
                .<Verdict>map(Verdict.Denied::new)
                .orElseGet(() -> new Verdict.Accepted(mapped(claims)));
    }

    /** Whether {@link #decide} accepts them. */
    public boolean accepts(Map<String, Object> claims) {
        return decide(claims) instanceof Verdict.Accepted;
    }

    /** All checks in their order, also those behind the first objection; {@link #decide} asks the same ones. */
    public List<Check> explain(Map<String, Object> claims) {
        return checks(claims).toList();
    }

    private Stream<Check> checks(Map<String, Object> claims) {
        return Stream.<Supplier<Stream<Check>>>of(
                        () -> Stream.of(end(claims)),
                        () -> Stream.of(beginning(claims)),
                        () -> Stream.of(issuer(claims)),
                        () -> Stream.of(subject(claims)),
                        () -> Stream.of(audience(claims)),
                        () -> boundClaims(claims),
                        () -> mapping(claims),
                        () -> Stream.of(fork(claims)))
                .flatMap(Supplier::get);
    }

    private TokenTimes times() {
        return new TokenTimes(now, skew);
    }

    private Check end(Map<String, Object> claims) {
        return check(
                times().isBeforeEnd(claims),
                () -> LoginRefused.outOfTime(kind),
                "time",
                "exp",
                "later than " + now,
                claims.get("exp"));
    }

    private Check beginning(Map<String, Object> claims) {
        return check(
                times().hasBegun(claims),
                () -> LoginRefused.outOfTime(kind),
                "time",
                "nbf",
                "not after " + now,
                claims.get("nbf"));
    }

    private Check issuer(Map<String, Object> claims) {
        String wanted = binding.issuer();
        boolean fits = wanted.isEmpty() || wanted.equals(claims.get("iss"));
        return check(
                fits, () -> LoginRefused.unverified(kind), "boundIssuer", "iss", orAnything(wanted), claims.get("iss"));
    }

    private Check subject(Map<String, Object> claims) {
        String wanted = binding.subject();
        boolean fits = wanted.isEmpty()
                || (claims.get("sub") instanceof String subject && ClaimValue.matchesText(subject, wanted));
        return check(
                fits, () -> LoginRefused.subject(kind), "boundSubject", "sub", orAnything(wanted), claims.get("sub"));
    }

    private Check audience(Map<String, Object> claims) {
        Alternatives wanted = binding.audiences();
        @Nullable Object given = claims.get("aud");
        List<?> audiences = given instanceof Collection<?> several ? List.copyOf(several) : List.of(orNothing(given));
        boolean fits = wanted.isEmpty()
                || audiences.stream()
                        .filter(String.class::isInstance)
                        .anyMatch(each -> ClaimValue.matchesAny(each, wanted.texts()));
        return check(
                fits, () -> LoginRefused.audience(kind), "boundAudiences", "aud", orAnything(wanted.toString()), given);
    }

    private Stream<Check> boundClaims(Map<String, Object> claims) {
        return binding.claims().entrySet().stream().map(bound -> boundClaim(claims, bound.getKey(), bound.getValue()));
    }

    private Check boundClaim(Map<String, Object> claims, String name, Alternatives wanted) {
        Optional<Object> given = ClaimValue.find(claims, name);
        boolean fits = given.filter(value -> ClaimValue.matchesAny(value, wanted.texts()))
                .isPresent();
        Supplier<LoginRefused> objection =
                () -> given.isEmpty() ? LoginRefused.missing(name) : LoginRefused.claim(kind);
        return check(fits, objection, "boundClaims", name, wanted, given.orElse(null));
    }

    private Stream<Check> mapping(Map<String, Object> claims) {
        return sources().values().stream().map(source -> {
            Optional<Object> given = ClaimValue.find(claims, source);
            return check(
                    given.isPresent(),
                    () -> LoginRefused.missing(source),
                    "claimMetadataMapping",
                    source,
                    ANYTHING,
                    given.orElse(null));
        });
    }

    private Check fork(Map<String, Object> claims) {
        return binding.allowForkPipelines()
                ? check(true, LoginRefused::fork, "fork", "job_project_id", ANYTHING, claims.get("job_project_id"))
                : ForkRule.check(claims);
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

    private static Check check(
            boolean fits,
            Supplier<LoginRefused> objection,
            String name,
            String claim,
            Object wanted,
            @Nullable Object given) {
        return Check.of(name, claim, wanted, orNothing(given), fits ? Optional.empty() : Optional.of(objection.get()));
    }

    private static String orAnything(String wanted) {
        return wanted.isEmpty() ? ANYTHING : wanted;
    }

    private static Object orNothing(@Nullable Object value) {
        return value == null ? "nothing" : value;
    }
}
