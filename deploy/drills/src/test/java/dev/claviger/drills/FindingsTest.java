package dev.claviger.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.drills.Traffic.Attempt;
import dev.claviger.drills.Traffic.Writer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The books of a drill find what is missing; otherwise "nothing was lost" would say nothing. */
class FindingsTest {
    private static final Writer WRITER = new Writer(
            "W",
            "id",
            new ConcurrentLinkedQueue<>(List.of(
                    new Attempt("W-1", "a", true), new Attempt("W-2", "b", false), new Attempt("W-3", "c", true))));

    @Test
    void everyAcknowledgedWriteThere_inItsOrder_isNoLoss() {
        assertThat(Findings.lostWrites(WRITER, List.of("W-0", "W-1", "W-2", "W-3")))
                .isEmpty();
        assertThat(Findings.lostWrites(WRITER, List.of("W-0", "W-1", "W-3"))).isEmpty();
    }

    @Test
    void acknowledgedWriteThatIsMissing_orOutOfOrder_orTwice_isALoss() {
        assertThat(Findings.lostWrites(WRITER, List.of("W-0", "W-3"))).hasSize(1);
        assertThat(Findings.lostWrites(WRITER, List.of("W-0", "W-3", "W-1"))).hasSize(1);
        assertThat(Findings.lostWrites(WRITER, List.of("W-0", "W-1", "W-3", "W-3")))
                .hasSize(1);
    }

    @Test
    void servedRead_standsInTheLogOnce() {
        List<String> wanted = List.of("a", "b");

        assertThat(Findings.notOnce("read", wanted, List.of("a", "b", "c"))).isEmpty();
        assertThat(Findings.notOnce("read", wanted, List.of("a"))).hasSize(1);
        assertThat(Findings.notOnce("read", wanted, List.of("a", "b", "b"))).hasSize(1);
    }

    @Test
    void degraded_isFromTheFirstFailure_untilServiceIsBack() {
        Service service = new Service();
        service.note(0, second(1), true);
        service.note(second(2), second(3), false);
        service.note(second(3), second(4), true);
        service.note(second(4), second(6), false);
        service.note(second(6), second(7), true);
        service.note(second(7), second(8), true);

        assertThat(service.degradedSeconds()).isEqualTo(5);
        assertThat(service.longestSilenceSeconds()).isEqualTo(3);
        assertThat(service.good()).isEqualTo(4);
        assertThat(service.failed()).isEqualTo(2);
    }

    @Test
    void nothingThatFails_isNotDegraded() {
        Service service = new Service();
        service.note(0, second(1), true);

        assertThat(service.degradedSeconds()).isZero();
    }

    private static long second(long number) {
        return number * 1_000_000_000;
    }
}
