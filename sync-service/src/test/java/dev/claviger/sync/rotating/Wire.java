package dev.claviger.sync.rotating;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** The line to a server, which can be cut, and can swallow the answer to a statement that did arrive. */
final class Wire implements AutoCloseable {
    private final ServerSocket door;
    private final String host;
    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean isCut;
    private volatile String swallowed = "";

    Wire(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        var _ = threads.submit(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void cut(boolean now) {
        isCut = now;
    }

    /** The answer to the next statement with this text is lost, and the line with it. */
    void swallowAnswerTo(String text) {
        swallowed = text;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                var _ = threads.submit(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = isCut ? new Socket() : new Socket(host, port)) {
            if (!isCut) {
                AtomicBoolean deaf = new AtomicBoolean();
                var _ = threads.submit(() -> receive(server, client, deaf));
                send(client, server, deaf);
            }
        } catch (IOException broken) {
            return;
        }
    }

    private void send(Socket client, Socket server, AtomicBoolean deaf) throws IOException {
        byte[] buffer = new byte[8192];
        InputStream from = client.getInputStream();
        for (int read = from.read(buffer); read >= 0 && !isCut; read = from.read(buffer)) {
            String text = new String(buffer, 0, read, ISO_8859_1);
            if (!swallowed.isEmpty() && text.contains(swallowed)) {
                swallowed = "";
                deaf.set(true);
            }
            server.getOutputStream().write(buffer, 0, read);
            server.getOutputStream().flush();
        }
    }

    private static void receive(Socket server, Socket client, AtomicBoolean deaf) {
        byte[] buffer = new byte[8192];
        try (client) {
            InputStream from = server.getInputStream();
            for (int read = from.read(buffer); read >= 0 && !deaf.get(); read = from.read(buffer)) {
                client.getOutputStream().write(buffer, 0, read);
                client.getOutputStream().flush();
            }
        } catch (IOException broken) {
            return;
        }
    }

    /** Whether an answer was lost since it was asked for. */
    boolean hasSwallowed() {
        return swallowed.isEmpty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            door.close();
        } catch (IOException already) {
            return;
        }
    }
}
