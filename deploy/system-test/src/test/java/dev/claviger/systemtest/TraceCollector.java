package dev.claviger.systemtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes OTLP over HTTP from the services, and shows what it took. */
final class TraceCollector {
    private static final TraceCollector SHARED = new TraceCollector();
    private final Queue<Seen> spans = new ConcurrentLinkedQueue<>();
    private final String url;

    /** A span that a service has sent; {@code raw} is all that stands in it, as text. */
    record Seen(
            String service,
            String name,
            Span.SpanKind kind,
            String trace,
            String id,
            String parent,
            Map<String, String> attributes,
            String raw) {}

    private TraceCollector() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", this::take);
            Thread.ofPlatform().daemon().start(server::start);
            url = "http://127.0.0.1:" + server.getAddress().getPort();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    static TraceCollector shared() {
        return SHARED;
    }

    String url() {
        return url;
    }

    List<Seen> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(each -> seen(each).forEach(spans::add));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Stream<Seen> seen(ResourceSpans resource) {
        String service = texts(resource.getResource().getAttributesList()).getOrDefault("service.name", "");
        return resource.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Seen(
                        service,
                        span.getName(),
                        span.getKind(),
                        HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                        HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                        HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                        texts(span.getAttributesList()),
                        span.toString()));
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        each -> each.getValue().hasIntValue()
                                ? String.valueOf(each.getValue().getIntValue())
                                : each.getValue().getStringValue()));
    }
}
