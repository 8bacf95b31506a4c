package dev.claviger.vault.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.Submission;
import dev.claviger.vault.webhook.Payloads.Notice;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells receivers, through the guarded client: private addresses are refused unless the operator lists them, redirects are not followed,
 * time is limited, and of the answer only the status counts.
 */
@ApplicationScoped
class WebhookClient {
    private static final String ALGORITHM = "HmacSHA256";

    private final GuardedHttp http;
    private final Safekeeping safekeeping;
    private final Clock clock;

    WebhookClient(GuardedHttp http, Safekeeping safekeeping, Clock clock) {
        this.http = http;
        this.safekeeping = safekeeping;
        this.clock = clock;
    }

    /**
     * Sends the notice once.
     *
     * @param delivery the same for every try of the same delivery
     * @return why it failed, in words for whoever made the webhook; empty when the receiver took it
     */
    Uni<Optional<String>> tell(Webhook webhook, Notice notice, UUID delivery) {
        return safekeeping
                .open(webhook)
                .chain(opened -> http.post(
                        URI.create(opened.url().reveal()),
                        FetchRules.statusOnly(),
                        submission(webhook, opened, notice, delivery)))
                .map(taken -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(WebhookClient::reason);
    }

    /** Texts of our own refusals hold the host and the reason; of anything else nobody knows what they hold. */
    private static Optional<String> reason(Throwable problem) {
        if (problem instanceof Failure failure) {
            return Optional.of(failure.text());
        }
        Log.warnf("webhook not sent cause=%s", problem.getClass().getName());
        return Optional.of("It could not be sent.");
    }

    private Submission submission(Webhook webhook, Safekeeping.Open opened, Notice notice, UUID delivery) {
        long timestamp = clock.millis();
        byte[] body = Payloads.of(webhook, notice, timestamp).getBytes(UTF_8);
        Map<String, Secret> headers = new HashMap<>();
        headers.put("X-Claviger-Delivery", Secret.of(delivery.toString()));
        headers.put("X-Claviger-Event", Secret.of(notice.event()));
        opened.signingKey()
                .ifPresent(key -> headers.put(
                        "x-infisical-signature",
                        Secret.of("t=%d;%s".formatted(timestamp, HexFormat.of().formatHex(sign(key, body))))));
        return Submission.json(headers, Buffer.buffer(body));
    }

    private static byte[] sign(Secret key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal().getBytes(UTF_8), ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }
}
