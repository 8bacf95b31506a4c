package dev.claviger.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free ports on loopback. */
public final class Ports {
    /**
     * Below the range from which systems take the local ports of outgoing connections. A client that knocks at a stopped
     * program's port could otherwise be given that very port, connect to itself, and keep the program from coming back.
     */
    private static final int LOWEST = 15_000;

    private static final int HIGHEST = 32_000;

    private static final int ATTEMPTS = 200;

    /** What was given away may not be in use yet. */
    private static final Set<Integer> GIVEN_AWAY = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** Returns a port that nobody listens on, never the same one twice. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && GIVEN_AWAY.add(port)) {
                return port;
            }
        }
        throw new LocalFailure("No free port between %d and %d".formatted(LOWEST, HIGHEST));
    }

    /** Refuses a port that is taken, in the name of the program that wants it. */
    public static void requireFree(int port, String program) {
        if (!isFree(port)) {
            throw new LocalFailure("%s cannot start: port %d is taken. Stop what listens there or choose another port."
                    .formatted(program, port));
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
