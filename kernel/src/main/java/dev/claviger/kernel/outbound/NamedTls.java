package dev.claviger.kernel.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Lays TLS around connections to one host. The handshake fails unless the certificate is for it, whatever the user of the socket checks or
 * forgets to check, and whatever name he gives.
 */
final class NamedTls extends SSLSocketFactory {
    private final SSLSocketFactory sockets;
    private final String host;

    NamedTls(SSLContext context, String host) {
        this.sockets = context.getSocketFactory();
        this.host = host;
    }

    @Override
    public Socket createSocket(Socket connected, String ignored, int port, boolean autoClose) throws IOException {
        if (!(sockets.createSocket(connected, host, port, autoClose) instanceof SSLSocket socket)) {
            throw new IOException("no TLS socket");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String other, int port) throws IOException {
        throw new IOException(Line.ELSEWHERE);
    }

    @Override
    public Socket createSocket(String other, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException(Line.ELSEWHERE);
    }

    @Override
    public Socket createSocket(InetAddress other, int port) throws IOException {
        throw new IOException(Line.ELSEWHERE);
    }

    @Override
    public Socket createSocket(InetAddress other, int port, InetAddress local, int localPort) throws IOException {
        throw new IOException(Line.ELSEWHERE);
    }
}
