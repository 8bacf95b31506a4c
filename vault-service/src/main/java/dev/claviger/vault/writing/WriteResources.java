package dev.claviger.vault.writing;

import dev.claviger.vault.secret.SecretObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Sends answers of writes; like those of reads they are not for caches. */
final class WriteResources {
    private WriteResources() {}

    static RestResponse<OneSecret> one(SecretObject secret) {
        return respond(new OneSecret(secret));
    }

    static RestResponse<ManySecrets> many(List<SecretObject> secrets) {
        return respond(new ManySecrets(secrets));
    }

    private static <T> RestResponse<T> respond(T answer) {
        return RestResponse.ResponseBuilder.ok(answer, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
