package dev.claviger.vault.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whoever adds a column of bytes decides here whether project keys seal it. One that they seal and that no {@link Shelf} has would not
 * open any more after the next rotation.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SealedColumnsTest {
    private static final Set<String> ON_SHELVES = Set.of(
            "secret_version.value",
            "secret_version.detail",
            "personal_secret.value",
            "personal_secret.detail",
            "webhook.url",
            "webhook.signing_key",
            "approval_request.payload");

    private static final Set<String> NOT_SEALED_BY_PROJECT_KEYS = Set.of(
            "project.keyset",
            "fingerprint_key.keyset",
            "secret_version.fingerprint",
            "personal_secret.fingerprint",
            "root_key.canary",
            "change_outbox.payload",
            "outbox_event.payload");

    @Test
    void everyColumnOfBytes_isOnAShelf_orNotSealedByProjectKeys() throws SQLException {
        Set<String> known = new TreeSet<>(ON_SHELVES);
        known.addAll(NOT_SEALED_BY_PROJECT_KEYS);

        assertThat(columnsOfBytes()).isEqualTo(known);
    }

    private static Set<String> columnsOfBytes() throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Connection owner = RealEngines.connectAsOwner("vault");
                ResultSet rows = owner.createStatement()
                        .executeQuery("SELECT c.relname || '.' || a.attname AS place FROM pg_attribute a "
                                + "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                                + "WHERE a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped "
                                + "AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = 'public'")) {
            while (rows.next()) {
                columns.add(rows.getString("place"));
            }
        }
        return columns;
    }
}
