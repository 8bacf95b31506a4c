package dev.claviger.kernel.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Makes a span of every request, before anything else looks at it; health and metrics have none. */
@ApplicationScoped
class TraceGate {
    private static final int BEFORE_THE_REQUEST_GATE = 10_100;
    private static final int SERVER_ERROR = 500;

    /** Where the framework leaves the template of the route that matched; the path itself may name a secret. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String SEEN = TraceGate.class.getName();

    private final Tracing tracing;

    TraceGate(Tracing tracing) {
        this.tracing = tracing;
    }

    void install(@Observes Filters filters) {
        if (tracing.isOn()) {
            filters.register(this::pass, BEFORE_THE_REQUEST_GATE);
        }
    }

    private void pass(RoutingContext context) {
        if (context.get(SEEN) == null
                && !String.valueOf(context.request().path()).startsWith("/q/")) {
            context.put(SEEN, true); // a rerouted request passes twice
            begin(context);
        }
        context.next();
    }

    private void begin(RoutingContext context) {
        Span span = tracing.serve(
                context.request().method().name(), context.request().getHeader(Traceparent.HEADER));
        if (!span.isRecording()) {
            return;
        }
        MDC.put("traceId", span.getSpanContext().getTraceId());
        @Nullable Context here = Vertx.currentContext();
        context.addEndHandler(ended -> end(context, span, here == null ? null : here.getLocal(TEMPLATE)));
    }

    private static void end(RoutingContext context, Span span, @Nullable String template) {
        int status = context.response().getStatusCode();
        String method = context.request().method().name();
        span.setAttribute("http.request.method", method).setAttribute("http.response.status_code", status);
        @Nullable String request = context.response().headers().get("X-Request-ID");
        if (request != null) {
            span.setAttribute("claviger.request_id", request);
        }
        if (template != null) {
            span.updateName(method + " " + template).setAttribute("http.route", template);
        }
        if (status >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
