package dev.claviger.vault.referrer;

import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.revision.RevisionMoved;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Finds all folders of a project. */
@ApplicationScoped
class PlaceStore {
    private static final String ALL_OF_PROJECT = """
            SELECT e.slug, f.path
            FROM project p
            LEFT JOIN environment e ON e.project_id = p.id
            LEFT JOIN folder f ON f.env_id = e.id
            WHERE p.id = $1 AND p.revision = $2
            ORDER BY e.slug, f.path
            LIMIT $3
            """;

    private final Pool pool;

    PlaceStore(Pool pool) {
        this.pool = pool;
    }

    /** At most that many, as of the revision of the project. Fails with {@link RevisionMoved} when it has changed since. */
    Uni<Set<Place>> all(Project project, int limit) {
        return pool.preparedQuery(ALL_OF_PROJECT)
                .execute(Tuple.of(project.id(), project.revision(), limit))
                .map(PlaceStore::places);
    }

    /** A project of that revision has a row even where it has no folder. */
    private static Set<Place> places(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new RevisionMoved();
        }
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getString("path") != null)
                .map(row -> new Place(row.getString("slug"), row.getString("path")))
                .collect(Collectors.toSet());
    }
}
