package dev.claviger.vault.history;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.PublicId;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;

/** What all routes of history have in common: every attempt ends recorded. */
@ApplicationScoped
class HistoryDoor {
    private final CurrentRequest current;
    private final Attempts attempts;

    HistoryDoor(CurrentRequest current, Attempts attempts) {
        this.current = current;
        this.attempts = attempts;
    }

    /** @param event its name, one of http-api.md 9.3 where there is one */
    <T> Uni<T> recorded(String event, Function<Attempt, Uni<T>> work) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> work.apply(attempt));
    }

    /** What is no id is the id of no commit. */
    static UUID commitId(String text) {
        return PublicId.parse(text).orElseThrow(CommitNotFound::ofNoId);
    }
}
