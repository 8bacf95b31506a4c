package dev.claviger.vault.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.claviger.kernel.http.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSlugTest {

    @ParameterizedTest
    @CsvSource({"dev, dev", "' Prod ', prod", "QA-1, qa-1", "'\tdev\n', dev"})
    void T1_spellings_haveOneForm(String given, String canonical) {
        assertThat(EnvironmentSlug.parse("environment", given).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                "a b",
                "a_b",
                "a.b",
                "-a",
                "a-",
                "a--b",
                "dev/",
                "../dev",
                "d\u00e9v",
                "\u212A8s",
                "dev\0",
                "*",
                "${x}",
                "de\u200bv"
            })
    void T1_whatIsNoSlug_isRefused(String given) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> EnvironmentSlug.parse("environment", given));
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void theLength_isLimited(int length, boolean accepted) {
        String slug = "a".repeat(length);
        if (accepted) {
            assertThat(EnvironmentSlug.parse("environment", slug).text()).isEqualTo(slug);
        } else {
            assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> EnvironmentSlug.parse("environment", slug));
        }
    }
}
