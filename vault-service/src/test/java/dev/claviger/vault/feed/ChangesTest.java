package dev.claviger.vault.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of("..", "docs", "events");
    private static final UUID PROJECT = UUID.fromString("c0ffee00-1234-4abc-8def-0123456789ab");

    @Test
    void manySecrets_becomeSeveralMessages_withoutAGap() {
        AccessEvent event = event("create-secrets")
                .about(IntStream.range(0, 3_000)
                        .mapToObj(number ->
                                new SecretRef(UUID.randomUUID(), "KEY" + number + "x".repeat(200), 1, "dev", "/"))
                        .toList());

        List<Change> changes = Changes.of(List.of(event)).getOrDefault(PROJECT, List.of());

        assertThat(changes).hasSizeGreaterThan(10);
        assertThat(changes.stream().map(Change::part))
                .isEqualTo(IntStream.rangeClosed(1, changes.size()).boxed().toList());
        assertThat(changes).allSatisfy(change -> {
            assertThat(change.parts()).isEqualTo(changes.size());
            assertThat(ChangeEncoder.encode(change, Instant.EPOCH)).hasSizeLessThan(100_000);
        });
        assertThat(changes.stream().mapToInt(change -> change.secrets().size()).sum())
                .isEqualTo(3_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-secrets", "create-tag", "create-project-role", "create-webhook", "create-project"})
    void whatIsNoChangeOfContent_isNotTold(String name) {
        assertThat(Changes.of(List.of(event(name)))).isEmpty();
    }

    @Test
    void refusals_areNotTold() {
        assertThat(Changes.of(List.of(event("delete-folder").denied("no")))).isEmpty();
        assertThat(Changes.of(List.of(event("delete-folder")))).hasSize(1);
    }

    @Test
    void example_followsTheSchema_andIsRead() throws IOException {
        String example = Files.readString(DOCS.resolve("secret-change.example.json"));
        JsonNode schema =
                JSON.readTree(DOCS.resolve("secret-change.schema.json").toFile());

        Change read = ChangeEncoder.decode(example.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(JSON.readTree(example)))
                .isEmpty();
        assertThat(JSON.readTree(ChangeEncoder.encode(read, Instant.parse("2026-11-23T10:15:30.123Z"))))
                .isEqualTo(JSON.readTree(example));
        assertThat(schema.at("/properties/data/properties/kind/enum")).isEqualTo(JSON.valueToTree(ChangeKind.values()));
    }

    private static AccessEvent event(String name) {
        return AccessEvent.begin(UUID.randomUUID(), Instant.EPOCH, name, new Origin("", "", "", ""))
                .by(Actor.PLATFORM, UUID.randomUUID(), Provenance.NONE)
                .in(PROJECT, "dev", "/")
                .with("facts", Map.of());
    }
}
