package dev.claviger.audit.siem;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A syslog server that takes RFC 5424 in the frames of RFC 5425 and nothing else. */
final class SyslogReceiver implements AutoCloseable {
    private static final Pattern MESSAGE = Pattern.compile(
            "<([0-9]{1,3})>1 (\\S{20,32}) (\\S{1,255}) (\\S{1,48}) (\\S{1,128}) (\\S{1,32}) (-|(?:\\[(?:[^\\]\\\\]|\\\\.)*\\])+) (.*)",
            Pattern.DOTALL);
    private static final char[] PASSWORD = SelfSigned.PASSWORD.toCharArray();

    private final SSLServerSocket server;
    private final KeyStore store;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private volatile boolean resetting;

    /** A message, taken apart. */
    record Message(int priority, String time, String host, String app, String id, String data, String text) {}

    SyslogReceiver(Path folder) {
        try {
            store = SelfSigned.in(folder).store();
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException | IOException refused) {
            throw new IllegalStateException(refused);
        }
        var _ = Thread.ofVirtual().start(this::serve);
    }

    String url() {
        return "tls://127.0.0.1:" + server.getLocalPort();
    }

    String certificate() {
        return SelfSigned.pem(store);
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    /** What came and is no such message. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** Breaks connections off before anything is read. */
    void resets(boolean on) {
        resetting = on;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                var _ = Thread.ofVirtual().start(() -> take(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void take(Socket socket) {
        try (socket) {
            if (resetting) {
                socket.setSoLinger(true, 0);
                return;
            }
            InputStream in = socket.getInputStream();
            for (int first = in.read(); first >= 0; first = in.read()) {
                int length = length(first, in);
                parse(new String(in.readNBytes(length), US_ASCII));
            }
        } catch (IOException gone) {
            broken.add("the connection broke: " + gone.getMessage());
        }
    }

    private static int length(int first, InputStream in) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int each = first; each != ' '; each = in.read()) {
            if (each < '0' || each > '9' || digits.length() > 6) {
                throw new IOException("no frame");
            }
            digits.append((char) each);
        }
        return Integer.parseInt(digits.toString());
    }

    private void parse(String text) {
        Matcher parts = MESSAGE.matcher(text);
        if (parts.matches()) {
            messages.add(new Message(
                    Integer.parseInt(parts.group(1)),
                    parts.group(2),
                    parts.group(3),
                    parts.group(4),
                    parts.group(6),
                    parts.group(7),
                    parts.group(8)));
        } else {
            broken.add(text);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
