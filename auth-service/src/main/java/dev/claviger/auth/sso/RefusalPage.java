package dev.claviger.auth.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.handover.BrowserAnswer;
import dev.claviger.kernel.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** What somebody sees whose single sign-on failed. It says what the error body says, and nothing that came with the request. */
@ApplicationScoped
class RefusalPage {
    private final String page = read();

    RestResponse<Object> of(Failure refusal) {
        return BrowserAnswer.of(
                status(refusal.kind()),
                BrowserAnswer.HTML,
                BrowserAnswer.CLOSED_POLICY,
                page.replace("{reason}", escaped(refusal.text())));
    }

    private static Status status(Failure.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST, TOO_LARGE -> Status.BAD_REQUEST;
            case UNAUTHORIZED -> Status.UNAUTHORIZED;
            case TOKEN_REFUSED, PERMISSION_DENIED, BOUNDARY_EXCEEDED, FORBIDDEN -> Status.FORBIDDEN;
            case NOT_FOUND -> Status.NOT_FOUND;
            case RATE_LIMITED -> Status.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> Status.SERVICE_UNAVAILABLE;
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String read() {
        try (InputStream text = Objects.requireNonNull(RefusalPage.class.getResourceAsStream("/sso/refusal.html"))) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page is part of the program", e);
        }
    }
}
