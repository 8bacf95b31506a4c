package dev.claviger.vault.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.claviger.kernel.http.InvalidInput;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectSlugTest {
    private static final UUID ID = UUID.fromString("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    @ParameterizedTest
    @CsvSource({"Payment Service, payment-service", "'  --x--  ', x", "\u9879\u76ee, project", "a_b.c, a-b-c"})
    void aSlug_isMadeFromTheName(String name, String start) {
        assertThat(ProjectSlug.fromName(name, ID)).matches(start + "-[a-z0-9]{4}");
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aMadeSlug_isOneThatMayBeGiven(long seed) {
        Random random = new Random(seed);
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(64); i >= 0; i--) {
            name.append("aB0 -_./\u00e9\u9879".charAt(random.nextInt(10)));
        }

        String slug = ProjectSlug.fromName(name.toString(), new UUID(random.nextLong(), random.nextLong()));

        assertThat(ProjectSlug.forCreate(slug)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a_b", "a-b_c", "A1"})
    void anUpdate_mayUseUnderscores(String slug) {
        assertThat(ProjectSlug.forUpdate(slug)).isEqualToIgnoringCase(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_a", "a_", "a__b", "a b", "a/b", "\u212Aa"})
    void T1_anUpdate_refusesTheRest(String slug) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> ProjectSlug.forUpdate(slug));
    }
}
