package dev.claviger.vault.shred;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** T22, T25: with the row of a project its keyset is gone, and with the keyset everything it sealed. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ShredTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Safe safe = Safe.fresh();
    private final ProjectKeys keys = Arc.container().instance(ProjectKeys.class).get();
    private final Images images = Arc.container().instance(Images.class).get();

    @Test
    void T22_deletingAProject_forgetsItsKeysAtOnce() {
        safe.secret("dev:/", "KEY", "value");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("value");
        assertThat(keys.remembered()).contains(safe.projectId);

        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);

        assertThat(keys.remembered()).doesNotContain(safe.projectId);
        safe.read("dev:/", "KEY").then().statusCode(404);
    }

    @Test
    void T22_projectThatAnotherReplicaDeleted_isNotServed_andForgottenSoon() {
        safe.secret("dev:/", "KEY", "value");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("value");

        safe.sql("DELETE FROM project WHERE id = ?", safe.projectId);

        safe.read("dev:/", "KEY").then().statusCode(404);
        eventually(() -> !keys.remembered().contains(safe.projectId)
                && !images.remembered().contains(safe.projectId));
    }

    /** As if all rows came back out of a dump but the keyset. */
    @Test
    void T25_copiedCiphertext_doesNotOpen_afterItsProjectWasDeleted() {
        safe.secret("dev:/", "KEY", "value");
        keep("project", "id = '%s'");
        keep("environment", "project_id = '%s'");
        keep("folder", "project_id = '%s'");
        keep("secret", "project_id = '%s'");
        keep("secret_version", "secret_id IN (SELECT id FROM secret WHERE project_id = '%s')");
        keep("membership", "project_id = '%s'");
        keep("membership_role", "membership_id IN (SELECT id FROM membership WHERE project_id = '%s')");
        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);

        restore(keys.newWrappedKeyset(safe.projectId).await().atMost(LIMIT));

        safe.read("dev:/", "KEY").then().statusCode(500);
        safe.reads("dev:/")
                .queryParam("viewSecretValue", false)
                .get("/api/v4/secrets/KEY")
                .then()
                .statusCode(500);
    }

    private void keep(String table, String rows) {
        safe.sql("CREATE TABLE kept_%s AS SELECT * FROM %s WHERE %s"
                .formatted(table, table, rows.formatted(safe.projectId)));
    }

    private void restore(byte[] keyset) {
        safe.sql(
                "INSERT INTO project (id, org_id, name, slug, keyset, revision, created_at, updated_at) SELECT id, org_id, name, slug, ?, revision + 100, created_at, updated_at FROM kept_project",
                keyset);
        safe.bump();
        for (String table :
                List.of("environment", "folder", "secret", "secret_version", "membership", "membership_role")) {
            safe.sql("INSERT INTO %s SELECT * FROM kept_%s".formatted(table, table));
            safe.sql("DROP TABLE kept_" + table);
        }
        safe.sql("DROP TABLE kept_project");
    }

    private static void eventually(BooleanSupplier condition) {
        Instant limit = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.onSpinWait();
        }
    }
}
