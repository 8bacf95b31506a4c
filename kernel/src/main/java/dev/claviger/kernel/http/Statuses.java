package dev.claviger.kernel.http;

import dev.claviger.kernel.Failure;

/** The statuses, their names in the error body and their general texts (http-api.md 1.4). */
final class Statuses {
    static final String UNEXPECTED = "Something went wrong";

    private Statuses() {}

    static int of(Failure.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> 400;
            case UNAUTHORIZED -> 401;
            case TOKEN_REFUSED, PERMISSION_DENIED, BOUNDARY_EXCEEDED, FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case TOO_LARGE -> 413;
            case RATE_LIMITED -> 429;
            case UNAVAILABLE -> 503;
        };
    }

    static String name(Failure.Kind kind) {
        return switch (kind) {
            case TOKEN_REFUSED -> "TokenError";
            case PERMISSION_DENIED -> "PermissionDenied";
            case BOUNDARY_EXCEEDED -> "PermissionBoundaryError";
            default -> name(of(kind));
        };
    }

    static String name(int status) {
        return switch (status) {
            case 400 -> "BadRequest";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 405 -> "MethodNotAllowed";
            case 406 -> "NotAcceptable";
            case 408 -> "RequestTimeout";
            case 410 -> "Gone";
            case 413 -> "PayloadTooLarge";
            case 414 -> "UriTooLong";
            case 415 -> "UnsupportedMediaType";
            case 422 -> "ValidationFailure";
            case 429 -> "RateLimitExceeded";
            case 431 -> "RequestHeaderFieldsTooLarge";
            case 503 -> "ServiceUnavailable";
            case 504 -> "GatewayTimeout";
            default -> status < 500 ? "BadRequest" : "InternalServerError";
        };
    }

    static String text(int status) {
        return switch (status) {
            case 400 -> "The request could not be read. Check its syntax.";
            case 401 -> "Send a bearer token in the Authorization header.";
            case 404 -> "No such route. Check the path and the method.";
            case 405 -> "This route does not take this method.";
            case 406 -> "Answers are application/json.";
            case 413 -> "The request body is too large.";
            case 415 -> "Send the body as application/json.";
            case 503 -> "The service cannot answer right now. Try again in a moment.";
            default -> status < 500 ? "The request was refused." : UNEXPECTED;
        };
    }
}
