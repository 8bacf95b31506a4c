package dev.claviger.auth.kubernetes;

import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Objection;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Logs a pod in (http-api.md 3.5): the cluster vouches for its service account, which must be one that the configuration names. */
@ApplicationScoped
class KubernetesLogin {
    private final Logins logins;
    private final ClusterClient clusters;

    KubernetesLogin(Logins logins, ClusterClient clusters) {
        this.logins = logins;
        this.clusters = clusters;
    }

    /** Fails with {@link LoginRefused} and {@link ClusterUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.find(KubernetesAuth.METHOD, identityId, attempt)
                .call(candidate -> requirePlausible(candidate, token, attempt))
                .chain(candidate -> clusters.review(candidate.settings(), token)
                        .onFailure(ClusterUnavailable.class)
                        .invoke(away -> logins.count(candidate, attempt, "check=review: " + away.text()))
                        .chain(review -> decide(candidate, review, attempt)));
    }

    /** What is no token does not reach the cluster. */
    private Uni<Void> requirePlausible(Candidate<?> candidate, Secret token, AccessEvent attempt) {
        return PodToken.isPlausible(token)
                ? Uni.createFrom().voidItem()
                : refuse(candidate, attempt, "check=form: not a service account token");
    }

    private <T> Uni<T> refuse(Candidate<?> candidate, AccessEvent attempt, String reason) {
        logins.count(candidate, attempt, reason);
        return Uni.createFrom().failure(LoginRefused.unverified());
    }

    private Uni<TokenAnswer> decide(Candidate<KubernetesSettings> candidate, Review review, AccessEvent attempt) {
        return switch (review) {
            case Review.Bad(String reason) -> refuse(candidate, attempt, reason);
            case Review.Good good ->
                ServiceAccount.parse(good.user())
                        .map(account -> decide(candidate, good, account, attempt))
                        .orElseGet(() -> refuse(candidate, attempt, "check=user: not a service account"));
        };
    }

    private Uni<TokenAnswer> decide(
            Candidate<KubernetesSettings> candidate, Review.Good review, ServiceAccount account, AccessEvent attempt) {
        AccessEvent event = Logins.described(attempt, candidate)
                .with("kubernetesNamespace", account.namespace())
                .with("kubernetesName", account.name());
        return logins.settle(candidate, objection(candidate.settings(), review, account), account.claims(), event);
    }

    private static Optional<Objection> objection(
            KubernetesSettings wanted, Review.Good review, ServiceAccount account) {
        boolean isForUs = wanted.audience().isEmpty() || review.audiences().contains(wanted.audience());
        return Objection.first(Stream.of(
                () -> Objection.unless(
                        wanted.namespaces().letsPass(account.namespace()),
                        LoginRefused.namespace(),
                        "allowedNamespaces",
                        wanted.namespaces(),
                        account.namespace()),
                () -> Objection.unless(
                        wanted.names().letsPass(account.name()),
                        LoginRefused.name(),
                        "allowedNames",
                        wanted.names(),
                        account.name()),
                () -> Objection.unless(
                        isForUs, LoginRefused.audience(), "allowedAudience", wanted.audience(), "others")));
    }
}
