package dev.claviger.kernel.http;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Failures of the slice of the Vault API, in Vault's own shape (gitlab.md 4.2): clients take 404 with any other body for an answer. What
 * is not there says nothing, and a missing token is a 403 as it is there.
 */
public final class VaultErrors {
    private static final String ROOT = "/v1/";

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
                ? issues.stream().map(VaultErrors::text).toList()
                : List.of(String.valueOf(message));
    }

    private static String text(Object issue) {
        return issue instanceof Issue given
                ? "%s: %s".formatted(String.join(".", given.path()), given.message())
                : String.valueOf(issue);
    }
}
