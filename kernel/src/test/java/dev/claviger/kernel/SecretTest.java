package dev.claviger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final Secret SECRET = Secret.of("hunter2");

    record Holder(Secret secret) {}

    @Test
    void T13_text_isNeverPrinted() throws Exception {
        ObjectMapper mapper = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

        assertThat(SECRET.toString()).isEqualTo("Secret[redacted]");
        assertThat("%s %s".formatted(SECRET, new Holder(SECRET))).doesNotContain("hunter2");
        assertThat(mapper.writeValueAsString(new Holder(SECRET))).isEqualTo("{\"secret\":{}}");
    }

    @Test
    void matches_isTrueForTheSameTextOnly() {
        assertThat(SECRET.matches(Secret.of("hunter2"))).isTrue();
        assertThat(SECRET.matches(Secret.of("hunter3"))).isFalse();
        assertThat(SECRET.matches(Secret.of(""))).isFalse();
    }

    @Test
    void equals_comparesNoText() {
        assertThat(SECRET).isNotEqualTo(Secret.of("hunter2"));
    }
}
