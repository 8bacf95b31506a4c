package dev.claviger.vault.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks audit-service what was decided in a project of late, as the caller: it tells what the caller may read. */
@ApplicationScoped
class AuditClient {
    private static final int OK = 200;
    private static final PastDecisions AWAY = PastDecisions.none(
            "audit-service did not answer in time, so decisions of the past are not part of this answer. Try again later.");
    private static final PastDecisions FORBIDDEN = PastDecisions.none(
            "You may not read the audit log of this project ('read' on 'audit-logs'), so decisions of the past are not part of this answer.");
    private static final PastDecisions TOO_MANY = PastDecisions.none(
            "There are too many decisions of the past to sum them up in time, so they are not part of this answer.");
    private static final PastDecisions NOT_SET_UP = PastDecisions.none(
            "Decisions of the past are not part of this answer: claviger.replay.audit-url is not set.");

    private final ReplayConfig config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    AuditClient(ReplayConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config;
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** Never fails: what cannot be had is said to be missing. */
    Uni<PastDecisions> decisions(UUID projectId, Secret bearer, Origin origin) {
        if (config.auditUrl().isEmpty()) {
            return Uni.createFrom().item(NOT_SET_UP);
        }
        return Uni.createFrom()
                .deferred(() -> send(projectId, bearer, origin))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .invoke(broken -> Log.warnf(
                        "decisions of the past not told cause=%s",
                        broken.getClass().getName()))
                .onFailure()
                .recoverWithItem(AWAY);
    }

    private Uni<PastDecisions> send(UUID projectId, Secret bearer, Origin origin) {
        String route = "/api/x/audit-logs/decisions?projectId=%s&days=%d".formatted(projectId, config.days());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.auditUrl().orElseThrow().resolve(route).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call("audit-service", options, http.request(options).chain(request -> request.send()))
                .chain(this::read);
    }

    private Uni<PastDecisions> read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case OK -> response.body().map(body -> parse(body.toString()));
            case 400 -> Uni.createFrom().item(TOO_MANY);
            case 401, 403, 404 -> Uni.createFrom().item(FORBIDDEN);
            default -> Uni.createFrom().item(AWAY);
        };
    }

    private PastDecisions parse(String body) {
        try {
            JsonNode answer = mapper.readTree(body);
            List<PastDecision> decisions = new ArrayList<>();
            answer.path("decisions").forEach(each -> PastDecision.read(each).ifPresent(decisions::add));
            return new PastDecisions(decisions, answer.path("complete").asBoolean(false), null);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("audit-service sent an unreadable answer", unreadable);
        }
    }
}
