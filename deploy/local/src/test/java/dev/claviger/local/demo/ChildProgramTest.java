package dev.claviger.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildProgramTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "two\nlines", "$HOME `id` $(id) \"'\\ ;", "-----BEGIN KEY-----\nabc\n-----END KEY-----"
            })
    void program_tellsTheShapeOfAValue_andNothingOfIt(String value) {
        List<String> printed = ChildProgram.run(Map.of("SECRET", value));

        assertThat(printed).containsExactly(ChildProgram.lineFor("SECRET", value));
        assertThat(printed.getFirst()).doesNotContain(value);
    }

    @Test
    void program_tellsOfEachVariable() {
        assertThat(ChildProgram.run(Map.of("A", "1", "B", "22")))
                .containsExactlyInAnyOrder(
                        "A = ******** (1 characters, 1 lines)", "B = ******** (2 characters, 1 lines)");
    }
}
