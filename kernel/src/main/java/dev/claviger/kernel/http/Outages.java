package dev.claviger.kernel.http;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells a dependency that is away from a defect of ours: the first is a 503 that heals, the second a 500 that somebody must fix. */
final class Outages {
    /** Connection exceptions, shutdown, too many connections, lock and statement time-outs, read-only standby. */
    private static final Set<String> SQL_STATES =
            Set.of("57P01", "57P02", "57P03", "53300", "55P03", "57014", "25006", "40001", "40P01");

    private Outages() {}

    static boolean isOutage(Throwable failure) {
        return Causes.chain(failure).anyMatch(Outages::isAway);
    }

    private static boolean isAway(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> false;
            case PgException sql -> {
                String state = String.valueOf(sql.getSqlState());
                yield state.startsWith("08") || SQL_STATES.contains(state);
            }
            case ClosedConnectionException closed -> true;
            case ConnectionPoolTooBusyException busy -> true;
            case ConnectTimeoutException slow -> true;
            case ConnectException refused -> true;
            case ClosedChannelException gone -> true;
            case TimeoutException late -> true;
            case io.smallrye.mutiny.TimeoutException late -> true;
            case VertxException late -> "Timeout".equals(late.getMessage());
            default -> false;
        };
    }
}
