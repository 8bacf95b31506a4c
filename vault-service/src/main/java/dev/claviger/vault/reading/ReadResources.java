package dev.claviger.vault.reading;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** Sends answers of reads. */
final class ReadResources {
    private ReadResources() {}

    /** Values are not for caches on the way or on disk. */
    static RestResponse<byte[]> file(FileAnswer file) {
        return RestResponse.ResponseBuilder.ok(file.answer().body().orElseThrow())
                .header(HttpHeaders.CONTENT_TYPE, file.format().contentType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    /** Values are not for caches on the way or on disk; clients that keep them send the tag. */
    static RestResponse<byte[]> respond(Answer answer) {
        RestResponse.ResponseBuilder<byte[]> response = answer.body()
                .map(body -> RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_JSON))
                .orElseGet(RestResponse.ResponseBuilder::notModified);
        return response.header(HttpHeaders.ETAG, answer.tag())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
