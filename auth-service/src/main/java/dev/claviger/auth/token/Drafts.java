package dev.claviger.auth.token;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Works out what a token may do and signs it. */
@ApplicationScoped
class Drafts {
    private static final long NO_CEILING = 0;

    private final TokenWriter writer;
    private final Ids ids;
    private final Clock clock;
    private final long ceiling;

    Drafts(TokenWriter writer, Ids ids, Clock clock, AuthConfig config) {
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.ceiling = config.tokens().ceiling().toSeconds();
    }

    /** The first token of a login. */
    Draft first(Login login) {
        return draft(ids.nextPublic(), login, ceiling, now());
    }

    /** The first token of a login, without an end. */
    Draft unlimited(Login login) {
        return draft(ids.nextPublic(), login.unlimited(), NO_CEILING, now());
    }

    /** The next token of the same login; throws {@link TokenRejected} when there is none. */
    Draft next(AccessToken row, Caller caller) {
        return draft(row.id(), row.login(caller), row.ceiling(), row.createdAt());
    }

    private Draft draft(UUID id, Login login, long most, Instant createdAt) {
        Instant now = now();
        Lifetime lifetime = Lifetime.of(login.policy(), most, createdAt.until(now, ChronoUnit.SECONDS))
                .orElseThrow(TokenRejected::ended);
        String token = writer.write(id, login, lifetime, createdAt, now);
        Instant end = lifetime.seconds() == 0 ? null : now.plusSeconds(lifetime.seconds());
        return new Draft(id, login, most, now, end, TokenAnswer.of(token, lifetime, login.policy()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
