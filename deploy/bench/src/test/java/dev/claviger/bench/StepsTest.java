package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepsTest {
    private static final String EARLIER = """
            # HELP claviger_login_step_seconds
            claviger_login_step_seconds_count{step="sign"} 10.0
            claviger_login_step_seconds_sum{step="sign"} 0.001
            """;

    private static final String LATER = """
            claviger_login_step_seconds_count{step="sign"} 30.0
            claviger_login_step_seconds_sum{step="sign"} 0.005
            claviger_login_step_seconds_count{step="record"} 20.0
            claviger_login_step_seconds_sum{step="record"} 0.04
            claviger_login_step_seconds_max{step="record"} 0.9
            """;

    @Test
    void since_isTheAverageBetweenTwoReadings() {
        assertThat(Steps.parse(LATER, Steps.LOGIN).since(Steps.parse(EARLIER, Steps.LOGIN)))
                .hasSize(2)
                .containsEntry("sign", 200.0)
                .containsEntry("record", 2000.0);
    }

    @Test
    void perEvent_sharesWhatBatchesTook() {
        assertThat(Steps.parse(LATER, Steps.LOGIN).perEvent(Steps.parse(EARLIER, Steps.LOGIN), 1_000))
                .containsEntry("sign", 4.0)
                .containsEntry("record", 40.0);
    }
}
