package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTest {
    @Test
    void userAndSystemTimeAreAdded() {
        String stat = "42 (java (x) 9) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 30 0 12345 67890 11";

        assertThat(Cpu.seconds(stat)).isEqualTo(3.0);
    }

    @Test
    void thisProcess_hasComputed() {
        assertThat(Cpu.seconds(ProcessHandle.current().pid())).isPositive();
    }
}
