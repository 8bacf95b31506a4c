package dev.claviger.local.loopback;

import java.net.BindException;
import java.util.concurrent.CompletionException;

/** Says that a port cannot be listened on, in words for the person who chose it. */
public final class PortUnusable extends RuntimeException {

    PortUnusable(int port, CompletionException failure) {
        super("Port %d of 127.0.0.1 cannot be used: %s".formatted(port, reason(failure)), failure);
    }

    private static String reason(CompletionException failure) {
        Throwable cause = failure.getCause();
        return cause instanceof BindException ? "another program is listening on it" : String.valueOf(cause);
    }
}
