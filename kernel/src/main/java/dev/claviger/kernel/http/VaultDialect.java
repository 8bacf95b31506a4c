package dev.claviger.kernel.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the slice of the Vault API as its clients expect them (gitlab.md 4.2). Failures have Vault's own shape, because clients take a
 * 404 with any other body for an answer; what is not there says nothing, and a missing token is a 403 as it is there. Some clients compare
 * the media type as a text, so it comes without parameters.
 */
public final class VaultDialect {
    private static final String ROOT = "/v1/";
    private static final String JSON = "application/json";

    /** The body. */
    public record Errors(List<String> errors) {}

    @ServerResponseFilter
    public void translate(ContainerResponseContext response, UriInfo uri) {
        if (response.getEntity() instanceof ApiError error
                && covers(uri.getRequestUri().getRawPath())) {
            response.setEntity(of(error.statusCode(), texts(error.message())));
            response.setStatus(status(error.statusCode()));
        }
    }

    static boolean covers(String path) {
        return path.startsWith(ROOT);
    }

    /** To be called before the answer begins. */
    static void plainMediaType(RoutingContext context) {
        context.addHeadersEndHandler(_ -> {
            MultiMap headers = context.response().headers();
            @Nullable String type = headers.get(HttpHeaders.CONTENT_TYPE);
            if (type != null && type.startsWith(JSON)) {
                headers.set(HttpHeaders.CONTENT_TYPE, JSON);
            }
        });
    }

    static int status(int ours) {
        return switch (ours) {
            case 401 -> 403;
            case 422 -> 400;
            default -> ours;
        };
    }

    static Errors of(int status, List<String> texts) {
        return new Errors(status == 404 ? List.of() : texts);
    }

    private static List<String> texts(Object message) {
        return message instanceof List<?> issues
                ? issues.stream().map(VaultDialect::text).toList()
                : List.of(String.valueOf(message));
    }

    private static String text(Object issue) {
        return issue instanceof Issue given
                ? "%s: %s".formatted(String.join(".", given.path()), given.message())
                : String.valueOf(issue);
    }
}
