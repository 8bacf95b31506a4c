package dev.claviger.auth.kubernetes;

import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.Explanation;
import dev.claviger.auth.method.Explanation.Shown;
import dev.claviger.auth.method.Explanation.Signature;
import dev.claviger.auth.method.Logins;
import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Rehearsal;
import dev.claviger.auth.method.Rehearsals;
import dev.claviger.auth.method.Trial;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Logs a pod in (http-api.md 3.5): the cluster vouches for its service account, which must be one that the configuration names. */
@ApplicationScoped
class KubernetesLogin implements Rehearsal {
    private static final String NO_TOKEN = "check=form: not a service account token";
    private static final String NO_ACCOUNT = "check=user: not a service account";

    private final Logins logins;
    private final Rehearsals rehearsals;
    private final ClusterClient clusters;

    KubernetesLogin(Logins logins, Rehearsals rehearsals, ClusterClient clusters) {
        this.logins = logins;
        this.rehearsals = rehearsals;
        this.clusters = clusters;
    }

    /** Fails with {@link LoginRefused} and {@link ClusterUnavailable}. */
    Uni<TokenAnswer> login(UUID identityId, Secret token, AccessEvent attempt) {
        return logins.attempt(
                KubernetesAuth.METHOD,
                identityId,
                attempt,
                LoginRefused.unverified(),
                candidate -> requirePlausible(candidate, token, attempt)
                        .chain(() -> clusters.review(candidate.settings(), token))
                        .onFailure(ClusterUnavailable.class)
                        .invoke(away -> logins.count(candidate, attempt, "check=review: " + away.text()))
                        .chain(review -> decide(candidate, review, attempt)));
    }

    /** What is no token does not reach the cluster. */
    private Uni<Void> requirePlausible(Candidate<?> candidate, Secret token, AccessEvent attempt) {
        return PodToken.isPlausible(token) ? Uni.createFrom().voidItem() : refuse(candidate, attempt, NO_TOKEN);
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
                        .orElseGet(() -> refuse(candidate, attempt, NO_ACCOUNT));
        };
    }

    private Uni<TokenAnswer> decide(
            Candidate<KubernetesSettings> candidate, Review.Good review, ServiceAccount account, AccessEvent attempt) {
        AccessEvent event = Logins.described(attempt, candidate)
                .with("kubernetesNamespace", account.namespace())
                .with("kubernetesName", account.name());
        return logins.settle(
                candidate, Trial.objection(trials(candidate.settings(), review, account)), account.claims(), event);
    }

    private static List<Trial> trials(KubernetesSettings wanted, Review.Good review, ServiceAccount account) {
        boolean isForUs = wanted.audience().isEmpty() || review.audiences().contains(wanted.audience());
        return List.of(
                Trial.of(
                        wanted.namespaces().letsPass(account.namespace()),
                        LoginRefused.namespace(),
                        "allowedNamespaces",
                        wanted.namespaces(),
                        account.namespace()),
                Trial.of(
                        wanted.names().letsPass(account.name()),
                        LoginRefused.name(),
                        "allowedNames",
                        wanted.names(),
                        account.name()),
                Trial.of(isForUs, LoginRefused.audience(), "allowedAudience", wanted.audience(), "others"));
    }

    @Override
    public Method<?> method() {
        return KubernetesAuth.METHOD;
    }

    /** The cluster is asked as at a login: it alone knows the token. */
    @Override
    public Uni<Explanation> rehearse(UUID identityId, Secret token) {
        return rehearsals.of(
                KubernetesAuth.METHOD,
                identityId,
                attached -> review(attached.settings(), token).map(review -> explain(attached, review)));
    }

    private Uni<Review> review(KubernetesSettings settings, Secret token) {
        return PodToken.isPlausible(token)
                ? clusters.review(settings, token)
                        .onFailure(ClusterUnavailable.class)
                        .recoverWithItem(away -> new Review.Bad("check=review: " + away.text()))
                : Uni.createFrom().item(new Review.Bad(NO_TOKEN));
    }

    private static Explanation explain(Attached<KubernetesSettings> attached, Review review) {
        return switch (review) {
            case Review.Bad(String reason) -> explanation(attached, Signature.bad(reason), List.of());
            case Review.Good good ->
                ServiceAccount.parse(good.user())
                        .map(account ->
                                explanation(attached, Signature.GOOD, trials(attached.settings(), good, account)))
                        .orElseGet(() -> explanation(attached, Signature.bad(NO_ACCOUNT), List.of()));
        };
    }

    private static Explanation explanation(
            Attached<KubernetesSettings> attached, Signature signature, List<Trial> trials) {
        return Explanation.of(
                attached.identityId(), signature, trials.stream().map(Shown::of).toList(), List.of());
    }
}
