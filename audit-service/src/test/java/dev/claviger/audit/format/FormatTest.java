package dev.claviger.audit.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.audit.Feed;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.SecretRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each format says what it must of every event there is, and stays what it is when an entry is too long. */
class FormatTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .findAndRegisterModules()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Formats formats = new Formats(JSON);

    static Stream<String> names() {
        try (var file = Objects.requireNonNull(FormatTest.class.getResourceAsStream("/event-names.txt"))) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.replace("*", "create"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyEventThereIs_isValid_whateverItsOutcome(String name) {
        AccessEvent event = Entries.named(name);
        AccessEvent bare = AccessEvent.begin(event.id(), event.time(), name, new Origin("", "", "", ""))
                .by(Actor.PLATFORM, null, Provenance.NONE);
        for (AccessEvent each : List.of(event, event.denied("no right"), event.failed("away"), bare)) {
            OcsfRules.check(render(Format.OCSF, each));
            EcsRules.check(render(Format.ECS, each));
        }
    }

    @Test
    void read_isAnApiActivity_ofItsSecrets() {
        AccessEvent event = Feed.read(UUID.randomUUID());

        JsonNode ocsf = render(Format.OCSF, event);

        assertThat(ocsf.path("type_uid").asLong()).isEqualTo(600_302);
        assertThat(ocsf.path("status_id").asInt()).isEqualTo(1);
        assertThat(ocsf.at("/metadata/uid").asText()).isEqualTo(event.id().toString());
        assertThat(ocsf.at("/metadata/sequence").asLong()).isEqualTo(42);
        assertThat(ocsf.at("/metadata/logged_time").asLong()).isEqualTo(Entries.RECEIVED.toEpochMilli());
        assertThat(ocsf.at("/time").asLong()).isEqualTo(event.time().toEpochMilli());
        assertThat(ocsf.at("/src_endpoint/ip").asText()).isEqualTo("198.51.100.7");
        assertThat(ocsf.at("/resources/0/name").asText()).isEqualTo("DB_PASSWORD");
        assertThat(ocsf.at("/actor/user/type_id").asInt()).isEqualTo(4);
        assertThat(ocsf.at("/unmapped/provenance/refProtected").asText()).isEqualTo("true");
    }

    @Test
    void classes_areThoseOfTheTable() {
        assertThat(type("login-identity-oidc-auth")).isEqualTo(300_201);
        assertThat(type("user-logout")).isEqualTo(300_202);
        assertThat(type("authenticate")).isEqualTo(300_201);
        assertThat(type("update-project-role")).isEqualTo(300_403);
        assertThat(type("create-identity")).isEqualTo(300_401);
        assertThat(type("disable-user")).isEqualTo(300_409);
        assertThat(type("alert.raised")).isEqualTo(200_401);
        assertThat(type("alert.closed")).isEqualTo(200_403);
        assertThat(type("audit-logs-exported")).isEqualTo(100_803);
        assertThat(type("audit.retention.purged")).isEqualTo(100_802);
        assertThat(type("delete-audit-log-stream")).isEqualTo(100_810);
        assertThat(type("audit-logs-read")).isEqualTo(600_302);
        assertThat(type("create-secret")).isEqualTo(600_301);
        assertThat(type("delete-secrets")).isEqualTo(600_304);
        assertThat(render(Format.OCSF, Entries.named("login-identity-oidc-auth"))
                        .path("auth_protocol_id")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void denial_isAFailure_withItsReason() {
        AccessEvent denied = Feed.read(UUID.randomUUID()).denied("no rule allows it");

        JsonNode ocsf = render(Format.OCSF, denied);
        JsonNode ecs = render(Format.ECS, denied);

        assertThat(ocsf.path("status_id").asInt()).isEqualTo(2);
        assertThat(ocsf.path("status_detail").asText()).isEqualTo("no rule allows it");
        assertThat(ecs.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(ecs.at("/event/reason").asText()).isEqualTo("no rule allows it");
        assertThat(ecs.at("/event/type").toString()).isEqualTo("[\"access\",\"denied\"]");
        assertThat(ecs.at("/event/hash").asText()).isEqualTo(Entries.HASH);
    }

    @Test
    void cloudEvent_isTheBytesThatTheLogCommitsTo() {
        LoggedEntry entry = Entries.of(Feed.read(UUID.randomUUID()));

        assertThat(formats.render(Format.CLOUDEVENTS, entry, new Limit(1_000_000, false))
                        .json())
                .isEqualTo(entry.bytes());
    }

    @Test
    void native_isTheObjectOfTheApi() {
        AccessEvent event = Feed.read(UUID.randomUUID());

        JsonNode log = render(Format.NATIVE, event);

        assertThat(log.path("id").asText()).isEqualTo(event.id().toString());
        assertThat(Instant.parse(log.path("createdAt").asText())).isNotNull();
        assertThat(log.at("/event/type").asText()).isEqualTo("get-secret");
        assertThat(log.at("/actor/type").asText()).isEqualTo("identity");
        assertThat(log.path("index").asLong()).isEqualTo(42);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void tooLongEntry_isCutAndSaysSo_andStaysValid(Format format) {
        AccessEvent event = huge();
        for (boolean ascii : List.of(true, false)) {
            for (int limit : List.of(3_584, 8_192, 60_000)) {
                byte[] bytes = formats.render(format, Entries.of(event), new Limit(limit, ascii))
                        .json()
                        .getBytes();

                assertThat(bytes).hasSizeLessThanOrEqualTo(limit);
                JsonNode cut = parse(bytes);
                assertThat(cut.toString()).contains(event.id().toString());
                checkMark(format, cut);
                if (ascii) {
                    assertThat(new String(bytes, UTF_8)).matches("[ -~]+");
                }
            }
        }
    }

    private static void checkMark(Format format, JsonNode cut) {
        switch (format) {
            case NATIVE -> assertThat(cut.path("truncated").asBoolean()).isTrue();
            case CLOUDEVENTS -> {
                assertThat(cut.path("truncated").asBoolean()).isTrue();
                assertThat(cut.path("originalbytes").asInt()).isGreaterThan(60_000);
                assertThat(cut.path("specversion").asText()).isEqualTo("1.0");
            }
            case OCSF -> {
                assertThat(cut.at("/metadata/is_truncated").asBoolean()).isTrue();
                assertThat(cut.at("/metadata/untruncated_size").asInt()).isGreaterThan(60_000);
                OcsfRules.check(cut);
            }
            case ECS -> {
                assertThat(cut.at("/claviger/truncated").asBoolean()).isTrue();
                EcsRules.check(cut);
            }
        }
    }

    @Test
    void T21_controlCharacters_areEscaped() {
        AccessEvent event = Feed.read(UUID.randomUUID()).with("note", "a\nb\r\n<13>1 forged \u0085\u2028");

        byte[] bytes = formats.render(Format.CLOUDEVENTS, Entries.of(event), new Limit(100_000, true))
                .json()
                .getBytes();

        assertThat(new String(bytes, UTF_8)).matches("[ -~]+");
        assertThat(parse(bytes).at("/data/metadata/note").asText()).isEqualTo("a\nb\r\n<13>1 forged \u0085\u2028");
    }

    /** Many secrets, many small fields, and one long text of characters that take two units each. */
    private static AccessEvent huge() {
        AccessEvent event = Feed.read(UUID.randomUUID())
                .about(IntStream.range(0, 2_000)
                        .mapToObj(i -> new SecretRef(UUID.randomUUID(), "KEY_" + i, 1, "prod", "/app"))
                        .toList())
                .with("note", "x" + "😀".repeat(20_000));
        for (int i = 0; i < 500; i++) {
            event = event.with("field" + i, "value " + i);
        }
        return event.denied("because ".repeat(2_000));
    }

    private long type(String name) {
        return render(Format.OCSF, Entries.named(name)).path("type_uid").asLong();
    }

    private JsonNode render(Format format, AccessEvent event) {
        return parse(
                formats.render(format, Entries.of(event), Limit.NONE).json().getBytes());
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException broken) {
            throw new AssertionError(new String(bytes, UTF_8), broken);
        }
    }
}
