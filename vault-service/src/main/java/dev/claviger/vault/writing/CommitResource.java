package dev.claviger.vault.writing;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretConfig;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Changes of secrets and folders as one commit (http-api.md 5.7). */
@Path("/api/v1/pit/batch/commit")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CommitResource {
    private static final String EVENT = "pit-process-new-commit-raw";

    private final CurrentRequest current;
    private final Attempts attempts;
    private final Commits commits;
    private final SecretConfig config;

    CommitResource(CurrentRequest current, Attempts attempts, Commits commits, SecretConfig config) {
        this.current = current;
        this.attempts = attempts;
        this.commits = commits;
        this.config = config;
    }

    /** A commit that was made leaves the events of its changes, one that was not an event of its own. */
    @POST
    public Uni<Committed> commit(@Nullable CommitBody body) {
        CommitBody given = body == null ? CommitBody.EMPTY : body;
        Attempt attempt = new Attempt(current.caller(), current.event(EVENT));
        return attempts.recorded(attempt, () -> commits.commit(given.parse(config), attempt));
    }
}
