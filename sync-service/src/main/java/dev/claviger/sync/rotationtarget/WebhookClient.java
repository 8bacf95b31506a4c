package dev.claviger.sync.rotationtarget;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import dev.claviger.sync.ledger.SyncKeys;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells a consumer to take its new credential, through the guarded client: private addresses are refused unless the operator lists them,
 * redirects are not followed, and time is limited. The call is signed and holds no credential; the answer may prove that the consumer has
 * it, by a MAC of our challenge under the credential itself.
 */
@ApplicationScoped
public class WebhookClient {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LARGEST_ANSWER = 16 * 1024;
    private static final Duration SLOWEST_ANSWER = Duration.ofSeconds(10);
    private static final int CHALLENGE_BYTES = 32;

    private final GuardedHttp http;
    private final SyncKeys keys;
    private final RandomGenerator chance;
    private final Clock clock;

    WebhookClient(GuardedHttp http, SyncKeys keys, RandomGenerator chance, Clock clock) {
        this.http = http;
        this.keys = keys;
        this.chance = chance;
        this.clock = clock;
    }

    /**
     * Tells it once.
     *
     * @param notice what the consumer is told; the challenge is added
     * @param proof what the consumer has when it has taken the credential
     * @return why it did not confirm, in words for administrators; empty when it did
     */
    public Uni<Optional<String>> tell(WebhookRules rules, UUID rotationId, JsonObject notice, Secret proof) {
        byte[] drawn = new byte[CHALLENGE_BYTES];
        chance.nextBytes(drawn);
        String challenge = HexFormat.of().formatHex(drawn);
        long timestamp = clock.millis();
        Buffer body = notice.copy()
                .put("timestamp", timestamp)
                .put("challenge", challenge)
                .toBuffer();
        return signingKey(rotationId)
                .map(key -> new OutboundCall(
                        HttpMethod.POST,
                        Map.of(
                                "Content-Type",
                                Secret.of("application/json"),
                                "x-infisical-signature",
                                Secret.of("t=%d;%s".formatted(timestamp, hex(key, body.getBytes())))),
                        body))
                .chain(call ->
                        http.call(rules.address(), FetchRules.json().within(LARGEST_ANSWER, SLOWEST_ANSWER), call))
                .map(answer -> problem(rules, answer, challenge, proof))
                .onFailure()
                .recoverWithItem(WebhookClient::reason);
    }

    /** Texts of our own refusals hold the host and the reason; of anything else nobody knows what they hold. */
    private static Optional<String> reason(Throwable problem) {
        if (problem instanceof Failure failure) {
            return Optional.of(failure.text());
        }
        Log.warnf(
                "webhook of a rotation not called cause=%s", problem.getClass().getName());
        return Optional.of("It could not be called.");
    }

    private static Optional<String> problem(WebhookRules rules, OutboundAnswer answer, String challenge, Secret proof) {
        if (!answer.succeeded()) {
            return Optional.of("%s answered %d.".formatted(rules.address().getHost(), answer.status()));
        }
        Optional<String> given = proof(answer);
        if (given.isEmpty()) {
            return rules.needsProof()
                    ? Optional.of("%s answered without a proof."
                            .formatted(rules.address().getHost()))
                    : Optional.empty();
        }
        byte[] expected = hex(proof, challenge.getBytes(UTF_8)).getBytes(UTF_8);
        return MessageDigest.isEqual(expected, given.get().getBytes(UTF_8))
                ? Optional.empty()
                : Optional.of("%s answered with the proof of another credential."
                        .formatted(rules.address().getHost()));
    }

    private static Optional<String> proof(OutboundAnswer answer) {
        try {
            return Optional.ofNullable(new JsonObject(answer.body()).getValue("proof"))
                    .map(String::valueOf);
        } catch (DecodeException noJson) {
            return Optional.empty();
        }
    }

    /** By which a consumer knows that a call is ours; another one for each rotation, and the same as long as it lives. */
    public Uni<Secret> signingKey(UUID rotationId) {
        return keys.webhooks()
                .map(key -> Secret.of(hex(key, rotationId.toString().getBytes(UTF_8))));
    }

    private static String hex(Secret key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.reveal().getBytes(UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
