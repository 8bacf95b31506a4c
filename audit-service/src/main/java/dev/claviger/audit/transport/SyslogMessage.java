package dev.claviger.audit.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.claviger.audit.format.LoggedEntry;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A message of RFC 5424 in a frame of RFC 5425: its length in octets, a space, the message. The structured data are those that IANA
 * registered, {@code origin} and {@code meta}; all else is in the JSON, which is plain ASCII.
 */
final class SyslogMessage {
    /** More than all that stands before the JSON. */
    static final int MOST_BEFORE_JSON = 512;

    private static final int LOG_AUDIT = 13;
    private static final int MOST_OF_SEQUENCE = Integer.MAX_VALUE;
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_ID = 32;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private SyslogMessage() {}

    static Buffer frame(String host, LoggedEntry entry, Buffer json) {
        String outcome = entry.found().event().outcome();
        String before = header(
                severity(outcome),
                entry.found().occurredAt(),
                host,
                entry.found().event().name());
        String meta = "[meta sequenceId=\"%d\"]".formatted(entry.index() % MOST_OF_SEQUENCE + 1);
        return framed(before + "[origin software=\"Claviger\"]" + meta + " ", json);
    }

    static Buffer test(String host, Instant now) {
        return framed(header(6, now, host, "test") + "- ", Buffer.buffer(Parcel.TEST));
    }

    private static Buffer framed(String before, Buffer text) {
        byte[] begin = before.getBytes(US_ASCII);
        return Buffer.buffer((begin.length + text.length()) + " ")
                .appendBytes(begin)
                .appendBuffer(text);
    }

    private static String header(int severity, Instant time, String host, String id) {
        return "<%d>1 %s %s claviger - %s "
                .formatted(LOG_AUDIT * 8 + severity, TIME.format(time), word(host, LONGEST_HOST), word(id, LONGEST_ID));
    }

    /** Informational, warning, error. */
    private static int severity(String outcome) {
        return switch (outcome) {
            case "success" -> 6;
            case "denied" -> 4;
            default -> 3;
        };
    }

    /** Printable ASCII without spaces, which is all that these fields take. */
    private static String word(String text, int longest) {
        String clean = text.replaceAll("[^!-~]", "_");
        return clean.isEmpty() ? "-" : clean.substring(0, Math.min(longest, clean.length()));
    }
}
