package dev.claviger.audit.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.AuditConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Asks witnesses, whose addresses the operator has configured, for cosignatures. */
@ApplicationScoped
class WitnessClient {
    private static final int MOST_BYTES = 16 * 1024;

    private final HttpClient http;
    private final AuditConfig.VerifiableLog config;

    WitnessClient(Vertx vertx, AuditConfig config) {
        this.config = config.log();
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(this.config.witnessTimeout().toMillis())));
    }

    /** Status and body of its answer. Fails when it gives none in time. */
    Uni<Answer> addCheckpoint(URI witness, String submission) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(witness.toString().replaceAll("/+$", "") + "/add-checkpoint")
                .setFollowRedirects(false)
                .putHeader("Content-Type", "text/plain; charset=utf-8");
        return http.request(request)
                .chain(opened -> opened.send(Buffer.buffer(submission)))
                .chain(WitnessClient::read)
                .ifNoItem()
                .after(config.witnessTimeout())
                .fail();
    }

    private static Uni<Answer> read(HttpClientResponse response) {
        return response.body().map(body -> new Answer(response.statusCode(), text(body)));
    }

    private static String text(Buffer body) {
        return body.length() > MOST_BYTES ? "" : new String(body.getBytes(), UTF_8);
    }

    record Answer(int status, String body) {}
}
