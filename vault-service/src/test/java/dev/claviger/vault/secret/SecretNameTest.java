package dev.claviger.vault.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.http.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNameTest {

    @Test
    void T1_nameHasOneForm() {
        assertThat(SecretName.parse("name", "  CAFE\u0301 ")).isEqualTo(SecretName.parse("name", "CAF\u00C9"));
        assertThat(SecretName.parse("name", "key")).isNotEqualTo(SecretName.parse("name", "KEY"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "A\u0000B", "A\nB", "A\uD800"})
    void whatNoSecretCanBeCalled_isRefused(String given) {
        assertThatThrownBy(() -> SecretName.parse("name", given)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void name_hasALimit() {
        assertThat(SecretName.parse("name", "x".repeat(255)).text()).hasSize(255);
        assertThatThrownBy(() -> SecretName.parse("name", "x".repeat(256))).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A B", "A:B", "A/B", "A\u00A0B", "A\u200BB", "A\u202EB", "A\u00ADB"})
    void newNames_areVisibleWithoutSeparators(String given) {
        SecretName odd = SecretName.parse("name", given);

        assertThatThrownBy(() -> odd.requireNew("name")).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY", "key-1", "a.b_c", "SCHLÜSSEL", "鍵", "$X", "${X}"})
    void otherNewNames_areFine(String given) {
        assertThatCode(() -> SecretName.parse("name", given).requireNew("name")).doesNotThrowAnyException();
    }
}
