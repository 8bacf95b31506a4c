package dev.claviger.kernel.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers every connection with a script, and can therefore misbehave as it likes. */
final class RawServer implements AutoCloseable {

    @FunctionalInterface
    interface Script {
        void answer(OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();

    RawServer(String address, int port, Script script) throws IOException {
        socket = new ServerSocket(port, 10, InetAddress.ofLiteral(address));
        Thread.ofVirtual().start(() -> accept(script));
    }

    static RawServer answering(String headAndBody) throws IOException {
        return new RawServer("127.0.0.1", 0, out -> out.write(headAndBody.getBytes(ISO_8859_1)));
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Completes when a client went away before its answer was complete. */
    CompletableFuture<Void> hungUp() {
        return hungUp;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept(Script script) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client, Script script) {
        try (client) {
            readHead(client);
            script.answer(client.getOutputStream());
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            hungUp.complete(null);
        }
    }

    private static void readHead(Socket client) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = client.getInputStream().read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
    }
}
