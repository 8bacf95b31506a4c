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
import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.Trace.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of("..", "docs", "events");
    private static final UUID PROJECT = UUID.fromString("c0ffee00-1234-4abc-8def-0123456789ab");

    @Test
    void manySecrets_becomeSeveralMessages_withoutAGap() {
        List<Trace> traces = IntStream.range(0, 3_000)
                .mapToObj(number -> secret("KEY" + number + "x".repeat(200)))
                .toList();

        List<Change> changes = Changes.of(PROJECT, List.of(event("create-secrets")), traces);

        assertThat(changes).hasSizeGreaterThan(10);
        assertThat(changes.stream().map(Change::part))
                .isEqualTo(IntStream.rangeClosed(1, changes.size()).boxed().toList());
        assertThat(changes).allSatisfy(change -> {
            assertThat(change.parts()).isEqualTo(changes.size());
            assertThat(change.revision()).isEqualTo(7);
            assertThat(ChangeEncoder.encode(change, Instant.EPOCH)).hasSizeLessThan(100_000);
        });
        assertThat(changes.stream().mapToInt(change -> change.secrets().size()).sum())
                .isEqualTo(3_000);
    }

    @Test
    void message_namesTheEventOfItsSecret() {
        Trace first = secret("FIRST");
        Trace second = new Trace(
                ChangeKind.SECRET_UPDATE, 7, first.where(), null, new ChangedSecret(UUID.randomUUID(), "SECOND", 2));
        AccessEvent created = event("create-secrets");
        AccessEvent updated = event("update-secrets")
                .about(List.of(
                        new SecretRef(Objects.requireNonNull(second.secret()).id(), "SECOND", 2, "dev", "/")));

        List<Change> changes = Changes.of(PROJECT, List.of(created, updated), List.of(first, second));

        assertThat(changes).extracting(Change::eventId).containsExactly(created.id(), updated.id());
    }

    @Test
    void refusals_changeNothing() {
        assertThat(Changes.done(List.of(event("delete-folder").denied("no")))).isEmpty();
        assertThat(Changes.done(List.of(event("delete-folder")))).containsOnlyKeys(PROJECT);
    }

    private static Trace secret(String key) {
        return new Trace(
                ChangeKind.SECRET_CREATE,
                7,
                new Where("dev", PROJECT, "/"),
                null,
                new ChangedSecret(UUID.randomUUID(), key, 1));
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
