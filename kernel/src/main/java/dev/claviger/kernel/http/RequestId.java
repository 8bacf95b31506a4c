package dev.claviger.kernel.http;

import dev.claviger.kernel.Ids;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** The id under which one request appears in answers, logs and events. */
public final class RequestId {
    static final String HEADER = "X-Request-ID";
    private static final String KEY = RequestId.class.getName();
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** Keeps a sane id that came with the request, else makes one; the answer repeats it. */
    static void assign(RoutingContext context, Ids ids) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && SANE.matcher(given).matches()
                ? given
                : ids.next().toString();
        context.put(KEY, id);
        if (VertxContext.isOnDuplicatedContext()) {
            MDC.put("reqId", id); // elsewhere it would stay with the thread and go on to the next request
        }
        context.response().putHeader(HEADER, id);
    }

    /** The id of this request; {@code unknown} only for a request that never passed the gate. */
    public static String of(RoutingContext context) {
        @Nullable String id = context.get(KEY);
        return id == null ? "unknown" : id;
    }
}
