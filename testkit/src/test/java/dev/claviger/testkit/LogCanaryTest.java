package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogCanaryTest {
    private static final Logger LOGGER = Logger.getLogger("dev.claviger.testkit.LogCanaryTest");

    @ParameterizedTest
    @MethodSource
    void leak_isFound(BiConsumer<Logger, String> leak) {
        String mark = LogCanary.mark("value");
        try (LogCanary canary = LogCanary.listen()) {
            leak.accept(LOGGER, mark);

            assertThatThrownBy(() -> canary.assertSilent(mark))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(mark);
        }
    }

    static Stream<BiConsumer<Logger, String>> leak_isFound() {
        return Stream.of(
                (logger, mark) -> logger.finest("wrote " + mark),
                (logger, mark) -> logger.log(Level.FINE, "wrote {0}", mark),
                (logger, mark) -> logger.log(Level.FINE, "said nothing", new Object[] {mark}),
                (logger, mark) -> logger.log(Level.WARNING, "failed", new IllegalStateException(mark)),
                (logger, mark) ->
                        logger.log(Level.WARNING, "failed", new IllegalStateException(new RuntimeException(mark))),
                (logger, mark) -> org.jboss.logging.Logger.getLogger("any").debugf("wrote %s", mark));
    }

    @Test
    void assertSilent_passes_whenNoRecordShowsTheMark() {
        try (LogCanary canary = LogCanary.listen()) {
            LOGGER.info("nothing to see");

            assertThatCode(() -> canary.assertSilent(LogCanary.mark("value"))).doesNotThrowAnyException();
        }
    }

    /** Threads of earlier tests may speak up at any time, so it takes a quiet moment. */
    @Test
    void assertSilent_fails_whenNothingWasHeard() {
        Logger kafka = Logger.getLogger("org.apache.kafka"); // its threads go on between tests and tell each poll
        kafka.setLevel(Level.OFF);
        try {
            await().untilAsserted(() -> {
                try (LogCanary canary = LogCanary.listen()) {
                    assertThatThrownBy(() -> canary.assertSilent("any")).hasMessageContaining("deaf");
                }
            });
        } finally {
            kafka.setLevel(null);
        }
    }

    @Test
    void close_restoresTheLevel() {
        Level before = Logger.getLogger("").getLevel();

        LogCanary.listen().close();

        assertThat(Logger.getLogger("").getLevel()).isEqualTo(before);
    }
}
