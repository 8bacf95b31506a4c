package dev.claviger.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who decides what is traced. */
class SamplingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Context MARKED = Traceparent.read("00-" + TRACE + "-00f067aa0ba902b7-01");
    private static final Context UNMARKED = Traceparent.read("00-" + TRACE + "-00f067aa0ba902b7-00");

    @Test
    void callersMark_isWorthNothing_unlessTheyAreFollowed() {
        assertThat(decision(new Sampling(0, false), MARKED, SpanKind.SERVER)).isFalse();
        assertThat(decision(new Sampling(1, false), UNMARKED, SpanKind.SERVER)).isTrue();
        assertThat(decision(new Sampling(0, true), MARKED, SpanKind.SERVER)).isTrue();
        assertThat(decision(new Sampling(1, true), UNMARKED, SpanKind.SERVER)).isFalse();
    }

    @Test
    void whatWasDecidedAtTheDoor_holdsBehindIt() {
        assertThat(decision(new Sampling(0, false), MARKED, SpanKind.PRODUCER)).isTrue();
        assertThat(decision(new Sampling(1, false), UNMARKED, SpanKind.CONSUMER))
                .isFalse();
    }

    @Test
    void withoutAParent_theRatioDecides() {
        assertThat(decision(new Sampling(0, true), Traceparent.read(null), SpanKind.SERVER))
                .isFalse();
        assertThat(decision(new Sampling(1, true), Traceparent.read("nonsense"), SpanKind.SERVER))
                .isTrue();
    }

    private static boolean decision(Sampling sampling, Context parent, SpanKind kind) {
        return sampling.shouldSample(parent, TRACE, "GET", kind, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }
}
