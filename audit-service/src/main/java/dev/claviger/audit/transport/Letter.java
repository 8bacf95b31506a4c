package dev.claviger.audit.transport;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A request to a receiver.
 *
 * @param headers beside those of the exchange itself; their values may be credentials
 */
record Letter(URI uri, FetchRules rules, Map<String, Secret> headers, Buffer body) {
    Letter {
        headers = Map.copyOf(headers);
    }

    /** The same content in another form, which a header tells. */
    Letter with(String header, Secret value, Buffer other) {
        Map<String, Secret> all = new HashMap<>(headers);
        all.put(header, value);
        return new Letter(uri, rules, all, other);
    }

    @Override
    public String toString() {
        return "Letter[redacted]";
    }
}
