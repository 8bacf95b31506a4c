package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.hamcrest.Matchers.equalTo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hamcrest.StringDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAtTest {
    private static final String BODY = """
            {"team": {"name": "blue", "a-b": 1}, "list": [{"id": 1}, {"id": 2, "on": true}, {}], "big": 5000000000, "none": null}
            """;

    @Test
    void namesLeadToValues() {
        assertThat(JsonAt.find(BODY, "team.name")).isEqualTo("blue");
        assertThat(JsonAt.find(BODY, "team.a-b")).isEqualTo(1);
        assertThat(JsonAt.find(BODY, "team.'a-b'")).isEqualTo(1);
        assertThat(JsonAt.find(BODY, "team")).isEqualTo(Map.of("name", "blue", "a-b", 1));
        assertThat(JsonAt.find(BODY, "big")).isEqualTo(5_000_000_000L);
    }

    @Test
    void indexesLeadToElements() {
        assertThat(JsonAt.find(BODY, "list[1].on")).isEqualTo(true);
        assertThat(JsonAt.find(BODY, "list[-2].id")).isEqualTo(2);
        assertThat(JsonAt.find("[[7]]", "[0][0]")).isEqualTo(7);
    }

    @Test
    void nameOfListIsThatNameOfEachElement() {
        assertThat(JsonAt.find(BODY, "list.id")).isEqualTo(Arrays.asList(1, 2, null));
        assertThat(JsonAt.find("{\"a\": [{\"b\": [{\"c\": 1}]}]}", "a.b.c")).isEqualTo(List.of(List.of(1)));
    }

    @Test
    void sizesCount() {
        assertThat(JsonAt.find(BODY, "list.size()")).isEqualTo(3);
        assertThat(JsonAt.find(BODY, "team.size()")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "none", "nobody.name", "list[3]", "list[3].id", "list[-4]", "team[0]", "team.name.x"})
    void whatIsNotThereIsNull(String path) {
        assertThat(JsonAt.find(BODY, path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "list.find { it.id == 1 }", "list[x]", "list.flatten(1)"})
    void otherPathsAreRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonAt.find(BODY, path));
    }

    @Test
    void mismatchSaysWhere() {
        StringDescription said = new StringDescription();

        JsonAt.at("team.name", equalTo("red")).describeMismatch(BODY, said);

        assertThat(JsonAt.at("team.name", equalTo("red")).matches(BODY)).isFalse();
        assertThat(JsonAt.at("team.name", equalTo("blue")).matches(BODY)).isTrue();
        assertThat(said).hasToString("at team.name was \"blue\"");
    }
}
