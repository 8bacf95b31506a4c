package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretTagTest {
    private Safe safe;
    private String db;
    private String web;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
        db = tag("db");
        web = tag("web");
        safe.create("dev:/", "A", Map.of("secretValue", "1", "tagIds", List.of(web, db)));
        safe.create("dev:/", "B", Map.of("secretValue", "2", "tagIds", List.of(web)));
        safe.secret("dev:/", "C", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v4/secrets/A", "/api/v3/secrets/raw/A"})
    void tags_areInAnswers_inTheOrderOfSlugs(String route) {
        safe.reads("dev:/")
                .get(route)
                .then()
                .statusCode(200)
                .body(at("secret.tags.id", equalTo(List.of(db, web))))
                .body(at("secret.tags[0].slug", equalTo("db")))
                .body(at("secret.tags[0].name", equalTo("db")))
                .body(at("secret.tags[0].color", equalTo("red")));
    }

    @ParameterizedTest
    @CsvSource({"db, A", "web, A B", "'db, web', A B", "nope, ''", "'', A B C"})
    void tagSlugs_keepSecretsWithOneOfThem(String slugs, String kept) {
        List<String> keys = valueAt(
                safe.reads("dev:/")
                        .queryParam("tagSlugs", slugs)
                        .get("/api/v4/secrets")
                        .then()
                        .statusCode(200)
                        .extract(),
                "secrets.secretKey");

        assertThat(String.join(" ", keys)).isEqualTo(kept);
    }

    @Test
    void update_withoutTagIds_keepsTags() {
        safe.update("dev:/", "A", Map.of("secretValue", "new", "newSecretName", "Z"))
                .then()
                .statusCode(200)
                .body(at("secret.tags.slug", equalTo(List.of("db", "web"))));

        assertThat(slugs("Z")).containsExactly("db", "web");
    }

    @Test
    void update_withTagIds_replacesTags() {
        safe.update("dev:/", "A", Map.of("tagIds", List.of(web)))
                .then()
                .statusCode(200)
                .body(at("secret.tags.slug", equalTo(List.of("web"))));

        assertThat(slugs("A")).containsExactly("web");
        safe.update("dev:/", "A", Map.of("tagIds", List.of())).then().body(at("secret.tags", empty()));
        assertThat(slugs("A")).isEmpty();
        assertThat(slugs("B")).containsExactly("web");
    }

    @Test
    void batch_setsTagsOfEach() {
        Map<String, ?> batch = Map.of(
                "mode",
                "upsert",
                "secrets",
                List.of(
                        Map.of("secretKey", "A", "tagIds", List.of(db)),
                        Map.of("secretKey", "B", "secretValue", "x"),
                        Map.of("secretKey", "N", "secretValue", "x", "tagIds", List.of(web))));

        safe.asAdmin()
                .body(safe.body("dev:/", batch))
                .patch("/api/v4/secrets/batch")
                .then()
                .statusCode(200);

        assertThat(slugs("A")).containsExactly("db");
        assertThat(slugs("B")).containsExactly("web");
        assertThat(slugs("N")).containsExactly("web");
    }

    @Test
    void tagRoutes_addAndTakeOff() {
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("tagSlugs", List.of("db", "web"))))
                .post("/api/v3/secrets/tags/C")
                .then()
                .statusCode(200)
                .body(at("secret.tags.slug", equalTo(List.of("db", "web"))))
                .body(at("secret.secretValue", equalTo("3")));
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("tagSlugs", List.of("WEB"))))
                .delete("/api/v3/secrets/tags/C")
                .then()
                .statusCode(200)
                .body(at("secret.tags.slug", equalTo(List.of("db"))));

        assertThat(slugs("C")).containsExactly("db");
        assertThat(safe.events("update-secret")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"nope, 404", "'', 422", "'a b', 422"})
    void tagRoutes_refuseWhatIsNoTagOfTheProject(String slug, int status) {
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("tagSlugs", List.of(slug))))
                .post("/api/v3/secrets/tags/C")
                .then()
                .statusCode(status);

        assertThat(slugs("C")).isEmpty();
    }

    @Test
    void tagRoutes_needTheRightToEdit() {
        safe.as(safe.member("viewer"))
                .body(safe.body("dev:/", Map.of("tagSlugs", List.of("db"))))
                .post("/api/v3/secrets/tags/C")
                .then()
                .statusCode(403);
    }

    @Test
    void renamedTag_showsInEveryRead_atOnce() {
        safe.list("dev:/").then().statusCode(200);
        safe.asAdmin()
                .body(Map.of("slug", "sql"))
                .patch(tags() + "/" + db)
                .then()
                .statusCode(200);

        assertThat(slugs("A")).containsExactly("sql", "web");
    }

    @Test
    void deletedTag_isOnNoSecret() {
        safe.asAdmin().delete(tags() + "/" + web).then().statusCode(200);

        assertThat(slugs("A")).containsExactly("db");
        assertThat(slugs("B")).isEmpty();
    }

    @Test
    void importedSecrets_haveTheirTags() {
        safe.folder("dev:/app").imports("dev:/app", "dev:/");

        safe.list("dev:/app").then().body(at("imports[0].secrets[0].tags.slug", equalTo(List.of("db", "web"))));
    }

    private List<String> slugs(String key) {
        return valueAt(safe.read("dev:/", key).then().statusCode(200).extract(), "secret.tags.slug");
    }

    private String tags() {
        return "/api/v1/projects/" + safe.projectId + "/tags";
    }

    private String tag(String slug) {
        return valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", slug, "color", "red"))
                        .post(tags())
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
    }
}
