package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.local.suite.ServiceProcess;
import dev.claviger.systemtest.TraceCollector.Seen;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a caller marks is one trace through the services and Kafka up to the log, and names no secret. */
class TraceTest {
    private static final String NAME = "TRACED_NAME_QXJ";
    private static final String VALUE = "traced-value-QXJ";
    private static final String TOPIC = "claviger.access-events";

    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final Map<String, String> traced = Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

    @Test
    void job_isOneTrace_fromItsLoginToTheLog() {
        Jobs jobs = Jobs.ofNewProject();
        jobs.store(NAME, VALUE);
        String idToken = RunningSuite.suite().gitlab().idTokens().issue(PipelineKind.PROTECTED_BRANCH, Jobs.AUDIENCE);

        String token = Clients.login(RunningSuite.nobody()
                .post("/api/v1/auth/oidc-auth/login", Map.of("identityId", jobs.identity(), "jwt", idToken), traced));
        var _ = RunningSuite.nobody()
                .as(token)
                .get(RunningSuite.readPath(jobs.project(), NAME), traced)
                .expect(200);

        await().atMost(RunningSuite.LONG).untilAsserted(() -> {
            assertThat(logged("auth-service", "POST /api/v1/auth/oidc-auth/login"))
                    .isTrue();
            assertThat(logged("vault-service", "GET /api/v3/secrets/raw/{name}"))
                    .isTrue();
        });
        assertThat(spans()).allSatisfy(span -> assertThat(span.raw()).doesNotContain(NAME, VALUE, token, idToken));
        assertThat(served("vault-service").attributes())
                .containsEntry("http.response.status_code", "200")
                .containsKey("claviger.request_id");
    }

    /** A replica that keeps no events in memory publishes every one from the table. */
    @Test
    void trace_goesOn_whenTheEventIsPublishedFromTheTable() {
        String project = RunningSuite.newProject();
        RunningSuite.write(project, "dev", "/", NAME, VALUE);
        ServiceProcess forgetful = RunningSuite.suite().anotherVault(Map.of("CLAVIGER_OUTBOX_MEMORY_QUEUE", "0"));
        try {
            var _ = new Api(forgetful.url(), RunningSuite.admin().token())
                    .get(RunningSuite.readPath(project, NAME), traced)
                    .expect(200);

            await().atMost(RunningSuite.LONG)
                    .untilAsserted(() -> assertThat(logged("vault-service", "GET /api/v3/secrets/raw/{name}"))
                            .isTrue());
        } finally {
            forgetful.stop();
        }
    }

    @Test
    void trace_goesOn_inTheServiceThatIsAsked() {
        String project = RunningSuite.newProject();
        Api reader = Machine.in(project, "viewer").login();

        var _ = reader.get("/api/v1/organization/audit-logs?projectId=" + project, traced);

        await().atMost(RunningSuite.LONG).untilAsserted(() -> {
            Seen call = one("audit-service", "call vault-service");
            assertThat(call.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
            assertThat(call.parent()).isEqualTo(served("audit-service").id());
            assertThat(served("vault-service").parent()).isEqualTo(call.id());
        });
    }

    /** It asks vault-service who may act in the project, and auth-service how they log in. */
    @Test
    void trace_goesOn_inAllThatALintAsks() {
        Jobs jobs = Jobs.ofNewProject();
        String connection = jobs.connection();

        var _ = RunningSuite.admin()
                .post(
                        "/api/x/exposure-lint",
                        Map.of("projectId", jobs.project(), "connectionId", connection, "gitlabProjectId", 20),
                        traced)
                .expect(200);

        await().atMost(RunningSuite.LONG).untilAsserted(() -> {
            Seen call = one("sync-service", "call auth-service");
            assertThat(call.parent()).isEqualTo(served("sync-service").id());
            assertThat(served("auth-service").parent()).isEqualTo(call.id());
            assertThat(one("sync-service", "call vault-service").parent())
                    .isEqualTo(served("sync-service").id());
        });
    }

    @Test
    void request_thatNobodyMarked_isNotTraced_whereTheRatioIsZero() {
        var _ = RunningSuite.nobody().get("/api/status", Map.of("traceparent", "00-" + trace + "-00f067aa0ba902b7-00"));
        String marked = UUID.randomUUID().toString().replace("-", "");
        var _ = RunningSuite.nobody()
                .get("/api/status", Map.of("traceparent", "00-" + marked + "-00f067aa0ba902b7-01"));

        await().atMost(RunningSuite.LONG)
                .until(() -> !TraceCollector.shared().trace(marked).isEmpty());
        assertThat(spans()).isEmpty();
    }

    /** Whether the request of that route was recorded, its event published, and taken in by audit-service, each under the one before. */
    private boolean logged(String service, String route) {
        Seen request = one(service, route);
        assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(request.parent()).isEqualTo("00f067aa0ba902b7");
        Seen published = spans().stream()
                .filter(span ->
                        span.name().equals("publish " + TOPIC) && span.parent().equals(request.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not published: " + spans()));
        return spans().stream()
                .anyMatch(span -> span.service().equals("audit-service")
                        && span.name().equals("process " + TOPIC)
                        && span.kind() == SpanKind.SPAN_KIND_CONSUMER
                        && span.parent().equals(published.id()));
    }

    private Seen served(String service) {
        return spans().stream()
                .filter(span -> span.service().equals(service) && span.kind() == SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no request of " + service + " in " + spans()));
    }

    private Seen one(String service, String name) {
        return spans().stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " of " + service + " in " + spans()));
    }

    private List<Seen> spans() {
        return TraceCollector.shared().trace(trace);
    }
}
