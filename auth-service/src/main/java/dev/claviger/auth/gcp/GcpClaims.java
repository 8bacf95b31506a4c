package dev.claviger.auth.gcp;

import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Objection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The claims of a token whose signature is good, and what stands against them. */
record GcpClaims(Map<String, Object> claims, TokenTimes times) {

    /** The service account that the token is of; empty when it names none. */
    String serviceAccount(GcpType type) {
        return text(
                switch (type) {
                    case GCE -> "email";
                    case IAM -> "sub";
                });
    }

    String project() {
        return text("google.compute_engine.project_id");
    }

    String zone() {
        return text("google.compute_engine.zone");
    }

    /** For an ID token of Google. */
    Optional<Objection> againstGce(GcpSettings wanted, UUID identityId, String issuer) {
        return Objection.first(Stream.of(
                () -> Objection.unless(
                        issuer.equals(claims.get("iss")),
                        LoginRefused.unverified(),
                        "issuer",
                        issuer,
                        claims.get("iss")),
                this::againstTime,
                () -> againstAudience(identityId),
                () -> Objection.unless(
                        Boolean.TRUE.equals(claims.get("email_verified")),
                        LoginRefused.serviceAccount(),
                        "email_verified",
                        true,
                        claims.get("email_verified")),
                () -> against(
                        "allowedServiceAccounts",
                        wanted.serviceAccounts(),
                        serviceAccount(GcpType.GCE),
                        LoginRefused::serviceAccount),
                () -> against("allowedProjects", wanted.projects(), project(), LoginRefused::project),
                () -> against("allowedZones", wanted.zones(), zone(), LoginRefused::zone)));
    }

    /** For a token that the service account has signed, with one of its keys. */
    Optional<Objection> againstIam(GcpSettings wanted, UUID identityId, Duration most) {
        return Objection.first(Stream.of(
                this::againstTime,
                () -> Objection.unless(
                        times.endsWithin(claims, most),
                        LoginRefused.outOfTime(),
                        "lifetime",
                        "at most " + most,
                        claims.get("exp")),
                () -> againstAudience(identityId),
                () -> against(
                        "allowedServiceAccounts",
                        wanted.serviceAccounts(),
                        serviceAccount(GcpType.IAM),
                        LoginRefused::serviceAccount)));
    }

    private Optional<Objection> againstTime() {
        return Objection.first(Stream.of(
                () -> Objection.unless(
                        times.isBeforeEnd(claims),
                        LoginRefused.outOfTime(),
                        "exp",
                        "later than " + times.now(),
                        claims.get("exp")),
                () -> Objection.unless(
                        times.hasBegun(claims),
                        LoginRefused.outOfTime(),
                        "nbf",
                        "not after " + times.now(),
                        claims.get("nbf"))));
    }

    /** Made for this identity and for nobody else besides. */
    private Optional<Objection> againstAudience(UUID identityId) {
        String wanted = identityId.toString();
        return Objection.unless(
                claims.get("aud") instanceof String audience && wanted.equalsIgnoreCase(audience),
                LoginRefused.audience(),
                "audience",
                wanted,
                claims.get("aud"));
    }

    private static Optional<Objection> against(
            String check, Names wanted, String received, Supplier<LoginRefused> answer) {
        return Objection.unless(wanted.letsPass(received), answer.get(), check, wanted, received);
    }

    private String text(String path) {
        return ClaimValue.find(claims, path)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .orElse("");
    }
}
