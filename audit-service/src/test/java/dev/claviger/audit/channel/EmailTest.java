package dev.claviger.audit.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.alert.AlertChange;
import dev.claviger.audit.feed.AlertEvent;
import dev.claviger.audit.siem.SelfSigned;
import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Secret;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails reach a mail server of somebody else's making, and nothing is said to one that does not speak TLS. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class EmailTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PASSWORD = "top-secret-password";

    @Inject
    Channels channels;

    @TempDir
    static Path folder;

    @TempDir
    Path other;

    private static String certificate = "";
    private GreenMail server = new GreenMail();

    /** The server reads its key once in the life of the JVM. */
    @BeforeAll
    static void makeCertificate() throws IOException, GeneralSecurityException {
        SelfSigned ours = SelfSigned.in(folder);
        certificate = SelfSigned.pem(ours.store());
        System.setProperty("greenmail.tls.keystore.file", ours.file().toString());
        System.setProperty("greenmail.tls.keystore.password", SelfSigned.PASSWORD);
    }

    @BeforeEach
    void start() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        var _ = server.setUser("claviger@example.com", "claviger", PASSWORD);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private String url() {
        return "smtps://127.0.0.1:" + server.getSmtps().getPort();
    }

    private static JsonObject event(String text) {
        return AlertEvent.of(new AlertChange(
                "org",
                new UUID(1, 2),
                0,
                "open",
                "R07",
                1,
                "Honeytoken touched",
                "critical",
                text,
                Optional.empty(),
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                new By("platform", "", ""),
                Map.of("actor", text)));
    }

    private static Destination destination(String url, String certificate, String password) {
        Map<String, Secret> values = new HashMap<>();
        values.put("url", Secret.of(url));
        values.put("caCert", Secret.of(certificate));
        values.put("from", Secret.of("claviger@example.com"));
        values.put("to", Secret.of("lena@example.com, mona@example.com"));
        values.put("username", Secret.of("claviger"));
        values.put("password", Secret.of(password));
        return new Destination(values, Map.of());
    }

    private Attempt send(Destination destination, JsonObject event) {
        return channels.send(ChannelKind.EMAIL, destination, event).await().atMost(SOON);
    }

    @Test
    void mail_arrivesForAll_withAKeyAndAllThatIsKnown() throws MessagingException, IOException {
        Attempt attempt = send(destination(url(), certificate, PASSWORD), event("identity:zoë\r\n.\r\nQUIT"));

        assertThat(attempt.problem()).isEmpty();
        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(2);
        assertThat(mails[0].getSubject()).isEqualTo("Claviger [critical] R07 Honeytoken touched: open");
        assertThat(mails[0].getHeader("X-Claviger-Delivery"))
                .containsExactly("00000000-0000-0001-0000-000000000002:open:0");
        assertThat(mails[0].getMessageID()).isEqualTo("<00000000-0000-0001-0000-000000000002.open.0@claviger>");
        assertThat(mails[0].getAllRecipients()).hasSize(2);
        assertThat(mails[0].getContent().toString())
                .contains("Subject: identity:zoë  .  QUIT")
                .contains("Log: org, entry 7");
    }

    @Test
    void T21_textOfAnEvent_isNoHeader() throws MessagingException {
        JsonObject event = event("x");
        event.getJsonObject("data").put("title", "a\r\nBcc: eve@example.com\r\n\r\nbody");

        assertThat(send(destination(url(), certificate, PASSWORD), event).problem())
                .isEmpty();

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(server.getReceivedMessages()[0].getHeader("Bcc")).isNull();
    }

    @Test
    void wrongPassword_isTold_withoutIt() {
        try (LogCanary canary = LogCanary.listen()) {
            Attempt attempt = send(destination(url(), certificate, "wrong-" + PASSWORD), event("x"));

            assertThat(attempt.problem()).hasValue("The mail server refused the login (535).");
            canary.assertSilent(PASSWORD);
            assertThat(server.getReceivedMessages()).isEmpty();
        }
    }

    @Test
    void unknownCertificate_isNotTrusted() {
        assertThat(send(destination(url(), "", PASSWORD), event("x")).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("certificate is not trusted"));
    }

    @Test
    void startTls_isUsed_beforeAnythingIsSaid() {
        try (SmtpStub stub = new SmtpStub(other, true, "")) {
            Attempt attempt = send(destination(stub.url(), stub.certificate(), PASSWORD), event("x"));

            assertThat(attempt.problem()).isEmpty();
            assertThat(stub.commands()).startsWith("EHLO claviger", "STARTTLS", "*EHLO claviger", "*AUTH LOGIN");
            assertThat(stub.commands())
                    .contains("*" + Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8)))
                    .contains("*MAIL FROM:<claviger@example.com>", "*RCPT TO:<mona@example.com>", "*DATA");
        }
    }

    @Test
    void T5_serverWithoutStartTls_isToldNothing() {
        try (SmtpStub stub = new SmtpStub(other, false, "")) {
            Attempt attempt = send(destination(stub.url(), stub.certificate(), PASSWORD), event("x"));

            assertThat(attempt.problem()).hasValue("The mail server does not offer STARTTLS.");
            assertThat(stub.commands()).containsOnly("EHLO claviger");
        }
    }

    /** Somebody in between adds replies before TLS begins: they are not taken for those of the server. */
    @Test
    void T5_repliesInjectedBeforeTls_countForNothing() {
        try (SmtpStub stub = new SmtpStub(other, true, "\r\n250-evil\r\n250 AUTH PLAIN")) {
            Attempt attempt = send(destination(stub.url(), stub.certificate(), PASSWORD), event("x"));

            assertThat(attempt.problem()).isEmpty();
            assertThat(stub.commands()).contains("*AUTH LOGIN").noneMatch(command -> command.contains("AUTH PLAIN"));
        }
    }

    @Test
    void T8_forbiddenAddress_isNotCalled() {
        assertThat(send(destination("smtps://10.0.0.1", "", PASSWORD), event("x"))
                        .problem())
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("Cannot fetch from 10.0.0.1"));
    }
}
