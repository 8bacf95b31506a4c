package dev.claviger.audit.siem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.Submission;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hands entries over by HTTP, through the guarded client: private addresses are refused unless the operator lists them, redirects are not
 * followed, and of the answer only the status counts. The body is a batch of CloudEvents, each byte for byte as it is in the log.
 */
@ApplicationScoped
class StreamClient {
    private static final String ALGORITHM = "HmacSHA256";

    private final GuardedHttp http;
    private final Clock clock;

    StreamClient(GuardedHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** Sends once; returns why it failed, in words for administrators, or nothing when it was taken. */
    Uni<Optional<String>> send(Destination destination, List<StreamStore.Item> items) {
        Buffer body = body(items);
        Map<String, Secret> headers = new HashMap<>(destination.headers());
        headers.put("Content-Type", Secret.of("application/cloudevents-batch+json; charset=utf-8"));
        headers.put("X-Claviger-Entries", Secret.of(String.valueOf(items.size())));
        if (!items.isEmpty()) {
            headers.put(
                    "X-Claviger-First-Index",
                    Secret.of(String.valueOf(items.getFirst().index())));
            headers.put(
                    "X-Claviger-Last-Index",
                    Secret.of(String.valueOf(items.getLast().index())));
        }
        destination.signingSecret().ifPresent(secret -> headers.put("X-Claviger-Signature", signature(secret, body)));
        return http.post(URI.create(destination.url().reveal()), FetchRules.statusOnly(), new Submission(headers, body))
                .map(taken -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(StreamClient::reason);
    }

    private static Buffer body(List<StreamStore.Item> items) {
        Buffer body = Buffer.buffer("[");
        for (int each = 0; each < items.size(); each++) {
            if (each > 0) {
                body.appendString(",");
            }
            body.appendBuffer(items.get(each).event());
        }
        return body.appendString("]");
    }

    /** Over the time and the body, so that an old request cannot be sent again later. */
    private Secret signature(Secret secret, Buffer body) {
        long time = clock.instant().getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
            mac.update((time + ".").getBytes(UTF_8));
            return Secret.of("t=%d,v1=%s".formatted(time, HexFormat.of().formatHex(mac.doFinal(body.getBytes()))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
        }
    }

    /** Texts of our own refusals hold the host and the reason; of anything else nobody knows what they hold. */
    private static Optional<String> reason(Throwable problem) {
        if (problem instanceof Failure failure) {
            return Optional.of(failure.text());
        }
        Log.warnf("stream not delivered cause=%s", problem.getClass().getName());
        return Optional.of("It could not be sent.");
    }
}
