package dev.claviger.sync.connection;

import dev.claviger.kernel.outbound.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands checked lines to the PostgreSQL driver, which takes socket factories by the name of their class and one text. The driver may have
 * another class loader than this class, so they meet in the system properties, as types of the JDK.
 */
final class PostgresLines {
    private static final String PREFIX = "dev.claviger.line.";
    private static final String TLS = ".tls";
    private static final AtomicLong LAST = new AtomicLong();

    private PostgresLines() {}

    /** The text that stands for a line until it is closed. */
    record Ticket(String name) implements AutoCloseable {
        @Override
        public void close() {
            var _ = System.getProperties().remove(name);
            var _ = System.getProperties().remove(name + TLS);
        }
    }

    static Ticket register(Line line) {
        Ticket ticket = new Ticket(PREFIX + LAST.incrementAndGet());
        var _ = System.getProperties().put(ticket.name(), line);
        var _ = System.getProperties().put(ticket.name() + TLS, line.tls());
        return ticket;
    }

    private static Object find(String name) {
        return Objects.requireNonNull(System.getProperties().get(name), "no such line");
    }

    /** Connected from the beginning: whatever address the driver names, this is where the line leads. */
    public static final class Sockets extends SocketFactory {
        private final SocketFactory line;

        public Sockets(String name) {
            this.line = (SocketFactory) find(name);
        }

        @Override
        public Socket createSocket() throws IOException {
            return line.createSocket(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return createSocket();
        }
    }

    /** The handshake checks the name, whatever the driver's mode says. */
    public static final class Tls extends SSLSocketFactory {
        private final SSLSocketFactory factory;

        public Tls(String name) {
            this.factory = (SSLSocketFactory) find(name + TLS);
        }

        @Override
        public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
            return factory.createSocket(connected, host, port, autoClose);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return factory.createSocket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return factory.createSocket(host, port, local, localPort);
        }
    }
}
