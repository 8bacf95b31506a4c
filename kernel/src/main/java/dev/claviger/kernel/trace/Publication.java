package dev.claviger.kernel.trace;

import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** One message that is being sent, as its trace sees it. */
public final class Publication {
    private final Span span;
    private final String traceparent;

    Publication(Span span, String traceparent) {
        this.span = span;
        this.traceparent = traceparent;
    }

    /** Tells the reader of the message which trace it belongs to. */
    public void mark(Headers headers) {
        headers.add(Traceparent.HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
    }

    /** The broker has it, or {@code failure} says why not. */
    public void end(@Nullable Exception failure) {
        Tracing.end(span, failure);
    }
}
