package dev.claviger.sync.gitlab;

import dev.claviger.kernel.outbound.OutboundAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells from an answer what the matter is. Looks for words that GitLab is known to send and repeats none of them. */
final class Refusals {
    private final Clock clock;

    Refusals(Clock clock) {
        this.clock = clock;
    }

    GitLabRefused of(OutboundAnswer answer) {
        String text = answer.body().toString();
        Problem problem = switch (answer.status()) {
            case 301, 302, 303, 307, 308, 405 -> Problem.MOVED;
            case 400 -> invalid(text);
            case 401 -> Problem.UNAUTHORIZED;
            case 403 -> forbidden(text);
            case 404 -> missing(text);
            case 409 -> text.contains("multiple variables") ? Problem.SEVERAL_SCOPES : Problem.LOCKED;
            case 429 -> Problem.RATE_LIMITED;
            default -> answer.status() >= 500 ? Problem.SERVER_ERROR : Problem.BAD_ANSWER;
        };
        return new GitLabRefused(problem, pause(answer));
    }

    private static Problem invalid(String text) {
        if (text.contains("has already been taken")) {
            return Problem.TAKEN;
        }
        if (text.contains("\"value\":[\"is invalid\"")) {
            return Problem.UNMASKABLE;
        }
        if (text.contains("Maximum number of")) {
            return Problem.FULL;
        }
        if (text.contains("Expiration date")) {
            return Problem.TOO_LONG_LIVED;
        }
        if (text.contains("permission to create")) {
            return Problem.NO_TOKENS_MADE;
        }
        if (text.contains("permissions not held")) {
            return Problem.LEVEL_TOO_HIGH;
        }
        boolean hiding = text.contains("visibility setting") || text.contains("hidden variables");
        return hiding ? Problem.HIDING_FIXED : Problem.INVALID;
    }

    private static Problem forbidden(String text) {
        if (text.contains("read-only")) {
            return Problem.READ_ONLY;
        }
        return text.contains("insufficient_scope") ? Problem.SCOPE : Problem.FORBIDDEN;
    }

    /** A proxy's own 404 says nothing about what is there. */
    private static Problem missing(String text) {
        if (!text.startsWith("{")) {
            return Problem.BAD_ANSWER;
        }
        if (text.contains("Access Token Not Found")) {
            return Problem.NO_TOKEN;
        }
        return text.contains("Variable Not Found") ? Problem.NO_VARIABLE : Problem.GONE;
    }

    private Duration pause(OutboundAnswer answer) {
        Long seconds = number(answer.headers().get("Retry-After"));
        if (seconds != null) {
            return Duration.ofSeconds(seconds);
        }
        Long reset = number(answer.headers().get("RateLimit-Reset"));
        if (reset == null || answer.status() != 429) {
            return Duration.ZERO;
        }
        return positive(Duration.between(clock.instant(), Instant.ofEpochSecond(reset)));
    }

    private static Duration positive(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static @Nullable Long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,12}") ? Long.valueOf(text) : null;
    }
}
