package dev.claviger.local.client;

/** The API did not do what was asked. The message is for people. */
public final class ApiRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApiRefused(Answer answer) {
        super("%s was answered with %d: %s".formatted(answer.request(), answer.status(), answer.message()));
    }

    ApiRefused(String request, Throwable cause) {
        super("%s was not answered: %s".formatted(request, cause), cause);
    }
}
