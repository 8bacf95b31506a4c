package dev.claviger.vault.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.claviger.kernel.http.InvalidInput;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangeTest {

    @ParameterizedTest
    @CsvSource({
        "1h, PT1H",
        "30m, PT30M",
        "7d, P7D",
        "90s, PT1M30S",
        "500ms, PT0.5S",
        "500, PT0.5S",
        "1.5h, PT1H30M",
        "2 days, P2D",
        "1w, P7D",
        "1y, PT8766H",
        "1H, PT1H",
        "10y, PT87660H"
    })
    void durations_areRead(String text, Duration expected) {
        assertThat(TimeRange.parse("range", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "0",
                "0s",
                "0.0001ms",
                "-1h",
                "h",
                "1 fortnight",
                "11y",
                "999999999999999y",
                "1h30m",
                "1e3s",
                "\u0661h"
            })
    void whatIsNoDuration_isRefused(String text) {
        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> TimeRange.parse("range", text));
    }
}
