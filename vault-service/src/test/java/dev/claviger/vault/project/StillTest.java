package dev.claviger.vault.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether several projects are still what a read saw of them. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class StillTest {
    private final Safe one = Safe.fresh();
    private final Safe other = Safe.in(one.orgId);

    @Test
    void projects_areStillTheSame_untilOneOfThemMoves() {
        Map<String, Optional<Project>> seen =
                Map.of(one.slug, found(one), other.slug, found(other), "none", Optional.empty());
        assertThat(still(seen)).isTrue();

        other.bump();

        assertThat(still(seen)).isFalse();
    }

    @Test
    void projectThatCameOrWent_isNoLongerTheSame() {
        assertThat(still(Map.of(other.slug, Optional.empty()))).isFalse();
        assertThat(still(Map.of("none", found(other)))).isFalse();
    }

    @Test
    void anotherProjectOfTheSameSlugAndRevision_isAnother() {
        assertThat(still(Map.of(other.slug, found(one)))).isFalse();
    }

    private Optional<Project> found(Safe safe) {
        return store().find(safe.orgId, new ProjectRef.ById(safe.projectId))
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private boolean still(Map<String, Optional<Project>> seen) {
        UUID organisation = one.orgId;
        return store().areStill(organisation, seen).await().atMost(Duration.ofSeconds(5));
    }

    private static ProjectStore store() {
        return Arc.container().instance(ProjectStore.class).get();
    }
}
