package dev.claviger.sync.gitlab;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import dev.claviger.kernel.outbound.OutboundFailed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One call of GitLab's API, tried again where that is safe. All failures are {@link GitLabRefused}, except addresses that may not be
 * reached at all. Redirects are not followed, so the token goes to the connection's own host only.
 */
public final class GitLabClient {
    private static final int LARGEST_ANSWER = 32 * 1024 * 1024;
    private static final Duration SLOWEST_ANSWER = Duration.ofSeconds(30);

    private final GuardedHttp http;
    private final Patience patience;
    private final RandomGenerator chance;
    private final Refusals refusals;
    private final Duration slowest;

    public GitLabClient(GuardedHttp http, Patience patience, Clock clock, RandomGenerator chance) {
        this(http, patience, clock, chance, SLOWEST_ANSWER);
    }

    GitLabClient(GuardedHttp http, Patience patience, Clock clock, RandomGenerator chance, Duration slowest) {
        this.http = http;
        this.patience = patience;
        this.chance = chance;
        this.refusals = new Refusals(clock);
        this.slowest = slowest;
    }

    Uni<OutboundAnswer> get(GitLabAccess access, String path) {
        return attempt(new Request(access, HttpMethod.GET, path, null), 1);
    }

    Uni<OutboundAnswer> put(GitLabAccess access, String path, JsonObject body) {
        return attempt(new Request(access, HttpMethod.PUT, path, body.toBuffer()), 1);
    }

    Uni<OutboundAnswer> delete(GitLabAccess access, String path) {
        return attempt(new Request(access, HttpMethod.DELETE, path, null), 1);
    }

    /** Tried again only when GitLab surely did nothing; the caller settles what is uncertain. */
    Uni<OutboundAnswer> post(GitLabAccess access, String path, JsonObject body) {
        return attempt(new Request(access, HttpMethod.POST, path, body.toBuffer()), 1);
    }

    /** Rests before attempt {@code attempt + 1}; fails with the refusal when there is none left. */
    Uni<Void> rest(GitLabRefused refused, int attempt) {
        if (!patience.allows(attempt, refused.pause())) {
            return Uni.createFrom().failure(refused);
        }
        Duration pause = patience.pause(attempt, refused.pause(), chance);
        return Uni.createFrom().voidItem().onItem().delayIt().by(pause);
    }

    private Uni<OutboundAnswer> attempt(Request request, int attempt) {
        return once(request).onFailure(GitLabRefused.class).recoverWithUni(failure -> again(request, attempt, failure));
    }

    private Uni<OutboundAnswer> again(Request request, int attempt, GitLabRefused refused) {
        Problem problem = refused.problem();
        boolean safe = problem.isRepeatable() || (problem.isUncertain() && request.isRepeatable());
        return safe
                ? rest(refused, attempt).chain(() -> attempt(request, attempt + 1))
                : Uni.createFrom().failure(refused);
    }

    private Uni<OutboundAnswer> once(Request request) {
        FetchRules rules = FetchRules.json().trusting(request.access().caCert()).within(LARGEST_ANSWER, slowest);
        return http.call(request.access().api(request.path()), rules, request.call())
                .onFailure(OutboundFailed.class)
                .transform(_ -> new GitLabRefused(Problem.UNREACHABLE))
                .invoke(this::requireSuccess);
    }

    private void requireSuccess(OutboundAnswer answer) {
        if (!answer.succeeded()) {
            throw refusals.of(answer);
        }
    }

    private record Request(
            GitLabAccess access,
            HttpMethod method,
            String path,
            @Nullable Buffer body) {

        boolean isRepeatable() {
            return !method.equals(HttpMethod.POST);
        }

        OutboundCall call() {
            Map<String, Secret> headers = new HashMap<>();
            headers.put("Authorization", Secret.of("Bearer " + access.token().reveal()));
            if (body != null) {
                headers.put("Content-Type", Secret.of("application/json"));
            }
            return new OutboundCall(method, headers, body);
        }
    }
}
