package dev.claviger.audit.transport;

import dev.claviger.audit.format.Format;
import dev.claviger.audit.format.Rendered;
import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What is sent at once.
 *
 * @param stream names it for the destination
 * @param entries in the order of the log; none for a test whether the destination takes anything
 */
public record Parcel(UUID stream, String org, Format format, List<Rendered> entries) {
    static final String TEST = "Claviger tests this audit log stream";

    public Parcel {
        entries = List.copyOf(entries);
    }

    boolean isTest() {
        return entries.isEmpty();
    }

    /** All entries in one body. */
    Buffer joined(String begin, String between, String end, Function<Rendered, Buffer> item) {
        Buffer body = Buffer.buffer(begin);
        for (int each = 0; each < entries.size(); each++) {
            body.appendString(each > 0 ? between : "").appendBuffer(item.apply(entries.get(each)));
        }
        return body.appendString(end);
    }

    static Secret number(long number) {
        return Secret.of(String.valueOf(number));
    }
}
