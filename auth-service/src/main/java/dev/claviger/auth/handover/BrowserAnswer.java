package dev.claviger.auth.handover;

import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** An answer for the eyes of a person, under headers that let it do nothing but what it is for. */
public final class BrowserAnswer {
    public static final String HTML = "text/html";

    /** For pages without a script. */
    public static final String CLOSED_POLICY =
            "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private BrowserAnswer() {}

    public static <T> RestResponse<T> of(RestResponse.Status status, String type, String policy, T text) {
        return ResponseBuilder.<T>create(status)
                .entity(text)
                .type(type + ";charset=UTF-8")
                .header("Content-Security-Policy", policy)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
