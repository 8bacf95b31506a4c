package dev.claviger.sync.lease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A way to a server on this machine that can be cut and laid again. */
final class Wire implements AutoCloseable {
    private final int to;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket door;

    private Wire(int to) {
        this.to = to;
        this.port = listen(0);
    }

    static Wire to(int port) {
        return new Wire(port);
    }

    int port() {
        return port;
    }

    private int listen(int wanted) {
        try {
            ServerSocket listening = new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
            door = listening;
            var _ = Thread.ofVirtual().start(() -> accept(listening));
            return listening.getLocalPort();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket here = listening.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(here);
                open.add(there);
                var _ = Thread.ofVirtual().start(() -> pump(here, there));
                var _ = Thread.ofVirtual().start(() -> pump(there, here));
            }
        } catch (IOException cut) {
            // the wire was cut
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // one end is gone, so is the other
        }
    }

    /** Nobody gets through, and who is through hears no more. */
    void cut() {
        try {
            if (door != null) {
                door.close();
            }
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void mend() {
        var _ = listen(port);
    }

    @Override
    public void close() {
        cut();
    }
}
