package dev.claviger.kernel.http;

import dev.claviger.kernel.Ids;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
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
    private static final int READ_AWAY = 16;
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|/\\.{1,2}(/|$)|\\\\|;|%(2f|5c|2e|00|0a|0d)|[\\x00-\\x20\\x7f]");

    private final HttpConfig config;
    private final Ids ids;
    private final List<RequestDeadline> deadlines;

    RequestGate(HttpConfig config, Ids ids, Instance<RequestDeadline> deadlines) {
        this.config = config;
        this.ids = ids;
        this.deadlines = deadlines.stream().toList();
    }

    void install(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    void catchFailures(@Observes Router router) {
        for (int status : new int[] {400, 404, 405, 406, 408, 413, 414, 415, 431}) {
            router.errorHandler(status, context -> refuse(context, status, Statuses.text(status)));
        }
        router.errorHandler(500, context -> refuse(context, 500, Statuses.UNEXPECTED));
        router.route().order(Integer.MIN_VALUE).failureHandler(RequestGate::dropLate);
    }

    /** A request that was given up may still come to an end, whose answer cannot be written any more. That is no failure of its own. */
    private static void dropLate(RoutingContext context) {
        if (!context.response().ended()) {
            context.next();
        }
    }

    private void admit(RoutingContext context) {
        RequestId.assign(context, ids);
        String path = context.request().path();
        if (path != null && VaultDialect.covers(path)) {
            VaultDialect.plainMediaType(context);
        }
        if (path == null || path.length() > config.maxPathLength() || isAmbiguous(path)) {
            refuse(context, 400, "The path is ambiguous or too long. Send it in its plain form.");
        } else if (path.length() > 1 && path.endsWith("/")) {
            context.reroute(context.request().method(), withoutSlash(context, path));
        } else if (announcedLength(context) > config.maxBodyBytes()) {
            readAway(context);
        } else if (context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            watch(context);
            readWhole(context);
        } else {
            watch(context);
            context.next();
        }
    }

    private static long announcedLength(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** A body of unannounced length is gathered here, because only here its end can still get the one error body. */
    private void readWhole(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (request.bytesRead() <= config.maxBodyBytes()) {
                body.appendBuffer(chunk);
            } else if (request.bytesRead() > READ_AWAY * config.maxBodyBytes()) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                refuse(context, 413, Statuses.text(413));
            }
        });
        request.endHandler(end -> {
            if (request.bytesRead() > config.maxBodyBytes()) {
                refuse(context, 413, Statuses.text(413));
            } else {
                ((RoutingContextInternal) context).setBody(body);
                context.next();
            }
        });
        request.resume();
    }

    /** A client that is still sending would only see a broken connection, so most of what it sends is read and dropped first. */
    private void readAway(RoutingContext context) {
        HttpServerRequest request = context.request();
        watch(context);
        request.handler(chunk -> {
            if (request.bytesRead() > READ_AWAY * config.maxBodyBytes()) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                refuse(context, 413, Statuses.text(413));
            }
        });
        request.endHandler(end -> refuse(context, 413, Statuses.text(413)));
        request.resume();
    }

    /** A dependency that hangs must not hold callers for ever. */
    private void watch(RoutingContext context) {
        Duration deadline = deadline(String.valueOf(context.request().path()));
        long timer = context.vertx().setTimer(deadline.toMillis(), late -> giveUp(context, deadline));
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }

    private Duration deadline(String path) {
        return deadlines.stream()
                .flatMap(own -> own.of(path).stream())
                .findFirst()
                .orElseGet(config::deadline);
    }

    private void giveUp(RoutingContext context, Duration deadline) {
        Log.warnf("request given up reqId=%s after=%s", RequestId.of(context), deadline);
        refuse(context, 503, Statuses.text(503));
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
        boolean vault = VaultDialect.covers(String.valueOf(context.request().path()));
        JsonObject body = vault ? vaultError(status, text) : error(context, status, text);
        if (status == 503) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        context.response()
                .setStatusCode(vault ? VaultDialect.status(status) : status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer())
                .onFailure(gone -> context.response().reset());
    }

    private static JsonObject error(RoutingContext context, int status, String text) {
        return new JsonObject()
                .put("reqId", RequestId.of(context))
                .put("statusCode", status)
                .put("message", text)
                .put("error", Statuses.name(status));
    }

    private static JsonObject vaultError(int status, String text) {
        return new JsonObject()
                .put(
                        "errors",
                        new JsonArray(VaultDialect.of(status, List.of(text)).errors()));
    }
}
