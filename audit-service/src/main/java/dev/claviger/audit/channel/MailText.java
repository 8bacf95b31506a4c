package dev.claviger.audit.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An alert as a mail (RFC 5322, 2045). Pure. Headers hold printable ASCII in one line each, and the body is base64, so that no text of an
 * event can end a header, the body or the mail.
 */
final class MailText {
    private static final int LONGEST_SUBJECT = 200;
    private static final String NEW_LINE = "\r\n";

    private MailText() {}

    static byte[] of(JsonObject event, String from, List<String> to, Instant now) {
        String body = AlertText.headline(event) + "\n\n"
                + AlertText.details(event).entrySet().stream()
                        .map(detail -> detail.getKey() + ": " + oneLine(detail.getValue()) + "\n")
                        .collect(Collectors.joining());
        return (String.join(
                                NEW_LINE,
                                "From: Claviger <" + from + ">",
                                "To: "
                                        + to.stream()
                                                .map(each -> "<" + each + ">")
                                                .collect(Collectors.joining(", ")),
                                "Subject: " + subject(event),
                                "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
                                "Message-ID: <" + event.getString("id").replace(':', '.') + "@claviger>",
                                "X-Claviger-Delivery: " + event.getString("id"),
                                "Auto-Submitted: auto-generated",
                                "MIME-Version: 1.0",
                                "Content-Type: text/plain; charset=utf-8",
                                "Content-Transfer-Encoding: base64",
                                "",
                                Base64.getMimeEncoder().encodeToString(body.getBytes(UTF_8)))
                        + NEW_LINE)
                .getBytes(US_ASCII);
    }

    private static String subject(JsonObject event) {
        String line = "Claviger " + AlertText.headline(event).replaceAll("[^\\x20-\\x7e]", "?");
        return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
