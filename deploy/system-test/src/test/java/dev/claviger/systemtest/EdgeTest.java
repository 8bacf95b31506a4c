package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.local.edge.Routes;
import dev.claviger.local.edge.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service offers can be reached through the edge. */
class EdgeTest {
    /** Between services only. */
    private static final Set<String> INTERNAL =
            Set.of("/api/x/tokens/live", "/api/x/tokens/use", "/api/x/service-token");

    @ParameterizedTest
    @ValueSource(strings = {"auth", "vault", "audit", "sync"})
    void everyRoute_leadsToTheServiceThatHasIt(String name) {
        Service service = Service.valueOf(name.toUpperCase(Locale.ROOT));
        List<String> paths = new ArrayList<>();
        RunningSuite.nobody()
                .get("/api/x/openapi/" + name + "?format=json")
                .expect(200)
                .path("paths")
                .fieldNames()
                .forEachRemaining(paths::add);

        assertThat(paths).isNotEmpty();
        assertThat(paths.stream()
                        .filter(path -> !INTERNAL.contains(path))
                        .filter(path -> forms(path).anyMatch(form -> Routes.serviceFor(form) != service)))
                .isEmpty();
    }

    /** Words that the table may take for names of its own are none of them. */
    private static Stream<String> forms(String path) {
        return Stream.of("0b8c6f8e-4a3b-4c3e-9d6d-0e4a51b5a6a1", "some-slug")
                .map(value -> path.replaceAll("\\{version}", "v1")
                        .replaceAll("\\{word}", "workspace")
                        .replaceAll("\\{mount[^}]*}", "jwt")
                        .replaceAll("\\{[^}]+}", value));
    }
}
