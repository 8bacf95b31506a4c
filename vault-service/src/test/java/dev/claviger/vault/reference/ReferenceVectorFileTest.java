package dev.claviger.vault.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published conformance file docs/reference-vectors.json; every case with folders known at once and known late. */
class ReferenceVectorFileTest {
    static Stream<Arguments> cases() throws IOException {
        JsonNode file = new ObjectMapper()
                .readTree(Path.of(System.getProperty("claviger.root"), "docs/reference-vectors.json")
                        .toFile());
        return StreamSupport.stream(file.path("cases").spliterator(), false)
                .map(vector -> Arguments.of(vector.path("name").asText(), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void publishedVector_holds(String name, JsonNode vector) {
        for (Shelf shelf : List.of(shelf(vector), shelf(vector).asLazy())) {
            Reading reading = shelf.reading(
                    vector.at("/read/place").asText(),
                    vector.at("/read/key").asText(),
                    vector.path("skipMultilineEncoding").asBoolean());
            if (vector.has("refused")) {
                assertThatThrownBy(() -> expand(shelf, reading))
                        .as(name)
                        .isInstanceOfSatisfying(
                                Failure.class,
                                refusal -> assertThat(refusal.kind())
                                        .isEqualTo(
                                                vector.path("refused").asInt() == 403
                                                        ? Failure.Kind.FORBIDDEN
                                                        : Failure.Kind.BAD_REQUEST));
            } else {
                assertThat(expand(shelf, reading))
                        .as(name)
                        .isEqualTo(vector.path("reads").asText());
            }
        }
    }

    private static Shelf shelf(JsonNode vector) {
        Shelf shelf = Shelf.eager();
        vector.path("secrets")
                .properties()
                .forEach(folder -> folder.getValue()
                        .properties()
                        .forEach(secret -> shelf.with(
                                folder.getKey(),
                                secret.getKey(),
                                secret.getValue().asText())));
        vector.path("forbidden")
                .forEach(secret -> shelf.forbid(
                        secret.path("place").asText(), secret.path("key").asText()));
        return shelf;
    }

    private static String expand(Shelf shelf, Reading reading) {
        return new References(Bounds.DEFAULT)
                .expand(List.of(reading), shelf)
                .await()
                .indefinitely()
                .getFirst()
                .value()
                .reveal();
    }
}
