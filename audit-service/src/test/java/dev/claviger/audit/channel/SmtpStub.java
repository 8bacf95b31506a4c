package dev.claviger.audit.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.audit.siem.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A mail server that begins without TLS, and may be told not to offer it, or to say more than it should before it. */
final class SmtpStub implements AutoCloseable {
    private final ServerSocket server;
    private final KeyStore store;
    private final boolean offersTls;
    private final String injected;
    private final List<String> commands = new CopyOnWriteArrayList<>();

    SmtpStub(Path folder, boolean offersTls, String injected) {
        try {
            this.store = SelfSigned.in(folder).store();
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException | IOException refused) {
            throw new IllegalStateException(refused);
        }
        this.offersTls = offersTls;
        this.injected = injected;
        var _ = Thread.ofVirtual().start(this::serve);
    }

    String url() {
        return "smtp://127.0.0.1:" + server.getLocalPort();
    }

    String certificate() {
        return SelfSigned.pem(store);
    }

    /** What it was told; with a star in front what came through TLS. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(10_000);
                say(socket, "220 stub");
                talk(socket, "");
            } catch (IOException | GeneralSecurityException gone) {
                commands.add("gone");
            }
        }
    }

    private void talk(Socket socket, String mark) throws IOException, GeneralSecurityException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(mark + line);
            if (line.startsWith("EHLO")) {
                say(socket, offersTls && mark.isEmpty() ? "250-stub\r\n250 STARTTLS" : "250-stub\r\n250 AUTH LOGIN");
            } else if (line.equals("STARTTLS")) {
                say(socket, "220 go" + injected);
                talk(tls(socket), "*");
                return;
            } else if (line.equals("AUTH LOGIN")) {
                say(socket, "334 user");
                commands.add(mark + in.readLine());
                say(socket, "334 password");
                commands.add(mark + in.readLine());
                say(socket, "235 welcome");
            } else if (line.equals("DATA")) {
                say(socket, "354 go on");
                for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                    commands.add(mark + "| " + text);
                }
                say(socket, "250 taken");
            } else {
                say(socket, "250 well");
            }
        }
    }

    private Socket tls(Socket socket) throws IOException, GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, SelfSigned.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getSocketFactory().createSocket(socket, null, true);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(US_ASCII));
        socket.getOutputStream().flush();
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
