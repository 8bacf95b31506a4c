package dev.claviger.vault.rotation;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RotationTest {
    private static final int SECRETS = 20;

    private final Safe safe = Safe.fresh();
    private final KeyRoutes keys = new KeyRoutes(safe);

    @Test
    void rotation_sealsEverythingAnew_andDropsTheOldKey() {
        fill();
        String person = safe.person("admin");
        safe.as(person)
                .body(safe.body("dev:/", Map.of("secretValue", "mine", "type", "personal")))
                .post("/api/v4/secrets/KEY_1")
                .then()
                .statusCode(200);
        safe.delete("dev:/", "KEY_2").then().statusCode(200);
        List<String> before = keys.prefixes();

        JsonPath job = keys.run("rotate");

        assertThat(job.getString("job.state")).isEqualTo("done");
        assertThat(job.getLong("job.total")).isEqualTo(SECRETS + 2);
        assertThat(job.getLong("job.done")).isEqualTo(SECRETS + 2);
        assertThat(keys.prefixes()).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
        assertThat(keys.prefixes().stream().distinct()).hasSize(1);
        assertThat(safe.value("dev:/", "KEY_1")).isEqualTo("second");
        assertThat(shown(safe.reads("dev:/").queryParam("version", 1))).isEqualTo("value 1");
        assertThat(shown(safe.reads(person, "dev:/").queryParam("type", "personal")))
                .isEqualTo("mine");
    }

    @Test
    void webhooks_areSealedAnewToo_withAndWithoutASigningKey() {
        String url = "https://hooks.example.com/?token=t";
        for (String key : List.of("", "signing")) {
            safe.asAdmin()
                    .body(Map.of(
                            "projectId",
                            safe.projectId,
                            "environment",
                            "dev",
                            "webhookUrl",
                            url,
                            "webhookSecretKey",
                            key))
                    .post("/api/v1/webhooks")
                    .then()
                    .statusCode(200);
        }

        JsonPath job = keys.run("rotate");

        assertThat(job.getString("job.state")).isEqualTo("done");
        assertThat(job.getLong("job.done")).isEqualTo(2);
        assertThat(safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .get("/api/v1/webhooks")
                        .jsonPath()
                        .getList("webhooks.url"))
                .containsExactly(url, url);
        assertThat(keys.run("verify").getString("job.state")).isEqualTo("done");
    }

    @Test
    void status_tellsOfKeysAndRotation() {
        fill();
        assertThat(keys.status().getInt("keys.count")).isOne();
        assertThat(keys.status().getString("keys.rootKey")).isEqualTo("k1");
        assertThat(keys.status().getString("keys.rotatedAt")).isNull();

        String job = keys.start("rotate");
        keys.end(job);

        assertThat(keys.status().getInt("keys.count")).isOne();
        assertThat(keys.status().getString("keys.rotatedAt")).isNotNull();
        assertThat(keys.status().getString("keys.rotation.id")).isEqualTo(job);
        assertThat(keys.status().getString("keys.rotation.state")).isEqualTo("done");
    }

    @Test
    void rotation_isRecorded_atItsStartAndAtItsEnd() {
        fill();

        String job = keys.start("rotate");
        keys.end(job);

        assertThat(safe.events("start-project-key-rotation")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.metadata.jobId")).isEqualTo(job);
            assertThat(event.getString("data.actor.id")).isEqualTo(safe.adminId.toString());
        });
        assertThat(safe.events("finish-project-key-rotation")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.outcome")).isEqualTo("success");
            assertThat(event.getString("data.metadata.jobId")).isEqualTo(job);
            assertThat(event.getString("data.actor.type")).isEqualTo("platform");
        });
    }

    @Test
    void tagOfAnAnswer_changesWithTheKey_andTheAnswerIsGivenAnew() {
        fill();
        String tag = safe.list("dev:/").then().statusCode(200).extract().header("ETag");

        keys.run("rotate");

        safe.reads("dev:/")
                .header("If-None-Match", tag)
                .get("/api/v4/secrets")
                .then()
                .statusCode(200);
        assertThat(safe.list("dev:/").header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void readsAndWrites_goOnDuringRotations() throws Exception {
        fill();
        AtomicBoolean running = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> workers = new ArrayList<>();
            workers.add(threads.submit(writer(running, "KEY_1")));
            workers.add(threads.submit(writer(running, "KEY_2")));
            workers.add(threads.submit(reader(running, "/api/v4/secrets")));
            String id = valueAt(safe.read("dev:/", "KEY_3"), "secret.id");
            workers.add(threads.submit(reader(running, "/api/v1/secret/%s/secret-versions".formatted(id))));

            for (int round = 0; round < 3; round++) {
                assertThat(keys.run("rotate").getString("job.state")).isEqualTo("done");
            }

            running.set(false);
            List<Integer> counts = new ArrayList<>();
            for (Future<Integer> worker : workers) {
                counts.add(worker.get());
            }
            assertThat(counts).allMatch(count -> count > 0);
            assertThat(safe.value("dev:/", "KEY_1")).isEqualTo("round " + counts.get(0));
            assertThat(safe.value("dev:/", "KEY_2")).isEqualTo("round " + counts.get(1));
            assertThat(keys.run("verify").getString("job.state")).isEqualTo("done");
        }
    }

    private Callable<Integer> writer(AtomicBoolean running, String key) {
        return () -> {
            int round = 0;
            while (running.get()) {
                round++;
                safe.update("dev:/", key, Map.of("secretValue", "round " + round))
                        .then()
                        .statusCode(200);
            }
            return round;
        };
    }

    private Callable<Integer> reader(AtomicBoolean running, String route) {
        return () -> {
            int round = 0;
            while (running.get()) {
                round++;
                safe.reads("dev:/").get(route).then().statusCode(200);
            }
            return round;
        };
    }

    /** Each step is caught in the middle, where its connection dies. */
    @Test
    void rotation_goesOn_afterEachOfItsStepsDied() throws SQLException {
        fill();
        String job;
        try (Roadblock beforeTheKey = Roadblock.at("project");
                Roadblock beforeTheContent = Roadblock.at("secret_version")) {
            job = keys.start("rotate");
            beforeTheKey.killWhoWaits();
            beforeTheKey.lift();
            beforeTheContent.killWhoWaits();
            try (Roadblock beforeTheEnd = Roadblock.at("project")) {
                beforeTheContent.lift();
                beforeTheEnd.killWhoWaits();
            }
        }

        assertThat(keys.end(job).getString("job.state")).isEqualTo("done");
        assertThat(keys.prefixes().stream().distinct()).hasSize(1);
        assertThat(keys.status().getInt("keys.count")).isOne();
        assertThat(safe.value("dev:/", "KEY_1")).isEqualTo("second");
        assertThat(keys.run("verify").getLong("job.done")).isEqualTo(SECRETS + 1);
    }

    @Test
    void T25_whatDoesNotOpen_keepsTheOldKeys_untilItIsGone() {
        fill();
        String id = valueAt(safe.read("dev:/", "KEY_5"), "secret.id");
        safe.sql(
                "UPDATE secret_version SET value = set_byte(value, 20, get_byte(value, 20) # 1) WHERE secret_id = ?::uuid",
                id);

        JsonPath job = keys.run("rotate");

        assertThat(job.getString("job.state")).isEqualTo("incomplete");
        assertThat(job.getList("job.damaged.id", String.class)).containsExactly(id);
        assertThat(keys.status().getInt("keys.count")).isEqualTo(2);
        assertThat(safe.events("finish-project-key-rotation")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.outcome")).isEqualTo("error");
            assertThat(event.getString("data.metadata.damaged[0]")).contains(id);
        });

        safe.bump();
        safe.sql("DELETE FROM secret WHERE id = ?::uuid", id);
        safe.sql("DELETE FROM secret_version WHERE secret_id = ?::uuid", id);

        assertThat(keys.run("rotate").getString("job.state")).isEqualTo("done");
        assertThat(keys.status().getInt("keys.count")).isOne();
    }

    @Test
    void T25_oldKeysetPutBackOverARotatedOne_opensNothing() {
        fill();
        byte[] old = keys.keyset();
        keys.run("rotate");

        safe.sql("UPDATE project SET keyset = ?, revision = revision + 1 WHERE id = ?", old, safe.projectId);

        safe.read("dev:/", "KEY_1").then().statusCode(500);
        safe.list("dev:/").then().statusCode(500);
    }

    @Test
    void rotation_isCancelled_whenTheProjectGoes() {
        String job = keys.start("rotate");
        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);

        assertThat(KeyRoutes.bytes("SELECT id::text::bytea FROM project WHERE id = ?", safe.projectId))
                .isEmpty();
        safe.asAdmin().get(keys.path("/jobs/" + job)).then().statusCode(404);
    }

    @Test
    void T18_whoMayNotEditKeys_isRefused_andRecorded() {
        String viewer = safe.member("viewer");

        for (String route : List.of("/rotate", "/verify")) {
            safe.as(viewer).post(keys.path(route)).then().statusCode(403);
        }
        safe.as(viewer).get(keys.path("")).then().statusCode(403);

        assertThat(safe.events("start-project-key-rotation"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
        assertThat(safe.events("start-project-key-verification")).hasSize(1);
        assertThat(safe.events("get-project-keys")).hasSize(1);
    }

    @Test
    void T16_projectOfAnotherOrganisation_isNotFound() {
        Safe other = Safe.fresh();
        String job = keys.start("verify");

        other.asAdmin().post(keys.path("/rotate")).then().statusCode(404);
        other.asAdmin()
                .get("/api/x/projects/%s/keys/jobs/%s".formatted(other.projectId, job))
                .then()
                .statusCode(404);
        safe.asAdmin().get(keys.path("/jobs/nonsense")).then().statusCode(404);
    }

    @Test
    void rotation_isRefused_whileOneIsUnderWay() {
        fill();
        safe.sql(
                "INSERT INTO key_job (id, kind, org_id, project_id, starter_type, starter_id, starter_name, state, step, after_id, after_version, total, done, unopenable, damages, not_before, created_at, updated_at) VALUES (gen_random_uuid(), 'rotation', ?, ?, 'user', '', '', 'running', 'key', gen_random_uuid(), 0, 0, 0, 0, '[]', now() + interval '1 day', now(), now())",
                safe.orgId,
                safe.projectId);

        safe.asAdmin().post(keys.path("/rotate")).then().statusCode(400);

        assertThat(safe.events("start-project-key-rotation"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("error"));
        safe.sql("DELETE FROM key_job WHERE project_id = ?", safe.projectId);
    }

    private static String shown(RequestSpecification read) {
        return valueAt(read.get("/api/v4/secrets/KEY_1").then().statusCode(200).extract(), "secret.secretValue");
    }

    private void fill() {
        safe.asAdmin()
                .body(safe.body(
                        "dev:/",
                        Map.of(
                                "secrets",
                                IntStream.range(0, SECRETS)
                                        .mapToObj(n -> Map.of("secretKey", "KEY_" + n, "secretValue", "value " + n))
                                        .toList())))
                .post("/api/v4/secrets/batch")
                .then()
                .statusCode(200);
        safe.update("dev:/", "KEY_1", Map.of("secretValue", "second")).then().statusCode(200);
    }
}
