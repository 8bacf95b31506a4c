package dev.claviger.kernel.http;

import dev.claviger.kernel.Ids;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What every request passes before anything else looks at it.
 *
 * <p>It gives the request an id, refuses paths that two programs could read differently (dot segments, empty segments, encoded
 * slashes, backslashes, NUL, matrix parameters), so that what is authorised is what is served, drops one trailing slash
 * (http-api.md 1.1), and gives failures below the resource layer the one error body.
 */
@ApplicationScoped
class RequestGate {
    private static final int FIRST = 10_000;
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|/\\.{1,2}(/|$)|\\\\|;|%(2f|5c|2e|00|0a|0d)|[\\x00-\\x20\\x7f]");

    private final HttpConfig config;
    private final Ids ids;

    RequestGate(HttpConfig config, Ids ids) {
        this.config = config;
        this.ids = ids;
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    void catchFailures(@Observes Router router) {
        for (int status : new int[] {400, 404, 405, 406, 408, 413, 414, 415, 431}) {
            router.errorHandler(status, context -> refuse(context, status, Statuses.text(status)));
        }
        router.errorHandler(500, context -> refuse(context, 500, Statuses.UNEXPECTED));
    }

    private void admit(RoutingContext context) {
        RequestId.assign(context, ids);
        String path = context.request().path();
        if (path == null || path.length() > config.maxPathLength() || isAmbiguous(path)) {
            refuse(context, 400, "The path is ambiguous or too long. Send it in its plain form.");
        } else if (path.length() > 1 && path.endsWith("/")) {
            context.reroute(context.request().method(), withoutSlash(context, path));
        } else {
            watch(context);
            context.next();
        }
    }

    /** A dependency that hangs must not hold callers for ever. */
    private void watch(RoutingContext context) {
        long timer = context.vertx()
                .setTimer(config.deadline().toMillis(), late -> refuse(context, 503, Statuses.text(503)));
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }

    private static boolean isAmbiguous(String path) {
        return AMBIGUOUS.matcher(path.toLowerCase(Locale.ROOT)).find();
    }

    private static String withoutSlash(RoutingContext context, String path) {
        String query = context.request().query();
        String plain = path.substring(0, path.length() - 1);
        return query == null ? plain : plain + "?" + query;
    }

    private static void refuse(RoutingContext context, int status, String text) {
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        JsonObject body = new JsonObject()
                .put("reqId", RequestId.of(context))
                .put("statusCode", status)
                .put("message", text)
                .put("error", Statuses.name(status));
        if (status == 503) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer())
                .onFailure(gone -> context.response().reset());
    }
}
