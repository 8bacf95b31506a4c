package dev.claviger.auth.aws;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.Fetched;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundFailed;
import dev.claviger.kernel.outbound.Submission;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Set;

/**
 * Sends signed requests on to STS. Asks for JSON, and reads nothing else: an XML answer could be made to say more than STS does, and to
 * fetch more than we asked for.
 */
@ApplicationScoped
class StsClient {
    private static final Set<Integer> NOT_YOU = Set.of(400, 401, 403);

    private final GuardedHttp http;

    StsClient(GuardedHttp http) {
        this.http = http;
    }

    /** Fails with {@link StsUnavailable}, which says what went wrong. */
    Uni<Caller> identify(URI endpoint, CallerIdentityRequest request) {
        String host = String.valueOf(endpoint.getHost());
        return http.post(endpoint, FetchRules.json(), new Submission(request.headers(), Buffer.buffer(request.body())))
                .map(answer -> read(host, answer))
                .onFailure(StsClient::isNo)
                .recoverWithItem(Caller.Unknown::new)
                .onFailure(failure -> failure instanceof Failure && !(failure instanceof StsUnavailable))
                .transform(failure -> new StsUnavailable(host, String.valueOf(failure.getMessage())));
    }

    private static boolean isNo(Throwable failure) {
        return failure instanceof OutboundFailed answered && NOT_YOU.contains(answered.status());
    }

    private static Caller read(String host, Fetched answer) {
        if (json(host, answer).getValue("GetCallerIdentityResponse") instanceof JsonObject response
                && response.getValue("GetCallerIdentityResult") instanceof JsonObject result
                && result.getValue("Account") instanceof String account
                && result.getValue("Arn") instanceof String arn
                && result.getValue("UserId") instanceof String userId) {
            return new Caller.Known(account, arn, userId);
        }
        throw new StsUnavailable(host, "its answer names no caller");
    }

    private static JsonObject json(String host, Fetched answer) {
        try {
            if (Json.decodeValue(answer.body()) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            Log.debugf("unreadable answer of STS host=%s", host);
        }
        throw new StsUnavailable(host, "its answer is not a JSON object");
    }
}
