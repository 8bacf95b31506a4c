package dev.claviger.kernel.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** The one error body (http-api.md 1.4). {@code message} is a text, or for 422 a list of {@link Issue}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiError(
        String reqId,
        int statusCode,
        Object message,
        String error,
        @Nullable Object details,
        @Nullable Object context) {}
