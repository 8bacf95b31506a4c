package dev.claviger.kernel.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Which requests are traced. At the door the id of the trace decides, unless callers are followed: their mark is worth what anybody on the
 * network writes. Behind the door the decision made there holds.
 */
final class Sampling implements Sampler {
    private final Sampler door;
    private final Sampler inside;

    Sampling(double ratio, boolean followCallers) {
        Sampler byTraceId = Sampler.traceIdRatioBased(ratio);
        this.inside = Sampler.parentBased(byTraceId);
        this.door = followCallers ? inside : byTraceId;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        Sampler sampler = kind == SpanKind.SERVER ? door : inside;
        return sampler.shouldSample(parent, traceId, name, kind, attributes, parentLinks);
    }

    @Override
    public String getDescription() {
        return "door=%s inside=%s".formatted(door.getDescription(), inside.getDescription());
    }
}
