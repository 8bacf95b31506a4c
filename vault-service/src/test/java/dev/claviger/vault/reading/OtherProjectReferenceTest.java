package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References into other projects of the organisation that share what they lead to. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class OtherProjectReferenceTest {
    private final UUID reader = UUID.randomUUID();
    private Safe app;
    private Safe shop;

    @BeforeEach
    void twoProjects() {
        app = Safe.fresh();
        shop = Safe.in(app.orgId).folder("dev:/f").secret("dev:/f", "A", "1");
        app.secret("dev:/", "X", "v${@%s.dev.f.A}".formatted(shop.slug));
        app.join(reader, "viewer");
        shop.shares("dev:/f", app);
    }

    @Test
    void reference_readsWhatStandsInTheOtherProject_onEveryRoute() {
        shop.join(reader, "viewer");

        read("X").then().statusCode(200).body(at("secret.secretValue", equalTo("v1")));
        app.reads(app.token(reader), "dev:/")
                .get("/api/v4/secrets")
                .then()
                .body("secrets.find { it.secretKey == 'X' }.secretValue", equalTo("v1"));
    }

    @Test
    void change_ofTheOtherProject_isSeenAtOnce_andHasAnotherTag() {
        shop.join(reader, "viewer");
        String before = read("X").header("ETag");

        shop.update("dev:/f", "A", Map.of("secretValue", "2"));

        app.reads(app.token(reader), "dev:/")
                .header("If-None-Match", before)
                .get("/api/v4/secrets/X")
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("v2")));
    }

    @Test
    void bothProjects_getARecordOfTheVersionsThatAreTheirs() {
        shop.join(reader, "viewer");
        shop.update("dev:/f", "A", Map.of("secretValue", "2"));

        read("X").then().statusCode(200);

        assertThat(app.events("get-secret"))
                .extracting(event -> List.of(
                        event.getString("data.projectId"),
                        event.getList("data.secrets.key"),
                        event.getList("data.secrets.version")))
                .containsExactly(
                        List.of(app.projectId.toString(), List.of("X"), List.of(1)),
                        List.of(shop.projectId.toString(), List.of("A"), List.of(2)));
        assertThat(app.events("get-secret").getLast().getString("data.metadata.referencedFromProjectId"))
                .isEqualTo(app.projectId.toString());
        assertThat(app.events("get-secret"))
                .extracting(event -> event.getString("id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void T5_readerWithoutRightInTheOtherProjectIsRefused_whateverIsThere() {
        app.secret("dev:/", "NO_KEY", "${@%s.dev.f.NOPE}".formatted(shop.slug));

        for (String key : List.of("X", "NO_KEY")) {
            read(key)
                    .then()
                    .statusCode(403)
                    .body(at("message", containsString("of project '%s'".formatted(shop.slug))))
                    .body(at("message", containsString("secret '%s' in environment 'dev'".formatted(key))));
        }
        assertThat(app.events("get-secret")).hasSize(2).allSatisfy(event -> {
            assertThat(event.getString("data.outcome")).isEqualTo("denied");
            assertThat(event.getList("data.secrets")).isEmpty();
        });
    }

    @Test
    void T5_rightInTheOtherProjectThatWasWithdrawnCountsAtOnce() {
        shop.join(reader, "viewer");
        read("X").then().statusCode(200);

        shop.sql("DELETE FROM membership WHERE project_id = ? AND actor_id = ?", shop.projectId, reader);
        shop.bump();

        read("X").then().statusCode(403);
    }

    @Test
    void T16_projectOfAnotherOrganisationDoesNotExist() {
        Safe foreign = Safe.fresh().secret("dev:/", "A", "theirs");
        foreign.join(reader, "viewer");
        String stored = "${@%s.dev.A}".formatted(foreign.slug);
        app.secret("dev:/", "Y", stored);

        foreign.share("dev:/", app, true).then().statusCode(404);
        read("Y").then().statusCode(200).body(at("secret.secretValue", equalTo(stored)));
    }

    @Test
    void T20_cycleOverProjectsEnds() {
        shop.join(reader, "viewer");
        shop.update("dev:/f", "A", Map.of("secretValue", "<${@%s.dev.X}>".formatted(app.slug)));

        read("X").then().body(at("secret.secretValue", equalTo("v<${@%s.dev.X}>".formatted(app.slug))));
    }

    @Test
    void T20_manyProjectsAreRefused() {
        StringBuilder wide = new StringBuilder();
        for (int project = 0; project < 21; project++) {
            wide.append("${@none-").append(project).append(".dev.A}");
        }
        app.secret("dev:/", "Y", wide.toString());

        read("Y").then().statusCode(400).body(at("message", containsString("20 other projects")));
    }

    @Test
    void renamedProject_leavesTheText_andTheNewNameLeadsThere() {
        shop.join(reader, "viewer");
        String renamed = "renamed-" + shop.projectId;
        app.secret("dev:/", "Y", "${@%s.dev.f.A}".formatted(renamed));
        read("Y").then().body(at("secret.secretValue", equalTo("${@%s.dev.f.A}".formatted(renamed))));

        shop.sql("UPDATE project SET slug = ? WHERE id = ?", renamed, shop.projectId);
        shop.bump();

        read("X").then().body(at("secret.secretValue", equalTo("v${@%s.dev.f.A}".formatted(shop.slug))));
        read("Y").then().body(at("secret.secretValue", equalTo("1")));
    }

    @Test
    void projectThatNamesItself_isTheProjectAtHand() {
        app.secret("dev:/", "B", "2").secret("dev:/", "Y", "${@%s.dev.B}".formatted(app.slug));

        read("Y").then().body(at("secret.secretValue", equalTo("2")));
        app.reads(app.token(reader), "dev:/")
                .get("/api/v4/secrets/B/secret-references")
                .then()
                .body(at("references.secretKey", equalTo(List.of("Y"))));
    }

    @Test
    void tree_tellsInWhichProjectASecretStands() {
        shop.join(reader, "viewer");

        app.reads(app.token(reader), "dev:/")
                .get("/api/v4/secrets/X/secret-reference-tree")
                .then()
                .statusCode(200)
                .body(at("tree.children[0].projectSlug", equalTo(shop.slug)))
                .body(at("tree.children[0].secretPath", equalTo("/f")))
                .body(at("tree.children[0].state", equalTo("found")));
    }

    /** The right at home goes while the read waits for its rights in the other project: what it saw at home counts no longer. */
    @Test
    void T5_rightThatIsWithdrawnInTheMiddleOfARead_counts() throws Exception {
        shop.join(reader, "viewer");
        app.secret("dev:/", "PLAIN", "p");
        read("PLAIN").then().statusCode(200);

        try (Connection other = RealEngines.connectAsSuperuser("vault");
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE membership IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Response> reading = CompletableFuture.supplyAsync(() -> read("X"));
            await().atMost(Duration.ofSeconds(5)).until(() -> isWaitedFor(sql));
            sql.execute("DELETE FROM membership WHERE project_id = '%s' AND actor_id = '%s'"
                    .formatted(app.projectId, reader));
            sql.execute("UPDATE project SET revision = revision + 1 WHERE id = '%s'".formatted(app.projectId));
            other.commit();

            reading.get(10, TimeUnit.SECONDS).then().statusCode(403);
        }
        assertThat(app.events("get-secret").getLast().getString("data.outcome")).isEqualTo("denied");
    }

    private static boolean isWaitedFor(Statement sql) throws SQLException {
        try (ResultSet rows =
                sql.executeQuery("SELECT 1 FROM pg_locks WHERE relation = 'membership'::regclass AND NOT granted")) {
            return rows.next();
        }
    }

    private Response read(String key) {
        return app.reads(app.token(reader), "dev:/").get("/api/v4/secrets/" + key);
    }
}
