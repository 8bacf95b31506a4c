package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void peakIsWhatTheSystemKept() {
        assertThat(Memory.peak("Name:\tjava\nVmPeak:\t  900 kB\nVmHWM:\t  205000 kB\nVmRSS:\t  100 kB\n"))
                .isEqualTo(200);
    }

    @Test
    void systemsWithoutTheFigure_haveNone() {
        assertThat(Memory.peak("")).isZero();
        assertThat(Memory.peakMebibytes(-1)).isZero();
    }
}
