package dev.claviger.vault.referrer;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ReferrerTest {
    private static final String FOLDER = "/api/x/folder-references";
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh()
                .folder("dev:/app")
                .secret("dev:/", "BASE", "b")
                .secret("dev:/", "LOCAL", "x${BASE}")
                .secret("dev:/app", "FAR", "${dev.BASE} ${dev.BASE}")
                .secret("prod:/", "OTHER", "${dev.app.FAR}${GONE}")
                .secret("dev:/app", "BASE", "another one")
                .imports("prod:/", "dev:/");
    }

    @Test
    void referrers_areTheSecretsAndFoldersThatDependOnIt() {
        Response found = referrers("dev:/", "BASE");

        found.then().statusCode(200);
        assertThat(keys(found)).containsExactly("dev / LOCAL", "dev /app FAR");
        found.then()
                .body(at("importedBy", hasSize(1)))
                .body(at("importedBy[0].environment", equalTo("prod")))
                .body(at("importedBy[0].secretPath", equalTo("/")));
        assertThat(keys(referrers("dev:/app", "BASE"))).isEmpty();
        assertThat(safe.events("get-secret-references")).hasSize(2);
    }

    @Test
    void referrers_ofAFolder_areThoseOfAllItsSecrets() {
        assertThat(keys(safe.reads("dev:/app").get(FOLDER))).containsExactly("prod / OTHER");
        assertThat(keys(safe.reads("dev:/").get(FOLDER))).containsExactly("dev / LOCAL", "dev /app FAR");
        assertThat(safe.events("get-folder-references")).hasSize(2);
    }

    @Test
    void referrers_changeWithTheValue() {
        safe.update("dev:/", "LOCAL", Map.of("secretValue", "plain")).then().statusCode(200);

        assertThat(keys(referrers("dev:/", "BASE"))).containsExactly("dev /app FAR");
    }

    @Test
    void T4_referrers_whoseValueMayNotBeRead_staySecret() {
        String token = safe.ruled(Rules.allow("describeSecret"), Rules.allowIn("dev:/", "readValue"));

        Response found = safe.reads(token, "dev:/").get("/api/v4/secrets/BASE/secret-references");

        assertThat(keys(found)).containsExactly("dev / LOCAL");
        found.then().body(at("importedBy", empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v4/secrets/BASE/secret-references", "/api/v4/secrets/NOPE/secret-references", FOLDER})
    void T4_strangers_areRefused_whetherOrNotItExists(String route) {
        safe.reads(safe.ruled(), "dev:/").get(route).then().statusCode(403);
    }

    @Test
    void unknownSecretsAndFolders_areNotFound() {
        referrers("dev:/", "NOPE").then().statusCode(404);
        referrers("dev:/nope", "BASE").then().statusCode(404);
        safe.reads("dev:/nope").get(FOLDER).then().statusCode(404);
        safe.reads("dev:/")
                .get("/api/v4/secrets/NOPE/secret-reference-tree")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v4/secrets/OTHER/secret-reference-tree", "/api/v3/secrets/raw/OTHER/secret-reference-tree"
            })
    void tree_showsWhatGoesIn(String route) {
        safe.reads("prod:/")
                .get(route)
                .then()
                .statusCode(200)
                .body(at("tree.key", equalTo("OTHER")))
                .body(at("tree.state", equalTo("found")))
                .body(at("tree.children.key", equalTo(List.of("FAR", "GONE"))))
                .body(at("tree.children[0].secretPath", equalTo("/app")))
                .body(at("tree.children[0].children.key", equalTo(List.of("BASE"))))
                .body(at("tree.children[1].state", equalTo("missing")));
        assertThat(safe.events("get-secret-reference-tree")).hasSize(1);
    }

    @Test
    void T5_tree_endsAtCycles() {
        safe.secret("dev:/", "P", "${Q}").secret("dev:/", "Q", "${P}${Q}");

        safe.reads("dev:/")
                .get("/api/v4/secrets/P/secret-reference-tree")
                .then()
                .statusCode(200)
                .body(at("tree.children[0].children.state", equalTo(List.of("cycle", "cycle"))));
    }

    @Test
    void T5_tree_refusesBombs() {
        String twelve =
                "${%1$sA}${%1$sB}${%1$sC}${%1$sD}${%1$sE}${%1$sF}${%1$sG}${%1$sH}${%1$sI}${%1$sJ}${%1$sK}${%1$sL}";
        for (char key = 'A'; key <= 'L'; key++) {
            safe.secret("dev:/", "X" + key, twelve.formatted("Y")).secret("dev:/", "Y" + key, twelve.formatted("Z"));
            safe.secret("dev:/", "Z" + key, "z");
        }
        safe.secret("dev:/", "BOMB", twelve.formatted("X"));

        safe.reads("dev:/")
                .get("/api/v4/secrets/BOMB/secret-reference-tree")
                .then()
                .statusCode(400)
                .body(at("message", containsString("1000 references")));
    }

    @Test
    void T4_tree_isRefused_whereATargetMayNotBeRead() {
        String token = safe.ruled(Rules.allowIn("prod:/", "describeSecret", "readValue"));

        safe.reads(token, "prod:/")
                .get("/api/v4/secrets/OTHER/secret-reference-tree")
                .then()
                .statusCode(403)
                .body(at("message", containsString("FAR")));
    }

    private Response referrers(String place, String key) {
        return safe.reads(place).get("/api/v4/secrets/" + key + "/secret-references");
    }

    private static List<String> keys(Response response) {
        List<Map<String, String>> references =
                valueAt(response.then().statusCode(200).extract(), "references");
        return references.stream()
                .map(found -> found.get("environment") + " " + found.get("secretPath") + " " + found.get("secretKey"))
                .toList();
    }
}
