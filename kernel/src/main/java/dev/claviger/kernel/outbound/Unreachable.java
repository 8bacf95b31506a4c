package dev.claviger.kernel.outbound;

import java.net.ConnectException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says why a server could not be asked, in words that hold nothing it sent. */
final class Unreachable {
    private Unreachable() {}

    static OutboundFailed failure(String host, Throwable cause) {
        return new OutboundFailed(host, reason(cause));
    }

    private static String reason(Throwable cause) {
        if (has(cause, SSLException.class)) {
            return "its certificate is not trusted for this name, or it does not speak TLS";
        }
        return has(cause, ConnectException.class) ? "it does not accept connections" : "the connection broke";
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(type::isInstance);
    }
}
