package dev.claviger.vault.routes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route makes the same decision about the same secret, tells no more than it may, and leaves one record (security.md T4, T14). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class RouteMatrixTest {
    private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    static List<SecretRoute> routes() {
        return SecretRoutes.all();
    }

    @Test
    void T4_everyRoute_isInOneOfTheLists() throws IOException {
        Set<String> listed = new TreeSet<>(withoutSecrets());
        SecretRoutes.all()
                .forEach(route ->
                        assertThat(listed.add(route.name())).as(route.name()).isTrue());

        assertThat(documented()).isEqualTo(listed);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void T4_T14_everyCell_isDecidedToldAndRecordedAlike(SecretRoute route) {
        Stage stage = new Stage();
        SoftAssertions softly = new SoftAssertions();

        Stage.Reply described = stage.call(route, stage.describer, stage.known);
        check(softly, "may describe", described, route.describer());
        softly.assertThat(described.body()).as("may describe").doesNotContain(Stage.VALUE);
        Stage.Reply refused = stage.call(route, stage.stranger, stage.known);
        check(softly, "may nothing", refused, route.stranger());
        softly.assertThat(refused.body()).as("may nothing").doesNotContain(Stage.VALUE, Stage.KEY);
        if (route.manner() != SecretRoute.Manner.NONE) {
            unknown(softly, route, stage, refused);
        }
        if (route.namesProject()) {
            foreign(softly, route, stage);
        }
        Stage.Reply full = stage.call(route, stage.reader, stage.known);
        check(softly, "may all", full, 200);
        softly.assertThat(full.body().contains(Stage.VALUE))
                .as("shows the value")
                .isEqualTo(route.sight() == SecretRoute.Sight.VALUE);
        if (route.sight() == SecretRoute.Sight.KEY) {
            softly.assertThat(full.body()).as("shows the key").contains("\"" + Stage.KEY);
        }
        softly.assertAll();
    }

    private static void unknown(SoftAssertions softly, SecretRoute route, Stage stage, Stage.Reply refused) {
        Map<String, String> words = stage.unknownSecret(route);
        check(softly, "unknown secret", stage.call(route, stage.reader, words), route.unknown());
        Stage.Reply stranger = stage.call(route, stage.stranger, words);
        if (hidesWhetherItExists(route)) {
            check(softly, "unknown secret, may nothing", stranger, refused.status());
            softly.assertThat(plain(stranger, words)).as("denied and unknown").isEqualTo(plain(refused, stage.known));
        } else {
            softly.assertThat(stranger.status())
                    .as("unknown secret, may nothing")
                    .isIn(403, 404);
            check(softly, "unknown secret, may nothing", stranger, stranger.status());
        }
    }

    private static boolean hidesWhetherItExists(SecretRoute route) {
        return switch (route.manner()) {
            case NAME, LIST -> true;
            case PLACE -> route.stranger() == 403;
            case ID, NONE -> false;
        };
    }

    private static void foreign(SoftAssertions softly, SecretRoute route, Stage stage) {
        Map<String, String> words = stage.unknownProject();
        Stage.Reply unknown = stage.call(route, stage.reader, words);
        check(softly, "unknown project", unknown, 404);
        Safe other = Safe.fresh();
        Stage.Reply foreign = stage.call(route, other.token(other.adminId), stage.known, other);
        check(softly, "project of others", foreign, 404);
        softly.assertThat(plain(foreign, stage.known)).as("foreign and unknown").isEqualTo(plain(unknown, words));
    }

    private static void check(SoftAssertions softly, String cell, Stage.Reply reply, int status) {
        softly.assertThat(reply.status()).as(cell + ": " + reply.body()).isEqualTo(status);
        softly.assertThat(reply.outcomes())
                .as("records of " + cell + " " + reply.status())
                .containsExactly(outcome(reply.status()));
    }

    private static String outcome(int status) {
        return switch (status) {
            case 200 -> "success";
            case 403 -> "denied";
            default -> "error";
        };
    }

    /** The body without what only tells one request from another. */
    private static String plain(Stage.Reply reply, Map<String, String> words) {
        String plain = reply.body().replaceAll("\"reqId\":\"[^\"]*\"", "\"reqId\":\"\"");
        for (Map.Entry<String, String> word : words.entrySet()) {
            plain = word.getKey().equals("path") ? plain : plain.replace(word.getValue(), "<" + word.getKey() + ">");
        }
        return plain;
    }

    private static Set<String> documented() throws IOException {
        Set<String> routes = new TreeSet<>();
        new ObjectMapper()
                .readTree(given().get("/api/x/openapi/vault?format=json").asString())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .map(operation -> operation.getKey().toUpperCase(Locale.ROOT))
                        .filter(VERBS::contains)
                        .forEach(verb -> routes.add(verb + " " + path.getKey())));
        return routes;
    }

    /** Routes that neither show nor change a single secret, one a line. */
    private static List<String> withoutSecrets() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                RouteMatrixTest.class.getResourceAsStream("/routes-without-secrets.txt"), "the list of other routes")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
