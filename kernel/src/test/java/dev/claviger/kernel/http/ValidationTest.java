package dev.claviger.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {

    @Test
    void done_namesEveryIssueAtOnce() {
        Validation input = new Validation();
        var _ = input.text("environment", " ");
        var _ = input.id("projectId", "not-a-uuid");
        var _ = input.flag("recursive", "yes", false);

        assertThatThrownBy(input::done)
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalid -> assertThat(invalid.issues())
                                .extracting(issue -> issue.path().getFirst())
                                .containsExactly("environment", "projectId", "recursive"));
    }

    @Test
    void emptyText_countsAsAbsent() {
        Validation input = new Validation();

        assertThat(input.text("path", "", "/")).isEqualTo("/");
        assertThat(input.flag("recursive", "", true)).isTrue();
        input.done();
    }

    @Test
    void switches_areUnderstoodInWhateverCase() {
        Validation input = new Validation();

        assertThat(input.flag("recursive", "True", false)).isTrue();
        assertThat(input.flag("recursive", "False", true)).isFalse();
        input.done();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-1-1-1-1",
                "0d3c6c0e-6f0b-4a53-9a55-2a2a5c2f8f1",
                "0d3c6c0e-6f0b-4a53-9a55-2a2a5c2f8f100",
                "0d3c6c0e66f0b-4a53-9a55-2a2a5c2f8f10"
            })
    void T1_oddSpellingsOfAnId_areRefused(String text) {
        Validation input = new Validation();
        UUID id = input.id("identityId", text);

        assertThat(id).isEqualTo(new UUID(0, 0));
        assertThatThrownBy(input::done).isInstanceOf(InvalidInput.class);
    }

    @Test
    void T2_nulCharacter_isRefused() {
        Validation input = new Validation();
        var _ = input.text("secretName", "A\0B");

        assertThatThrownBy(input::done).isInstanceOf(InvalidInput.class);
    }
}
