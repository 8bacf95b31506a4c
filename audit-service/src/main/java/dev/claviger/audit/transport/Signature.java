package dev.claviger.audit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What shows a receiver that a request is ours: over the time and the body, so that an old request cannot be sent again later. */
public final class Signature {
    public static final String HEADER = "X-Claviger-Signature";
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** The value of the header. */
    public static Secret of(Secret key, Instant now, Buffer body) {
        long time = now.getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal().getBytes(UTF_8), ALGORITHM));
            mac.update((time + ".").getBytes(UTF_8));
            return Secret.of("t=%d,v1=%s".formatted(time, HexFormat.of().formatHex(mac.doFinal(body.getBytes()))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
        }
    }
}
