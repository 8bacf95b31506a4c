package dev.claviger.kernel.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BootTest {
    private final Boot boot = new Boot(UUID.randomUUID(), new EventEncoder("probe-service"));

    /** A number that is told and never stored would be missed for ever when the replica dies. */
    @Test
    void T14_numberThatMayStillBeGivenUp_isNotTold() {
        List<Numbered> events = boot.number(List.of(event(), event(), event()));

        boot.close(List.of(events.get(0), events.get(2)));
        assertThat(boot.settled()).isEqualTo(1);

        boot.close(List.of(events.get(1)));
        assertThat(boot.settled()).isEqualTo(3);
    }

    @Test
    void whatIsTold_isAsOldAsTheLastTime() {
        assertThat(boot.settledBefore()).isZero();
        boot.close(boot.number(List.of(event())));
        assertThat(boot.settledBefore()).isZero();
        assertThat(boot.settledBefore()).isEqualTo(1);
    }

    private static AccessEvent event() {
        return AccessEvent.begin(UUID.randomUUID(), Instant.EPOCH, "get-secret", new Origin("", "", "", ""));
    }
}
