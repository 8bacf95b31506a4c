package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class PersonalSecretTest {
    private Safe safe;
    private String ann;
    private String bob;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().secret("dev:/", "KEY", "shared").secret("dev:/", "REF", "x${KEY}");
        ann = safe.person("member");
        bob = safe.person("member");
        writes(ann, Method.POST, "KEY", Map.of("secretValue", "of ann"))
                .then()
                .statusCode(200)
                .body(at("secret.type", equalTo("personal")))
                .body(at("secret.version", equalTo(1)));
    }

    @Test
    void list_replacesTheSharedOne_whereAsked() {
        assertThat(listed(ann, "/api/v4/secrets", true)).containsExactly("personal of ann", "shared xof ann");
        assertThat(listed(ann, "/api/v4/secrets", false)).containsExactly("shared shared", "shared xof ann");
    }

    @Test
    void olderList_hasBothSideBySide() {
        assertThat(listed(ann, "/api/v3/secrets/raw", false))
                .containsExactly("shared shared", "personal of ann", "shared x${KEY}");
    }

    @Test
    void T4_nobodyElse_seesIt_inAnyRead() {
        for (String other : List.of(bob, safe.person("admin"), safe.member("admin"))) {
            assertThat(listed(other, "/api/v4/secrets", true)).containsExactly("shared shared", "shared xshared");
            assertThat(listed(other, "/api/v3/secrets/raw", true)).containsExactly("shared shared", "shared x${KEY}");
            safe.reads(other, "dev:/")
                    .queryParam("type", "personal")
                    .get("/api/v4/secrets/KEY")
                    .then()
                    .statusCode(404);
            safe.reads(other, "dev:/")
                    .get("/api/v4/secrets/REF")
                    .then()
                    .body(at("secret.secretValue", equalTo("xshared")));
        }
    }

    @Test
    void T4_nobodyElse_changesOrDeletesIt() {
        for (Method method : List.of(Method.PATCH, Method.DELETE)) {
            writes(bob, method, "KEY", Map.of("secretValue", "of bob")).then().statusCode(404);
        }
        writes(bob, Method.POST, "KEY", Map.of("secretValue", "of bob")).then().statusCode(200);

        assertThat(own(ann)).isEqualTo("of ann");
        assertThat(own(bob)).isEqualTo("of bob");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("shared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v4/secrets/KEY", "/api/v3/secrets/raw/KEY"})
    void singleRead_choosesByType(String route) {
        safe.reads(ann, "dev:/").get(route).then().body(at("secret.secretValue", equalTo("shared")));
        safe.reads(ann, "dev:/")
                .queryParam("type", "personal")
                .get(route)
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("of ann")))
                .body(at("secret.type", equalTo("personal")));
    }

    @Test
    void readById_choosesByType() {
        String id = valueAt(safe.read("dev:/", "KEY").then().extract(), "secret.id");

        safe.as(ann)
                .queryParam("type", "personal")
                .get("/api/v4/secrets/id/" + id)
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("of ann")));
    }

    @Test
    void update_writesTheNextVersion_andLeavesTheSharedOneAlone() {
        writes(ann, Method.PATCH, "KEY", Map.of("secretValue", "newer", "secretComment", "mine"))
                .then()
                .statusCode(200)
                .body(at("secret.version", equalTo(2)))
                .body(at("secret.secretComment", equalTo("mine")));

        assertThat(own(ann)).isEqualTo("newer");
        safe.read("dev:/", "KEY").then().body(at("secret.version", equalTo(1)));
        assertThat(safe.events("update-secret"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getString("data.metadata.type")).isEqualTo("personal"));
    }

    @Test
    void delete_bringsTheSharedOneBack() {
        writes(ann, Method.DELETE, "KEY", Map.of())
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("of ann")));

        assertThat(listed(ann, "/api/v4/secrets", true)).containsExactly("shared shared", "shared xshared");
    }

    @Test
    void itFollowsTheSharedOne() {
        safe.update("dev:/", "KEY", Map.of("newSecretName", "OTHER")).then().statusCode(200);
        safe.reads(ann, "dev:/")
                .queryParam("type", "personal")
                .get("/api/v4/secrets/OTHER")
                .then()
                .body(at("secret.secretValue", equalTo("of ann")));

        safe.delete("dev:/", "OTHER").then().statusCode(200);
        safe.secret("dev:/", "OTHER", "again");
        safe.reads(ann, "dev:/")
                .queryParam("type", "personal")
                .get("/api/v4/secrets/OTHER")
                .then()
                .statusCode(404);
    }

    @Test
    void create_isRefusedTwice_andWithoutASharedOne() {
        writes(ann, Method.POST, "KEY", Map.of("secretValue", "y")).then().statusCode(400);
        writes(ann, Method.POST, "NOPE", Map.of("secretValue", "y")).then().statusCode(400);
        writes(ann, Method.PATCH, "KEY", Map.of("newSecretName", "N")).then().statusCode(422);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"POST", "PATCH", "DELETE"})
    void viewer_writesNone(Method method) {
        writes(safe.person("viewer"), method, "KEY", Map.of("secretValue", "y"))
                .then()
                .statusCode(403);
    }

    @Test
    void batch_mixesTypes() {
        List<Map<String, String>> items = List.of(
                Map.of("secretKey", "KEY", "secretValue", "s2"),
                Map.of("secretKey", "KEY", "secretValue", "p2", "type", "personal"));

        safe.as(ann)
                .body(safe.body("dev:/", Map.of("secrets", items)))
                .patch("/api/v4/secrets/batch")
                .then()
                .statusCode(200)
                .body(at("secrets.type", equalTo(List.of("shared", "personal"))));

        assertThat(own(ann)).isEqualTo("p2");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("s2");
    }

    private String own(String token) {
        return valueAt(
                safe.reads(token, "dev:/")
                        .queryParam("type", "personal")
                        .get("/api/v4/secrets/KEY")
                        .then()
                        .statusCode(200)
                        .extract(),
                "secret.secretValue");
    }

    private List<String> listed(String token, String route, boolean overrides) {
        Response list = safe.reads(token, "dev:/")
                .queryParam("includePersonalOverrides", overrides)
                .get(route);
        List<Map<String, String>> secrets = valueAt(list.then().statusCode(200).extract(), "secrets");
        return secrets.stream()
                .map(secret -> secret.get("type") + " " + secret.get("secretValue"))
                .toList();
    }

    private Response writes(String token, Method method, String key, Map<String, ?> content) {
        Map<String, Object> personal = new LinkedHashMap<>(content);
        personal.put("type", "personal");
        return safe.as(token).body(safe.body("dev:/", personal)).request(method, "/api/v3/secrets/raw/" + key);
    }
}
