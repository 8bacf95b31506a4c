package dev.claviger.auth.organization;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Reads and writes organisations. */
@ApplicationScoped
public class OrganizationStore {
    private static final String INSERT =
            "INSERT INTO organization (id, name, slug, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)";

    private static final String READ = "SELECT id, name, slug FROM organization WHERE id = $1";

    public Uni<Void> insert(RecordedTransaction tx, Organization organization, Instant now) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(
                        organization.id(), organization.name(), organization.slug(), now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The organisation of a caller; it exists as long as the caller does. */
    public Uni<Organization> read(RecordedTransaction tx, UUID id) {
        return tx.sql()
                .preparedQuery(READ)
                .execute(Tuple.of(id))
                .map(rows -> toOrganization(rows.iterator().next()));
    }

    private static Organization toOrganization(Row row) {
        return new Organization(row.getUUID("id"), row.getString("name"), row.getString("slug"));
    }
}
