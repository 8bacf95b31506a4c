package dev.claviger.auth.kubernetes;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.Fetched;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundFailed;
import dev.claviger.kernel.outbound.Submission;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a cluster about a token (Kubernetes API, {@code authentication.k8s.io/v1} TokenReview). */
@ApplicationScoped
class ClusterClient {
    private static final String API_VERSION = "authentication.k8s.io/v1";
    private static final String KIND = "TokenReview";
    private static final Set<Integer> NOT_YOU = Set.of(401, 403);

    private final GuardedHttp http;

    ClusterClient(GuardedHttp http) {
        this.http = http;
    }

    /** Fails with {@link ClusterUnavailable}, which says what went wrong. */
    Uni<Review> review(KubernetesSettings cluster, Secret token) {
        Secret reviewer = cluster.reviewer().hasText() ? cluster.reviewer() : token;
        Submission question = Submission.json(reviewer, question(cluster, token).toBuffer());
        return http.post(cluster.reviews(), FetchRules.json().trusting(cluster.caCert()), question)
                .map(answer -> read(cluster, answer))
                .onFailure(failure -> isRefusedItself(cluster, failure))
                .recoverWithItem(() ->
                        new Review.Bad("check=review: the cluster does not know the token, or does not let it ask"))
                .onFailure(failure -> failure instanceof Failure && !(failure instanceof ClusterUnavailable))
                .transform(failure -> new ClusterUnavailable(host(cluster), String.valueOf(failure.getMessage())));
    }

    /** Where the presented token asks for itself, a cluster that turns it away has answered. */
    private static boolean isRefusedItself(KubernetesSettings cluster, Throwable failure) {
        return !cluster.reviewer().hasText()
                && failure instanceof OutboundFailed answered
                && NOT_YOU.contains(answered.status());
    }

    private static JsonObject question(KubernetesSettings cluster, Secret token) {
        JsonObject spec = new JsonObject().put("token", token.reveal());
        if (!cluster.audience().isEmpty()) {
            spec.put("audiences", new JsonArray().add(cluster.audience()));
        }
        return new JsonObject().put("apiVersion", API_VERSION).put("kind", KIND).put("spec", spec);
    }

    private static Review read(KubernetesSettings cluster, Fetched answer) {
        JsonObject review = json(cluster, answer);
        if (!KIND.equals(review.getValue("kind")) || !(review.getValue("status") instanceof JsonObject status)) {
            throw new ClusterUnavailable(host(cluster), "its answer is no TokenReview");
        }
        boolean isUnsure = status.getValue("error") instanceof String error && !error.isEmpty();
        if (isUnsure || !Boolean.TRUE.equals(status.getValue("authenticated"))) {
            return new Review.Bad("check=review: the cluster does not know the token");
        }
        return status.getValue("user") instanceof JsonObject user && user.getValue("username") instanceof String name
                ? new Review.Good(name, texts(status.getValue("audiences")))
                : new Review.Bad("check=review: the cluster names no user");
    }

    private static List<String> texts(@Nullable Object list) {
        return list instanceof JsonArray array
                ? array.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    private static JsonObject json(KubernetesSettings cluster, Fetched answer) {
        try {
            if (Json.decodeValue(answer.body()) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            Log.debugf("unreadable review host=%s", host(cluster));
        }
        throw new ClusterUnavailable(host(cluster), "its answer is not a JSON object");
    }

    private static String host(KubernetesSettings cluster) {
        return String.valueOf(cluster.host().getHost());
    }
}
