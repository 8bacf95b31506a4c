package dev.claviger.auth.gcp;

import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.auth.claim.TokenTimes;
import dev.claviger.auth.method.Names;
import dev.claviger.auth.method.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The claims of a token whose signature is good, and what a login asks of them. */
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
    List<Trial> ofGce(GcpSettings wanted, UUID identityId, String issuer) {
        return List.of(
                Trial.of(
                        issuer.equals(claims.get("iss")),
                        LoginRefused.unverified(),
                        "issuer",
                        issuer,
                        claims.get("iss")),
                end(),
                beginning(),
                audience(identityId),
                Trial.of(
                        Boolean.TRUE.equals(claims.get("email_verified")),
                        LoginRefused.serviceAccount(),
                        "email_verified",
                        true,
                        claims.get("email_verified")),
                named(
                        "allowedServiceAccounts",
                        wanted.serviceAccounts(),
                        serviceAccount(GcpType.GCE),
                        LoginRefused.serviceAccount()),
                named("allowedProjects", wanted.projects(), project(), LoginRefused.project()),
                named("allowedZones", wanted.zones(), zone(), LoginRefused.zone()));
    }

    /** For a token that the service account has signed, with one of its keys. */
    List<Trial> ofIam(GcpSettings wanted, UUID identityId, Duration most) {
        return List.of(
                end(),
                beginning(),
                Trial.of(
                        times.endsWithin(claims, most),
                        LoginRefused.outOfTime(),
                        "lifetime",
                        "at most " + most,
                        claims.get("exp")),
                audience(identityId),
                named(
                        "allowedServiceAccounts",
                        wanted.serviceAccounts(),
                        serviceAccount(GcpType.IAM),
                        LoginRefused.serviceAccount()));
    }

    private Trial end() {
        return Trial.of(
                times.isBeforeEnd(claims),
                LoginRefused.outOfTime(),
                "exp",
                "later than " + times.now(),
                claims.get("exp"));
    }

    private Trial beginning() {
        return Trial.of(
                times.hasBegun(claims), LoginRefused.outOfTime(), "nbf", "not after " + times.now(), claims.get("nbf"));
    }

    /** Made for this identity and for nobody else besides. */
    private Trial audience(UUID identityId) {
        String wanted = identityId.toString();
        return Trial.of(
                claims.get("aud") instanceof String audience && wanted.equalsIgnoreCase(audience),
                LoginRefused.audience(),
                "audience",
                wanted,
                claims.get("aud"));
    }

    private static Trial named(String check, Names wanted, String received, LoginRefused answer) {
        return Trial.of(wanted.letsPass(received), answer, check, wanted, received);
    }

    private String text(String path) {
        return ClaimValue.find(claims, path)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .orElse("");
    }
}
