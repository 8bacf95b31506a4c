package dev.claviger.audit.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.Line;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;

/**
 * Hands one mail over to a server (RFC 5321, 3207, 4954), blocking. Nothing but the greeting is said before TLS: a server that does not offer
 * it is left. What the server says beside its codes is not repeated.
 */
final class SmtpTalk {
    private static final int MOST_LINES = 100;
    private static final int LONGEST_LINE = 4_096;
    private static final int READY = 220;
    private static final int AUTHENTICATED = 235;
    private static final int DONE = 250;
    private static final int GO_ON = 334;
    private static final int SEND = 354;

    private final Line line;
    private final boolean encryptedAtOnce;
    private final int patienceMillis;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private List<String> offers = List.of();

    SmtpTalk(Line line, boolean encryptedAtOnce, int patienceMillis) {
        this.line = line;
        this.encryptedAtOnce = encryptedAtOnce;
        this.patienceMillis = patienceMillis;
    }

    /** Who sends, empty where the server does not ask. */
    record Login(String user, Secret password) {}

    void send(Login login, String from, List<String> to, byte[] mail) throws IOException {
        try (Socket wire = line.open()) {
            talkOver(wire);
            expect(READY, "the connection", reply());
            offers = hello();
            if (!encryptedAtOnce) {
                encrypt(wire);
            }
            if (!login.user().isEmpty()) {
                logIn(login);
            }
            ask(DONE, "the sender", "MAIL FROM:<" + from + ">");
            for (String each : to) {
                ask(DONE, "the recipient " + each, "RCPT TO:<" + each + ">");
            }
            ask(SEND, "the mail", "DATA");
            out.write(stuffed(mail));
            ask(DONE, "the mail", ".");
            say("QUIT");
        }
    }

    private void talkOver(Socket wire) throws IOException {
        socket = wire;
        socket.setSoTimeout(patienceMillis);
        if (socket instanceof SSLSocket tls) {
            tls.startHandshake();
        }
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    private List<String> hello() throws IOException {
        say("EHLO claviger");
        List<String> lines = reply();
        expect(DONE, "the greeting", lines);
        return lines.stream()
                .map(offer -> offer.substring(Math.min(4, offer.length())).toUpperCase(Locale.ROOT))
                .toList();
    }

    /** What was read ahead without TLS is thrown away, and what was offered without TLS counts no more. */
    private void encrypt(Socket wire) throws IOException {
        if (!offers.contains("STARTTLS")) {
            throw new NotTold("The mail server does not offer STARTTLS.");
        }
        ask(READY, "TLS", "STARTTLS");
        talkOver(line.tls().createSocket(wire, "", wire.getPort(), true));
        offers = hello();
    }

    private void logIn(Login login) throws IOException {
        String password = login.password().reveal();
        if (offers(offer -> offer.startsWith("AUTH") && offer.contains("PLAIN"))) {
            ask(AUTHENTICATED, "the login", "AUTH PLAIN " + base64("\0" + login.user() + "\0" + password));
        } else if (offers(offer -> offer.startsWith("AUTH") && offer.contains("LOGIN"))) {
            ask(GO_ON, "the login", "AUTH LOGIN");
            ask(GO_ON, "the login", base64(login.user()));
            ask(AUTHENTICATED, "the login", base64(password));
        } else {
            throw new NotTold("The mail server offers no login with a password.");
        }
    }

    private boolean offers(Predicate<String> wanted) {
        return offers.stream().anyMatch(wanted);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private void ask(int code, String what, String command) throws IOException {
        say(command);
        expect(code, what, reply());
    }

    private void say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(US_ASCII));
        out.flush();
    }

    private static void expect(int code, String what, List<String> lines) {
        String answer = lines.getLast().substring(0, Math.min(3, lines.getLast().length()));
        if (!answer.equals(String.valueOf(code))) {
            String shown = answer.matches("[0-9]{3}") ? answer : "no code";
            throw new NotTold("The mail server refused %s (%s).".formatted(what, shown));
        }
    }

    private List<String> reply() throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(readLine());
        } while (lines.size() < MOST_LINES
                && lines.getLast().length() > 3
                && lines.getLast().charAt(3) == '-');
        return lines;
    }

    private String readLine() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0 || text.length() > LONGEST_LINE) {
                throw new IOException("no reply");
            }
            text.append(new String(new byte[] {(byte) each}, ISO_8859_1));
        }
        return text.toString().stripTrailing();
    }

    /** A line that begins with a dot gets another one. */
    private static byte[] stuffed(byte[] mail) {
        return new String(mail, US_ASCII).replaceAll("(?m)^\\.", "..").getBytes(US_ASCII);
    }
}
