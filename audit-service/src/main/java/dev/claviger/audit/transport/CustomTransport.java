package dev.claviger.audit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.format.Rendered;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.Submission;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Any HTTP server: an array of entries in one request, signed where there is a secret. Of the answer only the status counts. */
@ApplicationScoped
class CustomTransport implements Transport {
    private static final String ALGORITHM = "HmacSHA256";

    private final GuardedHttp http;
    private final Clock clock;

    CustomTransport(GuardedHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Provider provider() {
        return Provider.CUSTOM;
    }

    @Override
    public Capacity capacity(Destination destination) {
        return Capacity.ANY;
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        Buffer body = parcel.joined("[", ",", "]", Rendered::json);
        Map<String, Secret> headers = new HashMap<>(destination.headers());
        headers.put("Content-Type", Secret.of(parcel.format().batchMediaType() + "; charset=utf-8"));
        headers.put("X-Claviger-Entries", Parcel.number(parcel.entries().size()));
        if (!parcel.isTest()) {
            headers.put(
                    "X-Claviger-First-Index",
                    Parcel.number(parcel.entries().getFirst().index()));
            headers.put(
                    "X-Claviger-Last-Index",
                    Parcel.number(parcel.entries().getLast().index()));
        }
        destination
                .value("signingSecret")
                .ifPresent(secret -> headers.put("X-Claviger-Signature", signature(secret, body)));
        FetchRules rules = FetchRules.statusOnly().trusting(destination.text("caCert"));
        return http.post(URI.create(destination.text("url")), rules, new Submission(headers, body))
                .replaceWithVoid();
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
}
