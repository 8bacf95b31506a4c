package dev.claviger.kernel.trace;

import dev.claviger.kernel.Ids;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The spans of this service. Where no collector is named, and for requests that are not sampled, every method does nothing but what it
 * wraps.
 */
@ApplicationScoped
public class Tracing {
    private static final String CURRENT = Tracing.class.getName();
    private static final String TOPIC = "messaging.destination.name";
    private static final Duration LAST_SPANS = Duration.ofSeconds(2);

    private final Optional<SdkTracerProvider> provider;
    private final Tracer tracer;

    Tracing(TracingConfig config, Ids ids, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.provider = config.endpoint()
                .map(collector ->
                        SpanPipeline.to(collector, config, service, ids.next().toString()));
        this.tracer = provider.<TracerProvider>map(all -> all)
                .orElseGet(TracerProvider::noop)
                .get("claviger");
    }

    boolean isOn() {
        return provider.isPresent();
    }

    /** The W3C traceparent of what is going on; empty where nothing is traced. */
    public Optional<String> traceparent() {
        return current().map(Traceparent::of);
    }

    /** A step of the request that is being served. */
    public <T> Uni<T> step(String name, Uni<T> work) {
        if (!isOn()) {
            return work;
        }
        return Uni.createFrom()
                .deferred(() -> current()
                        .map(parent -> ending(begin(name, SpanKind.INTERNAL, child(parent)), work))
                        .orElse(work));
    }

    /**
     * A request to another service of the suite, which goes on with the trace.
     *
     * @param options of the request that {@code call} is about to send; gets the header
     */
    public <T> Uni<T> call(String service, RequestOptions options, Uni<T> call) {
        if (!isOn()) {
            return call;
        }
        return Uni.createFrom()
                .deferred(() -> current()
                        .map(parent -> calling(parent, service, options, call))
                        .orElse(call));
    }

    private <T> Uni<T> calling(Span parent, String service, RequestOptions options, Uni<T> call) {
        Span span = begin("call " + service, SpanKind.CLIENT, child(parent));
        span.setAttribute("peer.service", service);
        options.putHeader(Traceparent.HEADER, Traceparent.of(span));
        return ending(span, call);
    }

    /**
     * An event on its way to Kafka, which goes on with the trace.
     *
     * @param traceparent that the event had when it was recorded
     */
    public Publication publish(String topic, String traceparent) {
        if (!isOn()) {
            return new Publication(Span.getInvalid(), traceparent);
        }
        Span span = begin("publish " + topic, SpanKind.PRODUCER, Traceparent.read(traceparent));
        span.setAttribute("messaging.system", "kafka").setAttribute(TOPIC, topic);
        return new Publication(span, Traceparent.of(span));
    }

    /** Messages that one piece of work takes in together; each has a trace of its own. */
    public <T> Uni<T> receive(ConsumerRecords<?, ?> messages, Uni<T> work) {
        if (!isOn()) {
            return work;
        }
        List<Span> spans = StreamSupport.stream(messages.spliterator(), false)
                .flatMap(message -> Optional.ofNullable(message.headers().lastHeader(Traceparent.HEADER)).stream()
                        .map(header -> received(message.topic(), header)))
                .toList();
        return work.onTermination().invoke((done, failure, cancelled) -> spans.forEach(span -> end(span, failure)));
    }

    private Span received(String topic, Header header) {
        String text = new String(header.value(), StandardCharsets.US_ASCII);
        return begin("process " + topic, SpanKind.CONSUMER, Traceparent.read(text))
                .setAttribute("messaging.system", "kafka")
                .setAttribute(TOPIC, topic);
    }

    /** The span of a request that came in; it is the current one of this Vert.x context from now on. */
    Span serve(String method, @Nullable String traceparent) {
        Span span = begin(method, SpanKind.SERVER, Traceparent.read(traceparent));
        if (span.isRecording() && VertxContext.isOnDuplicatedContext()) {
            ContextLocals.put(CURRENT, span);
        }
        return span;
    }

    private static Optional<Span> current() {
        return VertxContext.isOnDuplicatedContext() ? ContextLocals.get(CURRENT) : Optional.empty();
    }

    private static Context child(Span parent) {
        return Context.root().with(parent);
    }

    private Span begin(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
    }

    private static <T> Uni<T> ending(Span span, Uni<T> work) {
        return work.onTermination().invoke((done, failure, cancelled) -> end(span, failure));
    }

    /** Of a failure only its kind is told; what it says may quote what nobody should read. */
    static void end(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR)
                    .setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }

    @PreDestroy
    void close() {
        provider.ifPresent(all -> all.shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS));
    }
}
