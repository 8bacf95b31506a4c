package dev.claviger.vault.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route that shows values makes the same decision about the value of another project to which one refers (security.md T4, T5). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class OtherProjectMatrixTest {
    private static final String OTHER = "value-of-another-project";

    /** Routes that show what is stored, references as text. */
    private static final List<String> AS_STORED = List.of(
            "GET /api/v1/secret/{secretId}/secret-versions",
            "GET /api/v1/secret-snapshot/{id}",
            "GET /api/v1/pit/commits/{id}/changes",
            "GET /api/v1/pit/commits/{id}/compare",
            "GET /api/x/history/compare");

    static List<SecretRoute> routes() {
        return SecretRoutes.all().stream()
                .filter(route -> route.verb().equals("GET") && route.sight() == SecretRoute.Sight.VALUE)
                .toList();
    }

    private static boolean expands(SecretRoute route) {
        return !AS_STORED.contains(route.name());
    }

    @Test
    void mostRoutes_expand() {
        assertThat(routes().stream().filter(OtherProjectMatrixTest::expands)).hasSizeGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void T5_everyCell_isDecidedToldAndRecordedAlike(SecretRoute route) {
        Stage stage = new Stage();
        Safe other = Safe.in(stage.safe.orgId).secret("dev:/", "OTHER", OTHER).secret("prod:/", "OTHER", OTHER);
        stage.safe
                .update(
                        "dev:/f",
                        Stage.KEY,
                        Map.of("secretValue", "%s-${@%s.dev.OTHER}".formatted(Stage.VALUE, other.slug)))
                .then()
                .statusCode(200);
        stage.known.put("latest", stage.head());
        SecretRoute expanding = expanding(route);
        SoftAssertions softly = new SoftAssertions();

        check(softly, "not shared", stage.call(expanding, stage.reader, stage.known), 200, false, List.of("success"));
        other.shares("dev:/", stage.safe);
        boolean expands = expands(route);
        check(
                softly,
                "shared, no right there",
                stage.call(expanding, stage.reader, stage.known),
                expands ? 403 : 200,
                false,
                List.of(expands ? "denied" : "success"));
        other.join(stage.safe.adminId, "viewer");
        List<String> recorded = expands ? List.of("success", "success") : List.of("success");
        check(softly, "shared, right there", stage.call(expanding, stage.reader, stage.known), 200, expands, recorded);
        softly.assertAll();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void T5_whatIsLent_isShownByEachRouteThatExpands(SecretRoute route) {
        Stage stage = new Stage();
        Safe other = Safe.in(stage.safe.orgId).secret("dev:/", "OTHER", OTHER);
        stage.safe.update("dev:/f", Stage.KEY, Map.of("secretValue", "${@%s.dev.OTHER}".formatted(other.slug)));
        other.lends("dev:/", stage.safe);

        Stage.Reply reply = stage.call(expanding(route), stage.reader, stage.known);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body().contains(OTHER)).isEqualTo(expands(route));
        assertThat(reply.outcomes()).hasSize(expands(route) ? 2 : 1);
    }

    private static SecretRoute expanding(SecretRoute route) {
        boolean asks = route.target().startsWith("/api/v3/secrets")
                || route.target().startsWith("/api/x/export")
                || route.target().contains("/secret-imports/");
        String target = route.target() + (route.target().contains("?") ? "&" : "?") + "expandSecretReferences=true";
        return asks
                ? new SecretRoute(
                        route.name(),
                        target,
                        route.body(),
                        route.sight(),
                        route.describer(),
                        route.stranger(),
                        route.manner())
                : route;
    }

    private static void check(
            SoftAssertions softly, String cell, Stage.Reply reply, int status, boolean shows, List<String> recorded) {
        softly.assertThat(reply.status()).as(cell + ": " + reply.body()).isEqualTo(status);
        softly.assertThat(reply.body().contains(OTHER)).as(cell + " shows").isEqualTo(shows);
        softly.assertThat(reply.outcomes()).as("records of " + cell).isEqualTo(recorded);
    }
}
