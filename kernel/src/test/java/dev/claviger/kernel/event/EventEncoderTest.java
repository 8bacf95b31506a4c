package dev.claviger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What we publish is what {@code docs/events} promises. */
class EventEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of(System.getProperty("claviger.root", ".."), "docs", "events");

    private static final UUID ORG = UUID.fromString("6f1c2f0e-5a53-4f0e-9a43-0d8f6f6f3c11");
    private static final UUID PROJECT = UUID.fromString("c0ffee00-1234-4abc-8def-0123456789ab");
    private static final UUID SECRET = UUID.fromString("e4b0c442-98fc-4c14-9afb-f4c8996fb924");
    private static final UUID EVENT = UUID.fromString("01a207e7-524b-7c3a-9d41-5f0e6a7b8c9d");
    private static final UUID BOOT = UUID.fromString("01a206fd-789f-7b11-8e22-3c4d5e6f7a8b");
    private static final Instant TIME = Instant.parse("2026-11-23T10:15:30.123Z");
    private static final Origin CLI = new Origin(
            "01a207e7-5249-7aaa-8bbb-0c0d0e0f1a1b", "198.51.100.7", "cli", "GET /api/v4/secrets/DB_PASSWORD");

    @Test
    void aReadByAJob_equalsTheExample() throws IOException {
        JsonNode written = encode(readByAJob());

        assertThat(written).isEqualTo(JSON.readTree(Files.readAllBytes(DOCS.resolve("access-event.example.json"))));
    }

    @Test
    void aReadByAJob_isValid() throws IOException {
        assertThat(schema().validate(encode(readByAJob()))).isEmpty();
    }

    @Test
    void aRefusalOfNobody_isValid() throws IOException {
        AccessEvent refused = AccessEvent.begin(EVENT, TIME, "login-identity-oidc-auth", CLI)
                .with("count", 3)
                .with("claims", List.of(Map.of("name", "project_id", "matches", false)))
                .denied("claim project_id: expected 42, received 43");

        JsonNode written = encode(refused);

        assertThat(schema().validate(written)).isEmpty();
        assertThat(written.at("/partitionkey").asText()).isEqualTo("platform");
        assertThat(written.at("/data/metadata/claims/0/matches").asBoolean(true))
                .isFalse();
    }

    @Test
    void tracedRead_isValid_andTellsItsTrace() throws IOException {
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        byte[] written = new EventEncoder("vault-service").encode(readByAJob().tracedBy(traceparent), BOOT, 17);

        assertThat(schema().validate(JSON.readTree(written))).isEmpty();
        assertThat(EventEncoder.traceparent(written)).contains(traceparent);
    }

    /** Whatever somebody wrote into an event is no trace. */
    @Test
    void untracedRead_tellsNoTrace() throws IOException {
        String forged = "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"";

        byte[] written = new EventEncoder("vault-service").encode(readByAJob().with("note", forged), BOOT, 17);

        assertThat(EventEncoder.traceparent(written)).isEmpty();
        assertThat(EventEncoder.traceparent(new byte[0])).isEmpty();
    }

    @Test
    void anUndescribedField_isInvalid() throws IOException {
        JsonNode written = encode(readByAJob());
        written.withObject("/data").put("secretValue", "hunter2");

        assertThat(schema().validate(written)).isNotEmpty();
    }

    @Test
    void everyField_isDescribed() throws IOException {
        JsonNode schema = JSON.readTree(Files.readAllBytes(DOCS.resolve("access-event.schema.json")));

        assertThat(undescribed(schema)).isEmpty();
    }

    private static AccessEvent readByAJob() throws IOException {
        Caller job = new Caller(
                Caller.Kind.IDENTITY,
                UUID.fromString("b7a9d1c4-3e2f-4a5b-8c6d-7e8f9a0b1c2d"),
                "shop-deploy",
                ORG,
                OrgRole.NO_ACCESS,
                "oidc-auth",
                UUID.fromString("2d9e8f7a-6b5c-4d3e-9f2a-1b0c9d8e7f6a"),
                new Provenance(provenance()),
                Map.of());
        return AccessEvent.begin(EVENT, TIME, "get-secret", CLI)
                .by(job)
                .in(PROJECT, "prod", "/app")
                .about(List.of(new SecretRef(SECRET, "DB_PASSWORD", 3, "prod", "/app")))
                .with("environment", "prod")
                .with("secretPath", "/app")
                .with("secretId", SECRET)
                .with("secretKey", "DB_PASSWORD")
                .with("secretVersion", 3);
    }

    private static Map<String, String> provenance() {
        return Map.ofEntries(
                Map.entry("issuer", "https://gitlab.example.com"),
                Map.entry("subject", "project_path:acme/shop:ref_type:branch:ref:main"),
                Map.entry("projectId", "42"),
                Map.entry("projectPath", "acme/shop"),
                Map.entry("jobProjectId", "42"),
                Map.entry("jobProjectPath", "acme/shop"),
                Map.entry("namespaceId", "7"),
                Map.entry("namespacePath", "acme"),
                Map.entry("jobNamespaceId", "7"),
                Map.entry("pipelineId", "9001"),
                Map.entry("pipelineSource", "push"),
                Map.entry("jobId", "88123"),
                Map.entry("ref", "main"),
                Map.entry("refType", "branch"),
                Map.entry("refPath", "refs/heads/main"),
                Map.entry("refProtected", "true"),
                Map.entry("environment", "production"),
                Map.entry("environmentProtected", "true"),
                Map.entry("deploymentTier", "production"),
                Map.entry("sha", "5f0c1e7c9d1b4a64a1f4d2b3c8e97f6a5b4c3d2e"),
                Map.entry("runnerId", "3"),
                Map.entry("runnerEnvironment", "self-hosted"),
                Map.entry("userId", "17"),
                Map.entry("userLogin", "mona"));
    }

    private static JsonNode encode(AccessEvent event) throws IOException {
        return JSON.readTree(new EventEncoder("vault-service").encode(event, BOOT, 4711));
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(DOCS.resolve("access-event.schema.json")));
    }

    /** The names of the properties, at any depth, that have no description. */
    private static List<String> undescribed(JsonNode schema) {
        return Stream.concat(schema.path("properties").properties().stream(), items(schema))
                .flatMap(property -> Stream.concat(
                        property.getValue().has("description") ? Stream.empty() : Stream.of(property.getKey()),
                        undescribed(property.getValue()).stream()))
                .toList();
    }

    private static Stream<Map.Entry<String, JsonNode>> items(JsonNode schema) {
        return schema.path("items").path("properties").properties().stream();
    }
}
