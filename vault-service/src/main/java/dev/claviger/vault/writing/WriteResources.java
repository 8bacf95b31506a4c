package dev.claviger.vault.writing;

import dev.claviger.vault.approval.RequestView;
import dev.claviger.vault.secret.SecretObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Sends answers of writes; like those of reads they are not for caches. */
final class WriteResources {
    private WriteResources() {}

    static RestResponse<OneSecret> one(Written written) {
        return respond(
                switch (written) {
                    case Written.Done(List<SecretObject> secrets) -> new OneSecret(secrets.getFirst(), null);
                    case Written.Waiting(RequestView request) -> new OneSecret(null, request);
                });
    }

    static RestResponse<ManySecrets> many(Written written) {
        return respond(
                switch (written) {
                    case Written.Done(List<SecretObject> secrets) -> new ManySecrets(secrets, null);
                    case Written.Waiting(RequestView request) -> new ManySecrets(null, request);
                });
    }

    private static <T> RestResponse<T> respond(T answer) {
        return RestResponse.ResponseBuilder.ok(answer, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
