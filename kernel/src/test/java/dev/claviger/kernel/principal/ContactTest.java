package dev.claviger.kernel.principal;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How well informed a replica is, second by second. */
class ContactTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final PrincipalConfig config = new SmallRyeConfigBuilder()
            .withMapping(PrincipalConfig.class)
            .build()
            .getConfigMapping(PrincipalConfig.class);
    private final Contact contact = new Contact(config, nanos::get);

    @Test
    void defaults() {
        assertThat(config.topic()).isEqualTo("claviger.principals");
        assertThat(config.firstReadTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.silence()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.answerMaxAge()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.askAgainAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.grace()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void start_waitsForTheFirstRead_withinItsBound() {
        assertThat(contact.isStarting()).isTrue();
        step(Duration.ofSeconds(10));
        assertThat(contact.isStarting()).isFalse();
    }

    @Test
    void start_isOver_whenTheTopicWasRead() {
        contact.readCompletely();

        assertThat(contact.isStarting()).isFalse();
    }

    @Test
    void view_isCurrent_whenItWasReadAndTheHeartBeats() {
        contact.heard();
        assertThat(contact.isCurrent()).isFalse();
        contact.readCompletely();
        assertThat(contact.isCurrent()).isTrue();

        step(Duration.ofMillis(29_999));
        assertThat(contact.isCurrent()).isTrue();
        step(Duration.ofMillis(1));
        assertThat(contact.isCurrent()).isFalse();
    }

    @Test
    void topicMadeAnew_isNotCurrent_beforeItsHeartBeats_butTheGraceGoesOn() {
        contact.readCompletely();
        contact.heard();

        contact.startOver();
        contact.readCompletely();

        assertThat(contact.isCurrent()).isFalse();
        assertThat(contact.isGraceOver()).isFalse();
        contact.heard();
        assertThat(contact.isCurrent()).isTrue();
    }

    @Test
    void grace_isOver_whenNothingWasEverHeard() {
        assertThat(contact.isGraceOver()).isTrue();
    }

    @Test
    void grace_countsFromTheLastHeartbeatOrAnswer() {
        contact.heard();
        step(Duration.ofMinutes(4));
        contact.answered();
        step(Duration.ofMinutes(4));
        assertThat(contact.isGraceOver()).isFalse();
        step(Duration.ofMinutes(1));

        assertThat(contact.isGraceOver()).isTrue();
    }

    @Test
    void failure_letsOneQuestionThroughPerInterval_untilThereIsAnAnswer() {
        assertThat(contact.mayAsk()).isTrue();
        contact.failed();
        assertThat(contact.mayAsk()).isFalse();
        step(Duration.ofSeconds(1));

        assertThat(contact.mayAsk()).isTrue();
        assertThat(contact.mayAsk()).isFalse();
        contact.answered();
        assertThat(contact.mayAsk()).isTrue();
        assertThat(contact.mayAsk()).isTrue();
    }

    @Test
    void failure_isForgotten_whenTheHeartBeatsAgain() {
        contact.failed();
        assertThat(contact.mayAsk()).isFalse();

        contact.heard();

        assertThat(contact.mayAsk()).isTrue();
        assertThat(contact.mayAsk()).isTrue();
    }

    private void step(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
