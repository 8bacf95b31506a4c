package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTest {

    @Test
    void figuresAreWhatTheSystemKept() {
        String status = "Name:\tjava\nVmPeak:\t  900 kB\nVmHWM:\t  205000 kB\nVmRSS:\t  102400 kB\n";

        assertThat(Memory.mebibytes(status, "VmHWM")).isEqualTo(200);
        assertThat(Memory.mebibytes(status, "VmRSS")).isEqualTo(100);
    }

    @Test
    void systemsWithoutTheFigure_haveNone() {
        assertThat(Memory.mebibytes("", "VmRSS")).isZero();
        assertThat(Memory.peakMebibytes(-1)).isZero();
        assertThat(Memory.mebibytes(-1)).isZero();
    }
}
