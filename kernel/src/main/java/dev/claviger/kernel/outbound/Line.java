package dev.claviger.kernel.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a {@link Door}, for clients that take a socket factory. It leads to the address that was checked whatever address the
 * client asks for, and can be cut from another thread, which ends whatever waits for the other side, handshakes too. Thread-safe.
 */
public final class Line extends SocketFactory {
    static final String ELSEWHERE = "only the address that was checked is connected to";

    private final Door door;
    private final int port;
    private final Duration connectTimeout;
    private final NamedTls tls;
    private final boolean encrypted;
    private @Nullable Socket wire;
    private boolean cut;

    Line(Door door, int port, Duration connectTimeout, NamedTls tls, boolean encrypted) {
        this.door = door;
        this.port = port;
        this.connectTimeout = connectTimeout;
        this.tls = tls;
        this.encrypted = encrypted;
    }

    /** The address that was checked, for clients that want to know it. */
    public InetAddress address() {
        return door.address();
    }

    /** Lays TLS around the connection later, for protocols that begin without it. */
    public SSLSocketFactory tls() {
        return tls;
    }

    /** Connects, with TLS where the line begins with it. Its handshake is still to be done. */
    public Socket open() throws IOException {
        Socket plain = wire();
        plain.connect(new InetSocketAddress(door.address(), port), Math.toIntExact(connectTimeout.toMillis()));
        return encrypted ? tls.createSocket(plain, door.host(), port, true) : plain;
    }

    private synchronized Socket wire() throws IOException {
        if (cut || wire != null) {
            throw new IOException("the line is cut, or used already");
        }
        wire = new Socket();
        return wire;
    }

    /** Ends the connection at once, without a word to the other side; does not block. */
    public synchronized void cut() {
        cut = true;
        try {
            if (wire != null) {
                wire.close();
            }
        } catch (IOException broken) {
            return;
        }
    }

    /** A socket that is not connected could be connected to elsewhere. */
    @Override
    public Socket createSocket() throws IOException {
        throw new IOException(ELSEWHERE);
    }

    @Override
    public Socket createSocket(InetAddress ignored, int ignoredPort) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(String ignored, int ignoredPort) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(String ignored, int ignoredPort, InetAddress local, int localPort) throws IOException {
        return open();
    }

    @Override
    public Socket createSocket(InetAddress ignored, int ignoredPort, InetAddress local, int localPort)
            throws IOException {
        return open();
    }
}
