package dev.claviger.vault.reading;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretNotFound;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all read routes have in common: the attempt is known before the request is even read, and ends recorded. */
@ApplicationScoped
class Door {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final Lists lists;
    private final ImportLists importLists;
    private final Singles singles;
    private final Versions versions;
    private final KeyValues keyValues;

    Door(
            CurrentRequest current,
            Attempts attempts,
            Lists lists,
            ImportLists importLists,
            Singles singles,
            Versions versions,
            KeyValues keyValues) {
        this.current = current;
        this.attempts = attempts;
        this.lists = lists;
        this.importLists = importLists;
        this.singles = singles;
        this.versions = versions;
        this.keyValues = keyValues;
    }

    Uni<Answer> list(Query query, Dialect dialect, @Nullable String ifNoneMatch) {
        return recorded("get-secrets", attempt -> list(completed(query), dialect, attempt, ifNoneMatch));
    }

    private Uni<Answer> list(Query query, Dialect dialect, Attempt attempt, @Nullable String ifNoneMatch) {
        ProjectRef project = query.project(dialect);
        if (!query.pointsNowhere(dialect)) {
            return lists.list(ListRequest.parse(query, dialect), attempt, ifNoneMatch);
        }
        return query.isRecursive()
                ? lists.listBelowNothing(project, query.environment(), attempt, ifNoneMatch)
                : lists.listNothing(project, attempt, ifNoneMatch);
    }

    Uni<Answer> imports(Query query, Dialect dialect, @Nullable String ifNoneMatch) {
        return recorded(
                "get-secrets",
                attempt -> importLists.list(ListRequest.ofImports(completed(query), dialect), attempt, ifNoneMatch));
    }

    Uni<FileAnswer> export(Query query) {
        return recorded("get-secrets", attempt -> lists.export(ExportRequest.parse(completed(query)), attempt));
    }

    Uni<Answer> read(String name, Query query, Dialect dialect, @Nullable String ifNoneMatch) {
        return recorded(
                "get-secret",
                attempt -> singles.read(ReadRequest.parse(name, completed(query), dialect), attempt, ifNoneMatch));
    }

    Uni<Answer> readById(String id, Query query, Dialect dialect, @Nullable String ifNoneMatch) {
        return recorded(
                "get-secret",
                attempt -> singles.readById(
                        secretId(id), ReadRequest.Options.parse(query, dialect), attempt, ifNoneMatch));
    }

    Uni<Answer> readVersions(String id, Query query, @Nullable String ifNoneMatch) {
        return recorded(
                "dashboard-get-secret-version-value",
                attempt -> versions.read(
                        secretId(id),
                        new Versions.Page(query.number("offset", 0, 0, 1_000_000), query.number("limit", 20, 1, 100)),
                        attempt,
                        ifNoneMatch));
    }

    Uni<Answer> keyValues(Supplier<KeyValueRequest> request, KeyValueForm form) {
        return recorded("get-secrets", attempt -> keyValues.read(request.get(), form, attempt));
    }

    /** A service token for one folder need not say which. */
    private Query completed(Query query) {
        return current.knownCaller().map(caller -> query.completedFor(caller)).orElse(query);
    }

    private <T> Uni<T> recorded(String event, Function<Attempt, Uni<T>> read) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> read.apply(attempt));
    }

    /** What is no id is the id of no secret. */
    private static UUID secretId(String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw SecretNotFound.ofNoId();
    }
}
