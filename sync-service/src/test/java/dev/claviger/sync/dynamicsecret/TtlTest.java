package dev.claviger.sync.dynamicsecret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {

    @ParameterizedTest
    @CsvSource({
        "1m, PT1M",
        "90s, PT1M30S",
        "60000, PT1M",
        "60000ms, PT1M",
        "1.5h, PT1H30M",
        ".5d, PT12H",
        "2 hours, PT2H",
        "7D, P7D",
        "1w, P7D",
        "10y, P3652DT12H",
        "1 Year, P365DT6H"
    })
    void durations_areReadAsClientsWriteThem(String text, Duration duration) {
        Validation valid = new Validation();

        Ttl read = Ttl.required(valid, "ttl", text);

        valid.done();
        assertThat(read.duration()).isEqualTo(duration);
        assertThat(read.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0s",
                "-1h",
                "59s",
                "59999",
                "0.9m",
                "11y",
                "10.1y",
                "1e9s",
                "9999999999999999y",
                "99999999999999999999d",
                "h",
                "1 parsec",
                "1h30m",
                "1_000s",
                "Infinity",
                "NaN",
                "0x10h",
                "١h",
                "--1h",
                "1..5h"
            })
    void T19_whatIsTooShortTooLongOrNoDuration_isRefused(String text) {
        Validation valid = new Validation();
        var _ = Ttl.optional(valid, "ttl", text);

        assertThatThrownBy(valid::done).isInstanceOf(InvalidInput.class);
    }

    @Test
    void absence_isNoDuration() {
        Validation valid = new Validation();

        assertThat(Ttl.optional(valid, "ttl", "")).isEmpty();
        assertThat(Ttl.optional(valid, "ttl", null)).isEmpty();
        valid.done();
        var _ = Ttl.required(valid, "ttl", " ");
        assertThatThrownBy(valid::done).isInstanceOf(InvalidInput.class);
    }
}
